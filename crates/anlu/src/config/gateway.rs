//! `[gateway]`: the listener for vehicle terminals.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use anlu_gateway::{AttachmentAddress, AttachmentSettings, AuthKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// The listener for vehicle terminals.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GatewaySection {
    /// JT/T 808 over TCP.
    pub(crate) listen: SocketAddr,
    /// Connections at once; one more is closed at accept.
    pub(crate) max_connections: usize,
    /// A connection with no uplink for this many seconds is closed.
    pub(crate) idle_seconds: u64,
    /// Attachments of active-safety alarms; without it terminals are not asked for any.
    pub(crate) attachments: Option<AttachmentsSection>,
}

/// The listener for attachments (pictures, video) of active-safety alarms 苏标/粤标. They are kept as evidence.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttachmentsSection {
    /// TCP, e.g. `0.0.0.0:7612`.
    pub(crate) listen: SocketAddr,
    /// Host name or address of this machine as terminals reach it: they are told it (0x9208).
    pub(crate) host: String,
    /// Port as terminals reach it; default: that of `listen`.
    pub(crate) port: Option<u16>,
    /// Connections at once; one more is closed at accept.
    #[serde(default = "AttachmentsSection::max_connections")]
    pub(crate) max_connections: usize,
    /// Files of one alarm.
    #[serde(default = "AttachmentsSection::max_files")]
    pub(crate) max_files: usize,
    /// Longest file, MiB.
    #[serde(default = "AttachmentsSection::max_file_mib")]
    pub(crate) max_file_mib: u32,
    /// All files of one alarm, MiB.
    #[serde(default = "AttachmentsSection::max_alarm_mib")]
    pub(crate) max_alarm_mib: u32,
    /// Attachments are taken for so many hours after the terminal was asked for them.
    #[serde(default = "AttachmentsSection::valid_hours")]
    pub(crate) valid_hours: u32,
}

impl AttachmentsSection {
    const fn max_connections() -> usize {
        200
    }

    const fn max_files() -> usize {
        16
    }

    const fn max_file_mib() -> u32 {
        20
    }

    const fn max_alarm_mib() -> u32 {
        64
    }

    const fn valid_hours() -> u32 {
        24
    }

    fn check(&self) -> Result<(), Failure> {
        let refused = |what: &str| Err(Failure::input("config_gateway", format!("gateway.attachments.{what}")));
        if self.host.is_empty() || self.host.len() > 64 || !self.host.bytes().all(|b| b.is_ascii_graphic()) {
            return refused("host must be a host name or an address as terminals reach it");
        }
        if self.port == Some(0) {
            return refused("port must not be 0");
        }
        if self.max_connections == 0 || !(1..=255).contains(&self.max_files) {
            return refused("max_connections must be at least 1 and max_files 1 to 255");
        }
        if !(1..=512).contains(&self.max_file_mib) || !(self.max_file_mib..=4_096).contains(&self.max_alarm_mib) {
            return refused("max_file_mib must be 1 to 512 and max_alarm_mib not below it, at most 4096");
        }
        if !(1..=720).contains(&self.valid_hours) {
            return refused("valid_hours must be 1 to 720");
        }
        Ok(())
    }

    /// Where terminals are told to send to, with the port that `listen` really has.
    pub(crate) fn address(&self, listening: SocketAddr) -> AttachmentAddress {
        AttachmentAddress { host: self.host.clone(), port: self.port.unwrap_or_else(|| listening.port()) }
    }

    /// Limits of the listener.
    pub(crate) fn limits(&self, key: AuthKey, folder: PathBuf) -> AttachmentSettings {
        let bytes = |mib: u32| u64::from(mib).saturating_mul(1024 * 1024);
        AttachmentSettings {
            max_connections: self.max_connections,
            max_files: self.max_files,
            max_file_bytes: u32::try_from(bytes(self.max_file_mib)).unwrap_or(u32::MAX),
            max_bytes: bytes(self.max_alarm_mib),
            valid: Duration::from_hours(self.valid_hours.into()),
            ..AttachmentSettings::new(key, folder)
        }
    }
}

impl Default for GatewaySection {
    fn default() -> Self {
        Self { listen: super::local(7611), max_connections: 20_000, idle_seconds: 600, attachments: None }
    }
}

impl GatewaySection {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.max_connections == 0 {
            return Err(Failure::input("config_gateway", "gateway.max_connections must be at least 1"));
        }
        if self.idle_seconds < 10 {
            return Err(Failure::input("config_gateway", "gateway.idle_seconds must be at least 10"));
        }
        self.attachments.as_ref().map_or(Ok(()), AttachmentsSection::check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_that_cannot_work_are_refused() {
        let read = |more: &str| -> Result<(), String> {
            let text = format!("[attachments]\nlisten='127.0.0.1:7612'\nhost='files.example'\n{more}");
            let section: GatewaySection = toml::from_str(&text).map_err(|e| e.to_string())?;
            section.check().map_err(|_refused| text)
        };
        read("").unwrap();
        read("port=17612\nmax_file_mib=64").unwrap();
        for bad in ["port=0", "max_files=0", "max_file_mib=65", "max_file_mib=0", "valid_hours=0", "max_connections=0"]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(toml::from_str::<GatewaySection>("[attachments]\nlisten='127.0.0.1:7612'").is_err(), "no host");
    }
}
