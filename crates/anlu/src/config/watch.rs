//! `[watch]`: partners that confirmed watches (布控) are handed to.
//!
//! Secrets may stand in files of their own (`secret_file`), which nobody else may read.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use anlu_app::watch::partner::{Partner, Partners, Secret};
use anlu_domain::watch;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Jt809Section;
use crate::Failure;

/// 布控: who is asked to stop vehicles.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WatchSection {
    /// Partners, in the order screens show them.
    pub(crate) partners: Vec<PartnerEntry>,
}

/// Kind of a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PartnerKind {
    /// 公安.
    Police,
    /// 应急.
    Emergency,
}

/// One partner: reached by a signed webhook (`url`), or as a lower platform over JT/T 809 (`link`).
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerEntry {
    /// Letters, digits and dashes. It stands in every watch and in the address of the partner's answers: do not change it.
    pub(crate) id: String,
    /// Name, as screens show it.
    pub(crate) name: String,
    /// Kind.
    pub(crate) kind: PartnerKind,
    /// Where messages are posted to: `https://…`, or `http://` to this machine. See docs/WATCH.md.
    pub(crate) url: Option<String>,
    /// File with the certificates (PEM) the partner's server is trusted by, instead of the usual authorities.
    pub(crate) certificate_file: Option<PathBuf>,
    /// Secret shared with it: `whsec_` and the base64 of 24 to 64 random bytes.
    pub(crate) secret: Option<String>,
    /// File that holds the secret instead.
    pub(crate) secret_file: Option<PathBuf>,
    /// Id of a link in `jt809.upper`: it is told by 0x9402 and 0x9403, and reports over the link. With a secret it can answer as
    /// well.
    pub(crate) link: Option<String>,
}

impl std::fmt::Debug for PartnerEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartnerEntry").field("id", &self.id).finish_non_exhaustive()
    }
}

/// How a partner is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By a request.
    Webhook {
        /// Where to.
        url: String,
        /// Certificates (PEM) it is trusted by, instead of the usual ones.
        certificates: Option<Vec<u8>>,
    },
    /// 0x9402 and 0x9403 on this link.
    Link(String),
}

fn refused(what: impl Into<String>) -> Failure {
    Failure::input("config_watch", what.into())
}

impl WatchSection {
    pub(super) fn check(&self, jt809: &Jt809Section) -> Result<(), Failure> {
        for (at, partner) in self.partners.iter().enumerate() {
            let id = &partner.id;
            let named = !id.is_empty() && id.len() <= 40 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if !named {
                return Err(refused(format!("watch: the partner id {id:?} must be letters, digits and dashes")));
            }
            if self.partners.iter().take(at).any(|other| other.id == *id) {
                return Err(refused(format!("watch: two partners are called {id:?}")));
            }
            if partner.name.trim().is_empty() || partner.name.chars().count() > 60 {
                return Err(refused(format!("watch: {id:?} needs a name of at most 60 characters")));
            }
            match (&partner.url, &partner.link) {
                (Some(url), None) if is_safe(url) => {}
                (Some(_), None) => {
                    let what =
                        format!("watch: the url of {id:?} must begin with https:// (http:// is for this machine)");
                    return Err(refused(what));
                }
                (None, Some(link)) if jt809.upper.iter().any(|l| l.id == *link) => {}
                (None, Some(link)) => {
                    let what = format!("watch: {id:?} names the link {link:?}, which jt809.upper does not have");
                    return Err(refused(what));
                }
                _ => return Err(refused(format!("watch: {id:?} needs url or link, one of them"))),
            }
        }
        Ok(())
    }

    /// The partners with their secrets.
    pub(crate) fn partners(&self) -> Result<Partners, Failure> {
        let read = |entry: &PartnerEntry| {
            let kind = match entry.kind {
                PartnerKind::Police => watch::PartnerKind::Police,
                PartnerKind::Emergency => watch::PartnerKind::Emergency,
            };
            // A link needs no secret; one that is there signs answers.
            let shared = entry.url.is_some() || entry.secret.is_some() || entry.secret_file.is_some();
            let secret = shared.then(|| entry.secret()).transpose()?;
            Ok(Partner { id: entry.id.clone(), name: entry.name.trim().to_owned(), kind, secret })
        };
        Ok(Partners::new(self.partners.iter().map(read).collect::<Result<_, Failure>>()?))
    }

    /// How each partner is reached, by its id.
    pub(crate) fn ways(&self) -> Result<Vec<(String, Way)>, Failure> {
        let read = |entry: &PartnerEntry| {
            let unreadable =
                |path: &PathBuf, e: std::io::Error| refused(format!("watch: {:?}: {}: {e}", entry.id, path.display()));
            let certificates = entry.certificate_file.as_ref().map(|p| fs::read(p).map_err(|e| unreadable(p, e)));
            let way = match &entry.url {
                Some(url) => Way::Webhook { url: url.clone(), certificates: certificates.transpose()? },
                None => Way::Link(entry.link.clone().unwrap_or_default()),
            };
            Ok((entry.id.clone(), way))
        };
        self.partners.iter().map(read).collect()
    }
}

impl PartnerEntry {
    fn secret(&self) -> Result<Secret, Failure> {
        let of = format!("watch: {:?}", self.id);
        read_secret(&of, self.secret.as_ref(), self.secret_file.as_ref()).map_err(refused)
    }
}

/// The secret that stands here or in a file which nobody else may read; else what is wrong with it. `of`: whose it is.
pub(super) fn read_secret(of: &str, secret: Option<&String>, file: Option<&PathBuf>) -> Result<Secret, String> {
    let text = match (secret, file) {
        (Some(text), None) => text.clone(),
        (None, Some(path)) => {
            let unreadable = |e: std::io::Error| format!("{of}: {}: {e}", path.display());
            let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
            if mode & 0o077 != 0 {
                let path = path.display();
                return Err(format!("{path}: other users can read the secret; run: chmod 600 {path}"));
            }
            fs::read_to_string(path).map_err(unreadable)?
        }
        _ => return Err(format!("{of} needs secret or secret_file, one of them")),
    };
    Secret::read(&text).ok_or_else(|| {
        format!(
            "{of}: the secret must be whsec_ and the base64 of 24 to 64 bytes; make one with: \
             echo whsec_$(openssl rand -base64 32)"
        )
    })
}

/// Encrypted, or without a network in between.
pub(super) fn is_safe(url: &str) -> bool {
    if let Some(rest) = url.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/');
    }
    let host = url.strip_prefix("http://").and_then(|rest| rest.split(['/', '?', '#', '@']).next()).unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    matches!(host, "127.0.0.1" | "localhost") && !url.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[partners]]\nid='police'\nname='示例公安'\nkind='police'\nurl='https://police.example/anlu'\n\
                        secret='whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\n";

    fn section(text: &str) -> WatchSection {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_partner_is_read_and_its_secret_never_printed() {
        let section = section(GOOD);
        section.check(&Jt809Section::default()).unwrap();
        let partners = section.partners().unwrap();
        assert_eq!(partners.get("police").unwrap().kind, watch::PartnerKind::Police);
        let way = section.ways().unwrap().remove(0).1;
        assert!(matches!(way, Way::Webhook { url, .. } if url == "https://police.example/anlu"));
        assert!(!format!("{section:?}{partners:?}").contains("MfKQ"));
    }

    #[test]
    fn a_partner_behind_a_link_answers_when_it_has_a_secret() {
        let silent = "[[partners]]\nid='city'\nname='示例市'\nkind='police'\nlink='city'\n";
        assert_eq!(section(silent).partners().unwrap().get("city").unwrap().secret, None);
        let talks = format!("{silent}secret='whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\n");
        assert!(section(&talks).partners().unwrap().get("city").unwrap().secret.is_some());
        assert!(section(&format!("{silent}secret='short'\n")).partners().is_err());
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let bad = |text: &str| section(text).check(&Jt809Section::default()).is_err();
        assert!(bad(&format!("{GOOD}{GOOD}")), "two of the same id");
        for (from, to) in [
            ("https://police.example/anlu", "http://police.example/anlu"),
            ("https://police.example/anlu", "ftp://police.example"),
            ("https://police.example/anlu", "https://"),
            ("https://police.example/anlu", "http://127.0.0.1.police.example/"),
            ("https://police.example/anlu", "http://localhost@police.example/"),
            ("id='police'", "id='a b'"),
            ("示例公安", " "),
            ("url='https://police.example/anlu'", "link='nowhere'"),
            ("url='https://police.example/anlu'", ""),
        ] {
            assert!(bad(&GOOD.replace(from, to)), "{to}");
        }
        assert!(!bad(&GOOD.replace("https://police.example", "http://127.0.0.1:9000")));
        for secret in ["secret='short'", "", "secret='whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\nsecret_file='x'"] {
            let text = GOOD.replace("secret='whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'", secret);
            assert!(section(&text).partners().is_err(), "{secret}");
        }
    }
}
