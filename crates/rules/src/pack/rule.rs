//! `rules/*.toml`: one rule for one period, with its legal basis.

use anlu_domain::{
    finding::Severity,
    time::{CivilDay, MINUTE_MS},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Applies, Title};

/// A rule file. `P` are the parameters of its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile<P> {
    /// Rule id, e.g. `fatigue.continuous`. Several files may hold one id for different periods.
    pub id: String,
    /// Rule kind: what it does. See the catalogue of kinds.
    pub kind: String,
    /// Name on screens.
    pub title: Title,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are that the basis says so.
    pub confidence: Confidence,
    /// Which vehicles it is about; without it, all.
    #[serde(default, skip_serializing_if = "Applies::to_all")]
    pub applies: Applies,
    /// Parameters of the kind.
    pub params: P,
    /// From when a finding is how serious.
    pub severity: SeverityLimits,
}

/// The clause a rule rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Name of the law, rule or standard.
    pub law: String,
    /// Article, clause or section.
    pub article: String,
    /// Date of the edition used (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub date: CivilDay,
    /// The same in English; without it screens in English show the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<Citation>,
}

/// Law and article in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Name of the law, rule or standard.
    pub law: String,
    /// Article, clause or section.
    pub article: String,
}

/// How sure we are of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the published text.
    Verified,
    /// Taken from another text that cites it.
    Secondary,
    /// A proposal: the authority has to set it.
    Unverified,
}

/// From when a finding is how serious. Below `warning_above_minutes` it is a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeverityLimits {
    /// More driving minutes than this: a warning.
    pub warning_above_minutes: u32,
    /// More driving minutes than this: severe, a watch is proposed.
    pub severe_above_minutes: u32,
    /// How sure we are of these figures.
    pub confidence: Confidence,
}

impl SeverityLimits {
    /// The severity of `driving` milliseconds.
    pub(crate) fn of(&self, driving: i64) -> Severity {
        let above = |minutes: u32| driving > i64::from(minutes) * MINUTE_MS;
        if above(self.severe_above_minutes) {
            Severity::Severe
        } else if above(self.warning_above_minutes) {
            Severity::Warning
        } else {
            Severity::Notice
        }
    }
}

impl<P> RuleFile<P> {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    pub(crate) fn map<Q>(self, f: impl FnOnce(P) -> Q) -> RuleFile<Q> {
        RuleFile {
            id: self.id,
            kind: self.kind,
            title: self.title,
            basis: self.basis,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            confidence: self.confidence,
            applies: self.applies,
            params: f(self.params),
            severity: self.severity,
        }
    }
}
