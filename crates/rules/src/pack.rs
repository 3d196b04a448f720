//! Policy packs: law as data, with basis and validity. Pure: files come in as text.
//!
//! A pack is a folder: `pack.toml`, `intake.toml`, `clocks.toml`, `indices.toml`, `rules/*.toml`, `texts/zh-CN.toml`, `texts/en.toml`,
//! `scenarios/*.toml`, `calendar.toml`, `duties/*.toml`, `duty-scenarios/*.toml`, `risk/*.toml`,
//! `risk-templates/*.toml`, `criteria/*.toml`, `governance/*.toml`, `targets/*.toml`, `target-scenarios/*.toml`,
//! `campaigns/*.toml`, `issuer.toml`, `documents/*.toml`, `grading/*.toml`, `grading-scenarios/*.toml`,
//! `inspection/*.toml`, `enforcement/*.toml`, `discretion/*.toml`, `construction/*.toml`. A city's pack lies over the national one and holds only the differences ([`overlay`]). [`load`]
//! either gives a pack that is whole and checked, or every problem with file, line and column; there are no defaults
//! to fall back to.

use std::collections::BTreeMap;

use anlu_domain::{calendar::Calendar, finding::PackRef, signal::state::Clocks, time::CivilDay};
use serde::Serialize;

use crate::kinds::Params;

mod applies;
mod calendar;
mod campaign;
mod campaign_load;
mod check;
mod clocks;
pub mod construction;
mod construction_diff;
mod construction_load;
#[cfg(test)]
mod construction_tests;
pub mod criterion;
mod criterion_load;
pub mod diff;
mod document;
mod document_load;
pub mod duty;
mod duty_diff;
mod duty_load;
mod duty_scenario;
pub mod enforcement;
mod enforcement_diff;
mod enforcement_load;
#[cfg(test)]
mod enforcement_tests;
mod files;
pub mod grading;
mod grading_diff;
mod grading_load;
mod grading_scenario;
mod grading_step;
mod indices;
mod inspection;
mod inspection_load;
mod intake;
mod load;
mod manifest;
mod overlay;
mod problem;
pub mod risk;
mod risk_diff;
mod risk_load;
mod rule;
mod scenario;
mod scenario_zone;
mod schema;
mod source;
mod succeed;
pub mod target;
mod target_diff;
mod target_load;
mod target_scenario;
mod texts;

pub(crate) use self::problem::{ParamFault, Spot};
pub use self::{
    applies::Applies,
    calendar::{CalendarFile, Year},
    campaign::{CampaignTemplate, TemplateOutcome},
    construction::{DutyTime, ExampleDone, Measure, PartyDuty, Work, WorkExample, WorkKind},
    criterion::{Criterion, CriterionExample, GovernanceRules},
    diff::diff,
    document::{DocumentBlock, DocumentField, DocumentKind, FieldKind, Issuer, Reader as DocumentReader},
    duty::{Duty, DutyFile, SubjectKind},
    duty_scenario::{DutyScenario, ExpectedTask, FactValue, ScenarioPeriod, ScenarioRecord},
    enforcement::{DiscretionExample, DiscretionFile, DiscretionTier, EnforcementTerm},
    files::{AT_ROOT, FOLDERS, TEXTS},
    grading::{
        Better, CapEvents, EuFormula, GradeBand, GradeCap, GradingFile, GradingModel, Minimum, ObjectionClocks, Peers,
        SmsAlert, SmsCategory, SmsCounts, SmsMethod, Visit, band_of,
    },
    grading_scenario::{ExpectedRating, GradingCase, GradingScenario},
    grading_step::{Each, GradingStep, Per, Share, Times, WhenFact},
    indices::{DriftParams, IndexParams, OnlineParams, QualityParams, TrackParams},
    inspection::{Frequency, InspectionItem, InspectionList, YearPlan},
    intake::{Intake, Keep, MovementParams, OrderParams},
    load::{load, load_draft},
    manifest::{Manifest, Title},
    problem::Problem,
    risk::{RiskBands, RiskEdge, RiskFactor, RiskMethod, RiskTemplate, RiskValue, TemplateControl, TemplatePoint},
    rule::{Basis, Citation, Confidence, RuleFile, SeverityLimits},
    scenario::{Act, Disorder, Expected, Leg, Scenario},
    scenario_zone::ScenarioZone,
    schema::schema,
    source::Layer,
    succeed::succeed,
    target::{Goal, Target, TargetFile},
    target_scenario::{Stand, TargetCase, TargetScenario},
};

/// A rule as it stands for a period.
pub type Rule = RuleFile<Params>;

/// Texts of one language by key, e.g. `fatigue.continuous.finding`.
pub type Texts = BTreeMap<String, String>;

/// A pack that is whole and checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pack {
    /// Id, title, version, since when.
    pub manifest: Manifest,
    /// The packs below, nearest first.
    pub base: Vec<PackRef>,
    /// How facts are taken in and how movement is read from them.
    pub intake: Intake,
    /// Time allowed for each owner of a signal.
    pub clocks: Clocks,
    /// Rules by id, then by validity.
    pub rules: Vec<Rule>,
    /// Texts in Chinese.
    pub zh: Texts,
    /// Texts in English.
    pub en: Texts,
    /// Situations with the findings they must give.
    #[serde(skip)]
    pub scenarios: Vec<Scenario>,
    /// Holidays and shifted working days. Like the duties it is no part of the fingerprint: detectors keep their state
    /// when only a duty changes.
    #[serde(skip)]
    pub calendar: Calendar,
    /// How the daily indices are computed. No part of the fingerprint: it does not bear on findings.
    #[serde(skip)]
    pub indices: IndexParams,
    /// Duties by id, then by validity.
    #[serde(skip)]
    pub duties: Vec<Duty>,
    /// Situations with the tasks they must give.
    #[serde(skip)]
    pub duty_scenarios: Vec<DutyScenario>,
    /// Methods of grading risks by id, then by validity.
    #[serde(skip)]
    pub risk_methods: Vec<RiskMethod>,
    /// Templates of a risk census by id, then by validity.
    #[serde(skip)]
    pub risk_templates: Vec<RiskTemplate>,
    /// Criteria of major hazards by id, then by validity.
    #[serde(skip)]
    pub criteria: Vec<Criterion>,
    /// Intervals of governing major hazards, by validity.
    #[serde(skip)]
    pub governance: Vec<GovernanceRules>,
    /// Targets by id, then by validity.
    #[serde(skip)]
    pub targets: Vec<Target>,
    /// Situations with how one must stand with a target.
    #[serde(skip)]
    pub target_scenarios: Vec<TargetScenario>,
    /// Templates of campaigns by id, then by validity.
    #[serde(skip)]
    pub campaigns: Vec<CampaignTemplate>,
    /// Who issues documents.
    #[serde(skip)]
    pub issuer: Issuer,
    /// Kinds of documents by id, then by validity.
    #[serde(skip)]
    pub documents: Vec<DocumentKind>,
    /// Scoring models by id, then by validity.
    #[serde(skip)]
    pub grading: Vec<GradingModel>,
    /// Situations with the grades they must give.
    #[serde(skip)]
    pub grading_scenarios: Vec<GradingScenario>,
    /// Lists of inspection items by id, then by validity.
    #[serde(skip)]
    pub inspections: Vec<InspectionList>,
    /// Periods and amounts of the penalty procedure by id, then by validity.
    #[serde(skip)]
    pub enforcement: Vec<EnforcementTerm>,
    /// 裁量基准: violations by id, then by validity.
    #[serde(skip)]
    pub discretion: Vec<DiscretionFile>,
    /// Kinds of work of construction projects by id, then by validity.
    #[serde(skip)]
    pub construction: Vec<WorkKind>,
}

impl Pack {
    /// How findings name this pack. A pack over others names their versions too: all of them bear on the verdict.
    pub fn reference(&self) -> PackRef {
        let below = self.base.iter().map(|b| format!("{}-{}", b.id, b.version));
        let version = std::iter::once(self.manifest.version.clone()).chain(below).collect::<Vec<_>>().join("+");
        PackRef { id: self.manifest.id.clone(), version }
    }

    /// Changes whenever anything changes that bears on findings. FNV-1a over the pack as JSON.
    pub fn fingerprint(&self) -> u64 {
        let json = serde_json::to_vec(self).unwrap_or_default();
        json.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// The version of `rule` in force on `day`.
    pub fn rule_on(&self, rule: &str, day: CivilDay) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == rule && r.valid_on(day))
    }

    /// The kind of document in force on `day`.
    pub fn document_on(&self, id: &str, day: CivilDay) -> Option<&DocumentKind> {
        self.documents.iter().find(|d| d.id == id && d.valid_on(day))
    }

    /// The text of `key` in Chinese (`zh`) or English (`en`).
    pub fn text(&self, language: &str, key: &str) -> Option<&str> {
        let texts = if language.starts_with("zh") { &self.zh } else { &self.en };
        texts.get(key).map(String::as_str)
    }
}

#[cfg(test)]
pub(crate) mod tests;

#[cfg(test)]
mod criterion_tests;

#[cfg(test)]
mod document_tests;

#[cfg(test)]
mod duty_tests;

#[cfg(test)]
mod risk_tests;

#[cfg(test)]
mod target_tests;
