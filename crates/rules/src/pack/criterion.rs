//! `criteria/*.toml`: criteria of major hazards 重大事故隐患判定标准. `governance/*.toml`: the intervals of governing them.
//!
//! A criterion proposes, a person decides: `words` are signs in what was written down, not the law itself.

use anlu_domain::{
    hazard::{Clause, Judgement, Level},
    time::CivilDay,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Pack, Title};

/// A criterion of major hazards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Criterion id, e.g. `road.licence`.
    pub id: String,
    /// Short name on screens.
    pub title: Title,
    /// The clause as it is kept with a hazard that meets it.
    pub clause: Title,
    /// Sectors it is about; without them, all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    /// Groups of words: a text that has all words of one group is proposed as meeting it. Without them people choose
    /// the criterion themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Vec<String>>,
    /// Texts with what must come of them: the scenarios of a criterion.
    pub examples: Vec<CriterionExample>,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are of the wording.
    pub confidence: Confidence,
}

/// What was written down, of whom, and whether the criterion is proposed for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionExample {
    /// Title and details of a hazard.
    pub text: String,
    /// Sectors of the enterprise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    /// Whether it is proposed.
    pub major: bool,
}

/// Intervals of governing major hazards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GovernanceRules {
    /// `major`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// Days between two reports of progress.
    pub progress_days: u16,
    /// Days past the deadline of a major hazard after which it counts as not mended, so that handling it as an accident
    /// investigation may be proposed.
    pub refusal_days: u16,
    /// Months within which the same clause at the same enterprise is a repeat.
    pub repeat_months: u16,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are of the figures.
    pub confidence: Confidence,
}

impl Criterion {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it is about an enterprise of these sectors.
    pub fn concerns<S: AsRef<str>>(&self, sectors: &[S]) -> bool {
        self.sectors.is_empty() || self.sectors.iter().any(|s| sectors.iter().any(|own| own.as_ref() == s))
    }

    /// Whether it is proposed for this text of an enterprise of these sectors. Blanks and letter case do not matter.
    pub fn proposed<S: AsRef<str>>(&self, text: &str, sectors: &[S]) -> bool {
        let plain = |t: &str| t.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
        let text = plain(text);
        self.concerns(sectors)
            && self.words.iter().any(|group| !group.is_empty() && group.iter().all(|word| text.contains(&plain(word))))
    }

    /// The clause, as a hazard keeps it.
    pub fn kept(&self) -> Clause {
        Clause { id: self.id.clone(), zh: self.clause.zh.clone(), en: self.clause.en.clone() }
    }
}

impl GovernanceRules {
    /// Whether they are in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl Pack {
    /// The criteria in force on `day` about an enterprise of these sectors, by id.
    pub fn criteria_on<S: AsRef<str>>(&self, day: CivilDay, sectors: &[S]) -> Vec<&Criterion> {
        self.criteria.iter().filter(|c| c.valid_on(day) && c.concerns(sectors)).collect()
    }

    /// The intervals in force on `day`.
    pub fn governance_on(&self, day: CivilDay) -> Option<&GovernanceRules> {
        self.governance.iter().find(|g| g.valid_on(day))
    }

    /// What the criteria of `day` say: the one that a person named, while it is in force for these sectors; otherwise
    /// the first that is proposed for the text.
    pub fn judge<S: AsRef<str>>(&self, day: CivilDay, sectors: &[S], text: &str, named: Option<&str>) -> Judgement {
        let all = self.criteria_on(day, sectors);
        let found = all.iter().find(|c| named == Some(c.id.as_str()));
        let found = found.or_else(|| all.iter().find(|c| c.proposed(text, sectors)));
        Judgement { pack: self.reference(), day, criterion: found.map(|c| c.kept()) }
    }

    /// The level the criteria of `day` propose for the text.
    pub fn level<S: AsRef<str>>(&self, day: CivilDay, sectors: &[S], text: &str) -> Level {
        self.judge(day, sectors, text, None).proposed()
    }
}
