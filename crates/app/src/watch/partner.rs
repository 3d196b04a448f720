//! Partners: whom a confirmed watch is handed to. They stand in the configuration; what the store keeps is their id.

use std::{collections::BTreeSet, fmt};

use anlu_domain::watch::PartnerKind;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Prefix of a secret, as the Standard Webhooks specification writes it.
const PREFIX: &str = "whsec_";

/// The secret shared with a partner: signs what we send him and what he answers.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Reads `whsec_` and the base64 of 24 to 64 bytes; `None` otherwise.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim().strip_prefix(PREFIX)?).ok()?;
        (24..=64).contains(&bytes.len()).then_some(Self(bytes))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// One partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Id in the configuration: letters, digits and dashes.
    pub id: String,
    /// Name, for people.
    pub name: String,
    /// Kind.
    pub kind: PartnerKind,
    /// Shared secret. A partner behind a JT/T 809 link may have none: then it cannot answer, only report over the link.
    pub secret: Option<Secret>,
}

/// All partners, in the order of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partners(Vec<Partner>);

impl Partners {
    /// Partners with distinct ids; the first of two with the same id counts.
    pub fn new(partners: Vec<Partner>) -> Self {
        let mut seen = BTreeSet::new();
        Self(partners.into_iter().filter(|p| seen.insert(p.id.clone())).collect())
    }

    /// All of them.
    pub fn all(&self) -> &[Partner] {
        &self.0
    }

    /// The partner with this id.
    pub fn get(&self, id: &str) -> Option<&Partner> {
        self.0.iter().find(|p| p.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_enough_and_never_printed() {
        let good = format!("{PREFIX}{}", STANDARD.encode([7; 32]));
        let secret = Secret::read(&good).unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        let short = format!("{PREFIX}{}", STANDARD.encode([7; 23]));
        for bad in ["", "whsec_", "whsec_###", short.as_str(), good.trim_start_matches(PREFIX)] {
            assert_eq!(Secret::read(bad), None, "{bad}");
        }
    }
}
