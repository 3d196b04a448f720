//! Settings: what the operator wrote (raw sections) becomes what the program may rely on ([`Settings`]).
//!
//! Every section has a default, so an empty file runs a county on one machine. Unknown keys are refused.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

mod documents;
mod duties;
mod feedback;
mod gateway;
mod jt809;
mod live;
mod map;
mod server;
mod sms;
mod store;
mod watch;

pub(crate) use self::{
    documents::DocumentsSection,
    duties::DutiesSection,
    feedback::FeedbackSection,
    gateway::{AttachmentsSection, GatewaySection},
    jt809::{EditionName, Jt809Section, LowerEntry, ProfileEntry},
    live::LiveSection,
    map::MapSection,
    server::ServerSection,
    sms::SmsSection,
    store::StoreSection,
    watch::{PartnerEntry, PartnerKind, WatchSection, Way},
};

/// The configuration file, as written.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ConfigFile {
    /// Folder that holds everything this installation keeps: database, keys, log, history, evidence. Default `data`.
    pub(crate) data: Option<PathBuf>,
    /// The web server.
    pub(crate) server: ServerSection,
    /// The database.
    pub(crate) store: StoreSection,
    /// The listener for vehicle terminals.
    pub(crate) gateway: GatewaySection,
    /// Links to other platforms.
    pub(crate) jt809: Jt809Section,
    /// Log, detectors and history.
    pub(crate) live: LiveSection,
    /// Partners of watches.
    pub(crate) watch: WatchSection,
    /// Duties.
    pub(crate) duties: DutiesSection,
    /// Documents.
    pub(crate) documents: DocumentsSection,
    /// Short messages.
    pub(crate) sms: SmsSection,
    /// Base maps.
    pub(crate) map: MapSection,
    /// Whom users tell what is wrong or missing.
    pub(crate) feedback: FeedbackSection,
}

/// Checked settings.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Data folder.
    pub(crate) data: PathBuf,
    /// Database address.
    pub(crate) store_url: String,
    /// The web server.
    pub(crate) server: ServerSection,
    /// The listener for vehicle terminals.
    pub(crate) gateway: GatewaySection,
    /// Links to other platforms.
    pub(crate) jt809: Jt809Section,
    /// Log, detectors and history.
    pub(crate) live: LiveSection,
    /// Partners of watches.
    pub(crate) watch: WatchSection,
    /// Duties.
    pub(crate) duties: DutiesSection,
    /// Documents.
    pub(crate) documents: DocumentsSection,
    /// Short messages.
    pub(crate) sms: SmsSection,
    /// Base maps.
    pub(crate) map: MapSection,
    /// Whom users tell what is wrong or missing.
    pub(crate) feedback: FeedbackSection,
}

impl ConfigFile {
    /// Reads `path`; the error names line and column.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::input("config_unreadable", format!("{}: {e}", path.display())))?;
        toml::from_str(&text).map_err(|e| Failure::input("config_invalid", format!("{}: {e}", path.display())))
    }

    /// Checks every section. `data` and `store_url` from the command line win over the file.
    pub(crate) fn check(self, data: Option<PathBuf>, store_url: Option<String>) -> Result<Settings, Failure> {
        let data = data.or(self.data).unwrap_or_else(|| PathBuf::from("data"));
        let store_url = match store_url.or(self.store.url) {
            Some(url)
                if url.starts_with("sqlite:") || url.starts_with("postgres:") || url.starts_with("postgresql:") =>
            {
                url
            }
            Some(_) => {
                return Err(Failure::input(
                    "config_store_url",
                    "store.url must start with sqlite: or postgres: (its value is not shown, it may hold a password)",
                ));
            }
            None => format!("sqlite://{}?mode=rwc", data.join("anlu.db").display()),
        };
        self.gateway.check()?;
        self.jt809.check()?;
        self.watch.check(&self.jt809)?;
        self.sms.check()?;
        self.live.check()?;
        self.feedback.check()?;
        Ok(Settings {
            data,
            store_url,
            server: self.server,
            gateway: self.gateway,
            jt809: self.jt809,
            live: self.live,
            watch: self.watch,
            duties: self.duties,
            documents: self.documents,
            sms: self.sms,
            map: self.map,
            feedback: self.feedback,
        })
    }
}

/// The JSON schema of the configuration file.
pub(crate) fn schema() -> schemars::Schema {
    schemars::schema_for!(ConfigFile)
}

/// An address that is known to parse, for defaults.
fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_runs_a_county() {
        let file: ConfigFile = toml::from_str("").unwrap();
        let settings = file.check(None, None).unwrap();
        assert_eq!(settings.store_url, "sqlite://data/anlu.db?mode=rwc");
        assert_eq!(settings.server.listen, local(8420));
        assert_eq!(settings.gateway.listen, local(7611));
    }

    #[test]
    fn unknown_keys_and_bad_values_are_refused() {
        assert!(toml::from_str::<ConfigFile>("[server]\nlisten_on = 1").is_err());
        let file: ConfigFile = toml::from_str("[store]\nurl = 'mysql://x'").unwrap();
        assert!(file.check(None, None).is_err());
        let file: ConfigFile = toml::from_str("[live]\nshards = 0").unwrap();
        assert!(file.check(None, None).is_err());
        for contact in ["' '", "\"two\\nlines\"", &format!("'{}'", "长".repeat(101))] {
            let file: ConfigFile = toml::from_str(&format!("[feedback]\ncontact = {contact}")).unwrap();
            assert!(file.check(None, None).is_err(), "{contact}");
        }
    }
}
