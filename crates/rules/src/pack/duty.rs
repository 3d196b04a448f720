//! `duties/*.toml`: what a class of subjects must do, how often, by whom, what proves it, what follows when it is late.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{
    duty::{Cadence, Group, Step},
    time::CivilDay,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Title};
use crate::{condition::Condition, facts::FactKey};

/// A duty file. One id may stand in several files for different periods of validity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyFile {
    /// Duty id, e.g. `inspection.principal`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// Whose duty it is.
    pub subject: SubjectKind,
    /// CEL condition over the fact schema; who meets it owes the duty.
    pub when: String,
    /// Post that does it, e.g. `principal`.
    pub post: String,
    /// How often, when no variant applies.
    pub frequency: Frequency,
    /// Other frequencies; the first whose condition holds counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// What proves it.
    pub proof: Proof,
    /// Days from the end of the period (or from the date it hangs on) to the deadline.
    #[serde(default)]
    pub deadline: Deadline,
    /// What happens around the deadline.
    pub ladder: Ladder,
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
    /// Which of the five in place 五到位 it belongs to: `responsibility`, `investment`, `training`, `management`,
    /// `emergency`.
    #[schemars(with = "GroupName")]
    pub group: Group,
}

/// [`Group`] as the schema of packs has it.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it only describes; a test holds it equal to the group of the domain")]
enum GroupName {
    Responsibility,
    Investment,
    Training,
    Management,
    Emergency,
}

/// Who carries a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An enterprise.
    Enterprise,
    /// A person at work in one.
    Person,
}

/// How often a duty returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Frequency {
    /// Each calendar period; the deadline is its last day.
    Every(Every),
    /// Up to a date that is a fact, e.g. the end of a policy; the deadline is that day. When the date is unknown
    /// there is nothing in force, and it is owed at once.
    Before(Before),
    /// Once, so many days after a date that is a fact. When the date is unknown, it is not asked for.
    After(After),
    /// A state that has to hold at all times, asked for at once when it does not.
    Always(Always),
}

/// Calendar periods, by Asia/Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each half year.
    HalfYear,
    /// Each year.
    Year,
}

impl Every {
    /// As the calendar knows it.
    pub fn cadence(self) -> Cadence {
        match self {
            Self::Month => Cadence::Month,
            Self::Quarter => Cadence::Quarter,
            Self::HalfYear => Cadence::HalfYear,
            Self::Year => Cadence::Year,
        }
    }
}

/// Up to a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// The fact that holds the date.
    pub fact: String,
    /// The task appears so many days before it.
    pub open_days: u16,
}

/// Once after a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The fact that holds the date.
    pub fact: String,
    /// The deadline, in days after it.
    pub days: u16,
}

/// At all times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Always {
    /// The deadline, in days after the duty began to apply.
    pub days: u16,
}

/// Another frequency under a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// CEL condition.
    pub when: String,
    /// The frequency then.
    pub frequency: Frequency,
}

/// What proves a duty: records, or facts that nobody has to type, whichever comes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Kinds of record that count, e.g. `drill`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<String>,
    /// How much the records of the period must add up to (hours, yuan …); without it one record is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// CEL condition over facts that are derived elsewhere; when it holds, nothing has to be handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
}

/// How much is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Quantity {
    /// A fixed figure.
    AtLeast(u32),
    /// A share of a fact, e.g. 10 ‰ of last year's revenue.
    Share(Share),
}

/// A share of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The fact.
    pub fact: String,
    /// Thousandths of it.
    pub permille: u16,
}

/// From the end of a period to the deadline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Calendar days.
    #[serde(default)]
    pub days: u16,
    /// Working days, counted after the calendar days.
    #[serde(default)]
    pub working_days: u16,
}

/// The escalation ladder: days before the deadline, then days after it. Both sides see the dates beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// 提醒: days before the deadline.
    pub remind_before: u16,
    /// 网格长: days after it.
    pub grid_chief: u16,
    /// 主管部门.
    pub bureau: u16,
    /// 约谈.
    pub interview: u16,
    /// 拟立案; without it the ladder ends with the interview. Only a person opens a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_proposal: Option<u16>,
}

impl Ladder {
    /// The steps with their days for a deadline.
    pub fn steps(&self, due: CivilDay) -> Vec<(Step, CivilDay)> {
        let after = |days: u16| due.plus_days(i32::from(days));
        let mut steps = vec![
            (Step::Remind, due.plus_days(-i32::from(self.remind_before))),
            (Step::GridChief, after(self.grid_chief)),
            (Step::Bureau, after(self.bureau)),
            (Step::Interview, after(self.interview)),
        ];
        steps.extend(self.case_proposal.map(|days| (Step::CaseProposal, after(days))));
        steps
    }
}

/// Where a setting was written: the file as named by the caller, and the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// Folder of the pack and file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

/// A duty as it stands for a period, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// As written, all layers merged.
    pub file: DutyFile,
    /// Where each top-level key of it was written last.
    pub origins: BTreeMap<String, Origin>,
    pub(crate) when: Condition,
    pub(crate) frequency: Schedule,
    pub(crate) variants: Vec<(Condition, Schedule)>,
    pub(crate) facts: Option<Condition>,
    pub(crate) share: Option<(FactKey, u16)>,
}

impl Duty {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.file.valid_from <= day && self.file.valid_to.is_none_or(|to| day <= to)
    }

    /// The facts that bear on it: on who owes it, how often, and on what proves it.
    pub fn asks(&self) -> BTreeSet<FactKey> {
        let dated = |s: &Schedule| match s {
            Schedule::Before(key, _) | Schedule::After(key, _) => Some(*key),
            Schedule::Every(_) | Schedule::Always(_) => None,
        };
        let mut all: BTreeSet<FactKey> = self.when.facts().into_iter().collect();
        all.extend(self.facts.iter().flat_map(Condition::facts));
        all.extend(self.variants.iter().flat_map(|(c, s)| c.facts().into_iter().chain(dated(s))));
        all.extend(dated(&self.frequency));
        all.extend(self.share.map(|(key, _)| key));
        all
    }

    /// Whether facts that have a value for each period prove it.
    pub fn by_period(&self) -> bool {
        self.facts.as_ref().is_some_and(|c| c.facts().iter().any(|k| k.def().of_period))
    }
}

/// A frequency with its facts found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schedule {
    Every(Cadence),
    Before(FactKey, u16),
    After(FactKey, u16),
    Always(u16),
}
