//! `enforcement/*.toml`: periods and amounts of the administrative-penalty procedure, one a file. `discretion/*.toml`:
//! 裁量基准, one violation a file, with its rows and examples.

use std::collections::BTreeSet;

use anlu_domain::{
    case::{
        MeasureKind, PartyKind,
        clock::{Term, TermKey, Terms, Unit},
        discretion::{self, Circumstance, NoRange, Range, Tier, Violation},
    },
    time::CivilDay,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Pack, Title};

/// A period or an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnforcementTerm {
    /// Which: `filing`, `decision`, `registration`, `statement`, `hearing_request`, `hearing_advance`, `service`,
    /// `payment`, `reconsideration`, `lawsuit`, `limitation`, `limitation_grave`, `simple_person`, `simple_unit`,
    /// `heavy_person`, `heavy_unit`, `surcharge`; of interviews (约谈): `talk_notice`, `talk_plan`, `talk_accident`,
    /// `talk_grade`, `talk_reach`, `talk_mend`, `talk_confirm`; of links to parties: `remote_link`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// How much.
    pub amount: u32,
    /// Of what: `calendar_days`, `working_days`, `months`, `yuan`, `permille_per_day`.
    pub unit: String,
    /// How much an approver adds in one go; without it, it is not extended.
    #[serde(default)]
    pub extension: u32,
    /// How often.
    #[serde(default)]
    pub extensions: u32,
    /// It stands still while the case is halted (appraisal, hearing, service by announcement).
    #[serde(default)]
    pub halts: bool,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are of it.
    pub confidence: Confidence,
}

/// A violation with its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscretionFile {
    /// Violation id, e.g. `work_safety.97`.
    pub id: String,
    /// What is violated, on screens and papers.
    pub title: Title,
    /// The clause that is violated.
    pub violates: String,
    /// Whom it punishes: `unit` or `person`.
    pub party: String,
    /// The violation of the responsible person that goes with it (一案双罚).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Sectors it is about; without them, all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    /// Rows, the most special first; the last fits always, or the violation needs circumstances that are told.
    pub tiers: Vec<DiscretionTier>,
    /// Circumstances with the fines that must come of them: the scenarios of the table.
    pub examples: Vec<DiscretionExample>,
    /// The clause that punishes it.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are of it.
    pub confidence: Confidence,
}

/// A row: circumstances, and the fine that goes with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscretionTier {
    /// Name on screens and papers.
    pub title: Title,
    /// All of these circumstances hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// None of these holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Least fine, yuan; or per mille of last year's income.
    pub min: u64,
    /// Highest fine, yuan; or per mille of last year's income.
    pub max: u64,
    /// Amounts are per mille of last year's income.
    #[serde(default)]
    pub of_income: bool,
    /// It may be spared.
    #[serde(default)]
    pub spare: bool,
    /// Measures that go with it, e.g. `rectify`, `suspension`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
}

/// Circumstances and what must come of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscretionExample {
    /// Circumstances that hold.
    pub given: Vec<String>,
    /// Last year's income, yuan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub income_yuan: Option<u64>,
    /// Least fine, yuan.
    pub min: u64,
    /// Highest fine, yuan.
    pub max: u64,
}

impl EnforcementTerm {
    /// Which it is, when the program knows it.
    pub fn key(&self) -> Option<TermKey> {
        TermKey::ALL.iter().find(|k| k.1 == self.id).map(|k| k.0)
    }

    /// What it counts in, when the program knows it.
    pub fn of_unit(&self) -> Option<Unit> {
        Unit::ALL.iter().find(|u| u.1 == self.unit).map(|u| u.0)
    }

    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// A circumstance of a stable name.
pub(crate) fn circumstance(name: &str) -> Option<Circumstance> {
    Circumstance::ALL.iter().find(|c| c.1 == name).map(|c| c.0)
}

/// A measure of a stable name.
pub(crate) fn measure(name: &str) -> Option<MeasureKind> {
    MeasureKind::ALL.iter().find(|m| m.1 == name).map(|m| m.0)
}

impl DiscretionFile {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it is about an enterprise of these sectors.
    pub fn concerns<S: AsRef<str>>(&self, sectors: &[S]) -> bool {
        self.sectors.is_empty() || self.sectors.iter().any(|s| sectors.iter().any(|own| own.as_ref() == s))
    }

    /// Whom it punishes.
    pub fn of_party(&self) -> PartyKind {
        if self.party == PartyKind::Person.as_str() { PartyKind::Person } else { PartyKind::Unit }
    }

    /// The table, as cases use it.
    pub fn violation(&self) -> Violation {
        let set =
            |names: &[String]| -> BTreeSet<Circumstance> { names.iter().filter_map(|n| circumstance(n)).collect() };
        let tier = |t: &DiscretionTier| Tier {
            zh: t.title.zh.clone(),
            en: t.title.en.clone(),
            when: set(&t.when),
            unless: set(&t.unless),
            min: t.min,
            max: t.max,
            of_income: t.of_income,
            spare: t.spare,
            measures: t.measures.iter().filter_map(|m| measure(m)).collect(),
        };
        Violation { id: self.id.clone(), party: self.of_party(), tiers: self.tiers.iter().map(tier).collect() }
    }

    /// What the table says of these circumstances.
    pub fn range(&self, given: &BTreeSet<Circumstance>, income_yuan: Option<u64>) -> Result<Range, NoRange> {
        discretion::range(&self.violation(), given, income_yuan)
    }

    /// What must come of an example comes of it.
    pub(crate) fn holds(&self, example: &DiscretionExample) -> bool {
        let given = example.given.iter().filter_map(|n| circumstance(n)).collect();
        self.range(&given, example.income_yuan).is_ok_and(|r| (r.min_yuan, r.max_yuan) == (example.min, example.max))
    }
}

impl Pack {
    /// Periods and amounts in force on `day`.
    pub fn terms_on(&self, day: CivilDay) -> Terms {
        let one = |t: &EnforcementTerm| {
            let term = Term {
                amount: t.amount,
                unit: t.of_unit()?,
                extension: t.extension,
                extensions: t.extensions,
                halts: t.halts,
            };
            Some((t.key()?, term))
        };
        Terms(self.enforcement.iter().filter(|t| t.valid_on(day)).filter_map(one).collect())
    }

    /// The violations in force on `day`, by id.
    pub fn violations_on(&self, day: CivilDay) -> impl Iterator<Item = &DiscretionFile> {
        self.discretion.iter().filter(move |d| d.valid_on(day))
    }

    /// One of them.
    pub fn violation_on(&self, id: &str, day: CivilDay) -> Option<&DiscretionFile> {
        self.violations_on(day).find(|d| d.id == id)
    }
}
