//! `[sms]`: who carries short messages to phones.

use std::{fs, path::PathBuf};

use anlu_app::watch::partner::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::watch::{is_safe, read_secret};
use crate::Failure;

/// Short messages: links and codes for the parties of cases. Without `url` they are written into a folder.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SmsSection {
    /// Folder that messages are written into, one JSON file each, for a program that carries them and takes the files
    /// away. Default: `sms` in the data folder. The files hold numbers and links: nobody else may read the folder.
    pub(crate) spool: Option<PathBuf>,
    /// Gateway that messages are posted to instead, signed as those to partners: `https://…`, or `http://` to this
    /// machine. See docs/CASES.md.
    pub(crate) url: Option<String>,
    /// File with the certificates (PEM) the gateway is trusted by, instead of the usual authorities.
    pub(crate) certificate_file: Option<PathBuf>,
    /// Secret shared with the gateway: `whsec_` and the base64 of 24 to 64 random bytes.
    pub(crate) secret: Option<String>,
    /// File that holds the secret instead.
    pub(crate) secret_file: Option<PathBuf>,
}

impl std::fmt::Debug for SmsSection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmsSection").field("spool", &self.spool).field("url", &self.url).finish_non_exhaustive()
    }
}

/// A gateway that takes signed requests.
pub(crate) struct SmsHook {
    pub(crate) url: String,
    pub(crate) certificates: Option<Vec<u8>>,
    pub(crate) secret: Secret,
}

fn refused(what: impl Into<String>) -> Failure {
    Failure::input("config_sms", what.into())
}

impl SmsSection {
    pub(super) fn check(&self) -> Result<(), Failure> {
        match (&self.url, &self.spool) {
            (Some(_), Some(_)) => Err(refused("sms: url or spool, not both")),
            (Some(url), None) if !is_safe(url) => {
                Err(refused("sms.url must begin with https:// (http:// is for this machine)"))
            }
            _ => Ok(()),
        }
    }

    /// The gateway, when there is one.
    pub(crate) fn hook(&self) -> Result<Option<SmsHook>, Failure> {
        let Some(url) = self.url.clone() else { return Ok(None) };
        let unreadable = |path: &PathBuf, e: std::io::Error| refused(format!("sms: {}: {e}", path.display()));
        let certificates = self.certificate_file.as_ref().map(|p| fs::read(p).map_err(|e| unreadable(p, e)));
        let secret = read_secret("sms", self.secret.as_ref(), self.secret_file.as_ref());
        let secret = secret.map_err(refused)?;
        Ok(Some(SmsHook { url, certificates: certificates.transpose()?, secret }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "url='https://sms.example/send'\nsecret='whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\n";

    #[test]
    fn a_gateway_needs_a_safe_address_and_a_secret_that_is_never_printed() {
        let read = |text: &str| toml::from_str::<SmsSection>(text).unwrap();
        assert!(read("").hook().unwrap().is_none());
        let good = read(GOOD);
        good.check().unwrap();
        assert_eq!(good.hook().unwrap().unwrap().url, "https://sms.example/send");
        assert!(!format!("{good:?}").contains("MfKQ"));
        assert!(read(&GOOD.replace("https", "http")).check().is_err());
        assert!(read(&format!("{GOOD}spool='x'")).check().is_err());
        assert!(read(&GOOD.replace("secret='whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'", "")).hook().is_err());
    }
}
