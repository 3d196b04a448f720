//! `[jt809]`: links to other platforms, in both roles.
//!
//! Passwords may stand in files of their own (`password_file`), which nobody else may read.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
};

use anlu_app::upward::uplink::{Uplink, Uplinks};
use anlu_gateway::{ForwardLink, Relay, UpperLink};
use anlu_protocols::jt809::{
    Cipher, Edition, LinkProfile, LowerSettings, Text, UpperSettings,
    profile::{AlarmTimes, AlarmWrapper, LengthPlace, SupervisionLayout},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// Links to other platforms.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Jt809Section {
    /// Where lower platforms open their main links, e.g. `0.0.0.0:8809`. Needed when there is an `upper` link.
    pub(crate) listen: Option<SocketAddr>,
    /// Lower platforms that report to us: we are their upper platform.
    pub(crate) upper: Vec<UpperEntry>,
    /// Upper platforms we forward positions to.
    pub(crate) lower: Vec<LowerEntry>,
}

/// Edition of a link.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) enum EditionName {
    /// JT/T 809-2011, also with its 2013 supplement.
    #[serde(rename = "2011")]
    V2011,
    /// JT/T 809-2019.
    #[default]
    #[serde(rename = "2019")]
    V2019,
}

/// Layout of 0x9401 and 0x1401 on a 2019 link.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Supervision {
    /// By sub id and serial number of the alarm.
    #[default]
    BySource,
    /// By supervision id.
    #[serde(rename = "as_in_2011")]
    AsIn2011,
}

/// Times in an alarm of a 2019 link.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Times {
    /// Alarm, start and end.
    #[default]
    Three,
    /// Start and end.
    Two,
}

/// Plate and colour in front of 0x1400 and 0x9400 on a 2019 link.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InFront {
    /// Not sent.
    #[default]
    WithoutVehicle,
    /// Sent as in 2011.
    WithVehicle,
}

/// Place of the data length in 0x1205 and 0x1206 on a 2019 link.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Length {
    /// Behind the sub id.
    #[default]
    Before,
    /// Behind the source fields.
    Behind,
}

/// What both platforms of a link agreed on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ProfileEntry {
    /// Edition of frames and bodies: nothing in a frame says it.
    pub(crate) edition: EditionName,
    /// Constants M1, IA1 and IC1 of the body cipher.
    pub(crate) cipher: Option<[u32; 3]>,
    /// Encrypt what we send (needs `cipher`). What arrives says so itself.
    pub(crate) encrypt: bool,
    /// Version bytes of our headers; default 1.0.0.
    pub(crate) version: Option<[u8; 3]>,
    /// Disputed in 2019, see docs/PROTOCOL-CONFORMANCE.md.
    pub(crate) supervision: Supervision,
    /// Disputed in 2019.
    pub(crate) alarm_times: Times,
    /// Disputed in 2019.
    pub(crate) alarm_wrapper: InFront,
    /// Disputed in 2019.
    pub(crate) start_reply: Length,
    /// Ask for messages whose serial numbers are missing (2019).
    pub(crate) ask_for_missing: bool,
}

/// A lower platform that reports to us.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpperEntry {
    /// Name of the link: letters, digits and dashes. It stands in every record of the log: do not change it.
    pub(crate) id: String,
    /// Its access code.
    pub(crate) access_code: u32,
    /// Its user.
    pub(crate) user: u32,
    /// Its password, at most 8 bytes.
    pub(crate) password: Option<String>,
    /// File that holds the password instead.
    pub(crate) password_file: Option<PathBuf>,
    /// Addresses it may come from; none listed: from anywhere.
    #[serde(default)]
    pub(crate) addresses: Vec<IpAddr>,
    /// Where its sub link is opened to, instead of what its login says.
    pub(crate) sub_address: Option<SocketAddr>,
    /// What was agreed.
    #[serde(default)]
    pub(crate) profile: ProfileEntry,
}

/// An upper platform we forward to.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LowerEntry {
    /// Name of the link: letters, digits and dashes. What was forwarded is remembered under it.
    pub(crate) id: String,
    /// Address of the upper platform.
    pub(crate) address: SocketAddr,
    /// Our access code there.
    pub(crate) access_code: u32,
    /// Our user there.
    pub(crate) user: u32,
    /// Our password there, at most 8 bytes.
    pub(crate) password: Option<String>,
    /// File that holds the password instead.
    pub(crate) password_file: Option<PathBuf>,
    /// Our platform code, 11 characters.
    #[serde(default)]
    pub(crate) platform: String,
    /// Where we listen for the sub link; without it there is none.
    pub(crate) sub_listen: Option<SocketAddr>,
    /// Address of it as the upper platform sees us.
    pub(crate) sub_ip: Option<IpAddr>,
    /// Begin with the oldest position in the log instead of with what comes now.
    #[serde(default)]
    pub(crate) from_start: bool,
    /// Tell it of findings (0x1402), beside positions.
    #[serde(default)]
    pub(crate) report_alarms: bool,
    /// Tell it as well what became of them: 0x1403 of the 2013 supplement (default: yes), 0x1412 of 2019 (default: no,
    /// it was seen in one implementation only).
    #[serde(default)]
    pub(crate) report_results: Option<bool>,
    /// Forward also what platforms of `upper` send of vehicles in the registry, not only what terminals send.
    #[serde(default = "LowerEntry::forward_platforms")]
    pub(crate) forward_platforms: bool,
    /// Ids in `upper` that are the same platform as this one: what it sent is never sent back to it. Links that name its
    /// address need not be listed.
    #[serde(default)]
    pub(crate) same_as: Vec<String>,
    /// Carry out its orders to vehicles (0x9502 pictures, 0x9503 texts); otherwise they are refused.
    #[serde(default = "LowerEntry::carry_orders")]
    pub(crate) carry_orders: bool,
    /// Minutes for the answer to 查岗 (0x9301) where the message does not say.
    #[serde(default = "LowerEntry::inquiry_minutes")]
    pub(crate) inquiry_minutes: u32,
    /// Memory for positions it has not confirmed, MiB. While the main link is down a confirmation takes two minutes: 64
    /// are enough for some 2,500 positions a second.
    #[serde(default = "LowerEntry::memory_mib")]
    pub(crate) memory_mib: u16,
    /// What was agreed.
    #[serde(default)]
    pub(crate) profile: ProfileEntry,
}

impl std::fmt::Debug for UpperEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpperEntry").field("id", &self.id).finish_non_exhaustive()
    }
}

impl LowerEntry {
    const fn forward_platforms() -> bool {
        true
    }

    const fn carry_orders() -> bool {
        true
    }

    const fn inquiry_minutes() -> u32 {
        10
    }

    const fn memory_mib() -> u16 {
        64
    }
}

impl std::fmt::Debug for LowerEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LowerEntry").field("id", &self.id).finish_non_exhaustive()
    }
}

fn refused(what: impl Into<String>) -> Failure {
    Failure::input("config_jt809", what.into())
}

impl Jt809Section {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.listen.is_none() && !self.upper.is_empty() {
            return Err(refused("jt809.listen is missing: lower platforms need an address to log in at"));
        }
        let ids: Vec<&str> =
            self.upper.iter().map(|u| u.id.as_str()).chain(self.lower.iter().map(|l| l.id.as_str())).collect();
        for (at, id) in ids.iter().enumerate() {
            let named = !id.is_empty() && id.len() <= 40 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if !named {
                return Err(refused(format!("jt809: the link id {id:?} must be letters, digits and dashes")));
            }
            if ids.iter().take(at).any(|other| other == id) {
                return Err(refused(format!("jt809: two links are called {id:?}")));
            }
        }
        for (at, link) in self.upper.iter().enumerate() {
            if self.upper.iter().take(at).any(|other| other.access_code == link.access_code) {
                return Err(refused(format!("jt809: the access code of {:?} is another link's", link.id)));
            }
        }
        for link in &self.lower {
            if !(1..=1_440).contains(&link.inquiry_minutes) {
                return Err(refused(format!("jt809: inquiry_minutes of {:?} must be 1 to 1440", link.id)));
            }
            if !(1..=4_096).contains(&link.memory_mib) {
                return Err(refused(format!("jt809: memory_mib of {:?} must be 1 to 4096", link.id)));
            }
            if let Some(unknown) = link.same_as.iter().find(|id| self.upper.iter().all(|upper| upper.id != **id)) {
                return Err(refused(format!(
                    "jt809: same_as of {:?} names {unknown:?}, which upper does not have",
                    link.id
                )));
            }
            if link.sub_listen.is_some() != link.sub_ip.is_some() {
                return Err(refused(format!("jt809: {:?} needs sub_listen and sub_ip, or neither", link.id)));
            }
        }
        Ok(())
    }

    /// The lower platforms, with their passwords.
    pub(crate) fn upper_links(&self) -> Result<Vec<UpperLink>, Failure> {
        self.upper
            .iter()
            .map(|link| {
                let password = password(&link.id, link.password.as_deref(), link.password_file.as_ref())?;
                let profile = link.profile.read(&link.id)?;
                let session = UpperSettings {
                    addresses: link.addresses.iter().map(IpAddr::to_string).collect(),
                    ..UpperSettings::new(profile, link.access_code, link.user, &password)
                };
                Ok(UpperLink { id: link.id.clone(), session, sub_address: link.sub_address })
            })
            .collect()
    }

    /// The upper platforms, as the desk sees them.
    pub(crate) fn uplinks(&self) -> Uplinks {
        let uplink = |link: &LowerEntry| Uplink {
            id: link.id.clone(),
            report_alarms: link.report_alarms,
            // 0x1402 of 2011 has no field for an end.
            report_ends: matches!(link.profile.edition, EditionName::V2019),
            report_results: link.report_results.unwrap_or(matches!(link.profile.edition, EditionName::V2011)),
            carry_orders: link.carry_orders,
            inquiry_minutes: link.inquiry_minutes,
        };
        Uplinks::new(self.lower.iter().map(uplink).collect())
    }

    /// What goes up of platforms below; never to the platform it came from, which may be both.
    fn relay(&self, link: &LowerEntry) -> Relay {
        if !link.forward_platforms {
            return Relay::Nothing;
        }
        let ip = link.address.ip();
        let same = |upper: &&UpperEntry| {
            link.same_as.contains(&upper.id)
                || upper.addresses.contains(&ip)
                || upper.sub_address.is_some_and(|at| at.ip() == ip)
        };
        Relay::AllBut(self.upper.iter().filter(same).map(|upper| upper.id.clone()).collect())
    }

    /// The upper platforms, with our passwords, and where their sub links are taken.
    pub(crate) fn lower_links(&self) -> Result<Vec<(ForwardLink, Option<SocketAddr>)>, Failure> {
        self.lower
            .iter()
            .map(|link| {
                let password = password(&link.id, link.password.as_deref(), link.password_file.as_ref())?;
                let profile = link.profile.read(&link.id)?;
                let session = LowerSettings {
                    down_link_ip: link.sub_ip.map(|ip| ip.to_string()).unwrap_or_default(),
                    down_link_port: link.sub_listen.map_or(0, |at| at.port()),
                    memory: usize::from(link.memory_mib) * 1_024 * 1_024,
                    ..LowerSettings::new(profile, link.access_code, link.user, &password)
                };
                let forward = ForwardLink {
                    id: link.id.clone(),
                    session,
                    address: link.address,
                    platform: Text::new(&link.platform),
                    from_start: link.from_start,
                    relay: self.relay(link),
                };
                Ok((forward, link.sub_listen))
            })
            .collect()
    }
}

impl ProfileEntry {
    fn read(&self, id: &str) -> Result<LinkProfile, Failure> {
        let edition = match self.edition {
            EditionName::V2011 => Edition::V2011,
            EditionName::V2019 => Edition::V2019,
        };
        let cipher = match self.cipher {
            None if self.encrypt => return Err(refused(format!("jt809: {id:?} encrypts but names no cipher"))),
            None => None,
            Some([m1, ia1, ic1]) => Some(
                Cipher::new(m1, ia1, ic1)
                    .ok_or_else(|| refused(format!("jt809: the first number of the cipher of {id:?} must not be 0")))?,
            ),
        };
        let defaults = LinkProfile::new(edition);
        Ok(LinkProfile {
            edition,
            version: self.version.unwrap_or(defaults.version),
            cipher,
            encrypt: self.encrypt,
            supervision: match self.supervision {
                Supervision::BySource => SupervisionLayout::BySource,
                Supervision::AsIn2011 => SupervisionLayout::AsIn2011,
            },
            alarm_times: match self.alarm_times {
                Times::Three => AlarmTimes::Three,
                Times::Two => AlarmTimes::Two,
            },
            alarm_wrapper: match self.alarm_wrapper {
                InFront::WithoutVehicle => AlarmWrapper::WithoutVehicle,
                InFront::WithVehicle => AlarmWrapper::WithVehicle,
            },
            start_reply: match self.start_reply {
                Length::Before => LengthPlace::Before,
                Length::Behind => LengthPlace::Behind,
            },
            ask_for_missing: self.ask_for_missing,
        })
    }
}

fn password(id: &str, plain: Option<&str>, file: Option<&PathBuf>) -> Result<String, Failure> {
    let password = match (plain, file) {
        (Some(password), None) => password.to_owned(),
        (None, Some(path)) => {
            let unreadable = |e: std::io::Error| refused(format!("jt809: {id:?}: {}: {e}", path.display()));
            let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
            if mode & 0o077 != 0 {
                let path = path.display();
                return Err(refused(format!("{path}: other users can read the password; run: chmod 600 {path}")));
            }
            fs::read_to_string(path).map_err(unreadable)?.trim_end_matches(['\r', '\n']).to_owned()
        }
        _ => return Err(refused(format!("jt809: {id:?} needs password or password_file, one of them"))),
    };
    if password.is_empty() || password.len() > 8 {
        return Err(refused(format!("jt809: the password of {id:?} must have 1 to 8 bytes")));
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> Jt809Section {
        toml::from_str(text).unwrap()
    }

    const UPPER: &str = "[[upper]]\nid='city'\naccess_code=1\nuser=2\npassword='secret12'\n";

    #[test]
    fn a_link_with_defaults() {
        let section = section(&format!("listen='127.0.0.1:0'\n{UPPER}addresses=['192.0.2.7']"));
        section.check().unwrap();
        let links = section.upper_links().unwrap();
        assert_eq!((links[0].id.as_str(), links[0].session.profile.edition), ("city", Edition::V2019));
        assert_eq!(links[0].session.addresses, ["192.0.2.7"]);
        assert!(!format!("{section:?}{links:?}").contains("secret"), "no password in logs");
    }

    #[test]
    fn what_platforms_below_send_goes_up_but_never_to_themselves() {
        let listed = "[[upper]]\nid='a'\naccess_code=1\nuser=2\npassword='secret12'\naddresses=['192.0.2.7']\n\
                      [[upper]]\nid='b'\naccess_code=2\nuser=2\npassword='secret12'\n";
        let relay = |more: &str| {
            let lower = "[[lower]]\nid='up'\naddress='192.0.2.7:1'\naccess_code=1\nuser=2\npassword='secret12'\n";
            let section = section(&format!("listen='127.0.0.1:0'\n{listed}{lower}{more}"));
            section.check().map(|()| section.lower_links().unwrap()[0].0.relay.clone())
        };
        assert_eq!(relay("").unwrap(), Relay::AllBut(vec!["a".to_owned()]), "known by its address");
        assert_eq!(relay("same_as=['b']").unwrap(), Relay::AllBut(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(relay("forward_platforms=false").unwrap(), Relay::Nothing);
        assert!(relay("same_as=['c']").is_err(), "no such link");
    }

    #[test]
    fn memory_for_what_is_not_confirmed_has_a_default_and_bounds() {
        let lower = "[[lower]]\nid='city'\naddress='192.0.2.9:1'\naccess_code=1\nuser=2\npassword='secret12'\n";
        let memory = |more: &str| {
            let section = section(&format!("{lower}{more}"));
            section.check().map(|()| section.lower_links().unwrap()[0].0.session.memory)
        };
        assert_eq!(memory("").unwrap(), 64 * 1_024 * 1_024);
        assert_eq!(memory("memory_mib=1").unwrap(), 1_024 * 1_024);
        assert!(memory("memory_mib=0").is_err() && memory("memory_mib=5000").is_err());
    }

    #[test]
    fn what_cannot_work_is_refused() {
        assert!(section(UPPER).check().is_err(), "no listener");
        let listen = "listen='127.0.0.1:0'\n";
        assert!(section(&format!("{listen}{UPPER}{UPPER}")).check().is_err(), "two of the same id");
        let other = UPPER.replace("city", "county");
        assert!(section(&format!("{listen}{UPPER}{other}")).check().is_err(), "two of the same access code");
        assert!(section(&format!("{listen}{}", UPPER.replace("city", "a b"))).check().is_err());
        for bad in ["password='123456789'", "", "password='a'\npassword_file='b'"] {
            let text = format!("{listen}{}", UPPER.replace("password='secret12'", bad));
            assert!(section(&text).upper_links().is_err(), "{bad}");
        }
        for bad in ["encrypt=true", "cipher=[0,1,2]"] {
            assert!(section(&format!("{listen}{UPPER}profile={{{bad}}}")).upper_links().is_err(), "{bad}");
        }
        assert!(toml::from_str::<Jt809Section>(&format!("{UPPER}profile={{edition='2020'}}")).is_err());
    }

    #[test]
    fn a_password_file_must_be_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        fs::write(&path, "secret12\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(password("city", None, Some(&path)).is_err());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(password("city", None, Some(&path)).unwrap(), "secret12");
    }
}
