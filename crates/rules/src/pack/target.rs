//! `targets/*.toml`: a ratio with a definition over facts, a scope and a day: how many of those it is about fulfil it.

use std::collections::BTreeSet;

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, SubjectKind, Title};
use crate::{
    condition::Condition,
    facts::{Fact, FactKey},
};

/// A target file. One id may stand in several files for different periods of validity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetFile {
    /// Target id, e.g. `persons.assessed`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// Who is counted.
    pub subject: SubjectKind,
    /// CEL condition over the fact schema: whom it is about.
    pub among: String,
    /// When one of them fulfils it.
    pub held: Held,
    /// How many have to.
    pub goal: Goal,
    /// The day by which they have to (YYYY-MM-DD); without it, at all times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub by: Option<CivilDay>,
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
}

/// What fulfils a target: everything that is written holds. At least one of them is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// CEL condition over facts; one that unknown facts leave open is not fulfilled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
    /// The newest task of this duty is settled, and there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<String>,
    /// No task of this duty is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
}

/// How many have to fulfil it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Goal {
    /// So many thousandths of those it is about.
    Permille(u16),
    /// So many.
    Count(u32),
}

impl Goal {
    /// How many of `about` have to fulfil it, rounded up.
    pub fn needed(self, about: u64) -> u64 {
        match self {
            Self::Permille(n) => about.saturating_mul(u64::from(n)).div_ceil(1_000),
            Self::Count(n) => u64::from(n),
        }
    }
}

/// A target, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As written, all layers merged.
    pub file: TargetFile,
    among: Condition,
    held: Option<Condition>,
}

impl Target {
    pub(crate) fn new(file: TargetFile, among: Condition, held: Option<Condition>) -> Self {
        Self { file, among, held }
    }

    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.file.valid_from <= day && self.file.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it is about a subject with these facts; `None`: unknown facts leave it open.
    pub fn is_about<'f>(&self, fact: &impl Fn(FactKey) -> Option<&'f Fact>) -> Option<bool> {
        self.among.holds(fact)
    }

    /// Whether the facts of a subject allow that it fulfils the target; what unknown facts leave open does not.
    pub fn facts_hold<'f>(&self, fact: &impl Fn(FactKey) -> Option<&'f Fact>) -> bool {
        self.held.as_ref().is_none_or(|condition| condition.holds(fact) == Some(true))
    }

    /// The facts that decide about it.
    pub fn asks(&self) -> BTreeSet<FactKey> {
        self.among.facts().into_iter().chain(self.held.iter().flat_map(Condition::facts)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_up_and_a_count_is_a_count() {
        assert_eq!(Goal::Permille(1_000).needed(7), 7);
        assert_eq!(Goal::Permille(900).needed(7), 7, "6.3 of 7 is not enough with 6");
        assert_eq!(Goal::Permille(900).needed(0), 0);
        assert_eq!(Goal::Count(2).needed(0), 2);
    }
}
