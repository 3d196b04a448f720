//! Wire objects of back-tests.

use anlu_app::{
    backtest::{Direction, Report, Short},
    policy,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        signals::list::SignalVehicle,
        values::{Day, Time},
        vocabulary::Severity,
    },
    backtests::Backtest,
};

/// Words in both languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Bilingual {
    /// Chinese.
    pub(crate) zh: String,
    /// English.
    pub(crate) en: String,
}

impl From<policy::Words> for Bilingual {
    fn from(w: policy::Words) -> Self {
        Self { zh: w.zh, en: w.en }
    }
}

/// State of a back-test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BacktestState {
    /// Waits for its turn.
    Queued,
    /// Judges.
    Running,
    /// There is a report.
    Done,
    /// Stopped by a user.
    Cancelled,
    /// See `error_code`.
    Failed,
}

/// How a verdict changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BacktestDirection {
    /// More findings.
    More,
    /// Fewer.
    Fewer,
    /// As many, with other figures or severity.
    Other,
}

impl From<Direction> for BacktestDirection {
    fn from(d: Direction) -> Self {
        match d {
            Direction::More => Self::More,
            Direction::Fewer => Self::Fewer,
            Direction::Other => Self::Other,
        }
    }
}

/// A difference of the packs in words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BacktestWords {
    /// A rule id, `intake`, `clocks`, `indices`, `texts` or `pack`.
    pub(crate) subject: String,
    /// What differs.
    pub(crate) words: Bilingual,
}

/// Findings of one rule.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BacktestRule {
    /// Rule.
    pub(crate) rule: String,
    /// Its name.
    pub(crate) title: Bilingual,
    /// Findings by the old pack.
    pub(crate) old: u64,
    /// Findings by the new one.
    pub(crate) new: u64,
}

/// What came of a back-test. `GET /backtests/{id}/changes` lists the vehicles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BacktestReport {
    /// The difference of the packs in words.
    pub(crate) said: Vec<BacktestWords>,
    /// Vehicles judged.
    pub(crate) vehicles: u64,
    /// Positions judged.
    pub(crate) positions: u64,
    /// Days of which there are positions.
    pub(crate) days: u64,
    /// Each rule.
    pub(crate) rules: Vec<BacktestRule>,
    /// Vehicles of which only the new pack finds anything.
    pub(crate) new_only: u64,
    /// Vehicles of which only the old pack finds anything.
    pub(crate) old_only: u64,
    /// Verdicts that change (a rule about a vehicle).
    pub(crate) changed: u64,
}

impl From<&Report> for BacktestReport {
    fn from(r: &Report) -> Self {
        let said = r.said.iter().map(|s| BacktestWords { subject: s.subject.clone(), words: s.words.clone().into() });
        let rules = r.rules.iter().map(|n| BacktestRule {
            rule: n.rule.clone(),
            title: n.title.clone().into(),
            old: n.old,
            new: n.new,
        });
        Self {
            said: said.collect(),
            vehicles: r.vehicles,
            positions: r.positions,
            days: r.days,
            rules: rules.collect(),
            new_only: r.new_only,
            old_only: r.old_only,
            changed: r.changed_total,
        }
    }
}

/// How far it is, in days of which there are positions. `total` is 0 while it is not known.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct BacktestProgress {
    /// Days judged.
    pub(crate) done: u64,
    /// Days in all.
    pub(crate) total: u64,
}

/// A back-test.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BacktestStatus {
    /// Id.
    pub(crate) id: Uuid,
    /// Name of the old pack.
    pub(crate) old: Bilingual,
    /// Name of the new pack.
    pub(crate) new: Bilingual,
    /// First day.
    pub(crate) from: Day,
    /// Last day.
    pub(crate) to: Day,
    /// State.
    pub(crate) state: BacktestState,
    /// How far.
    pub(crate) progress: BacktestProgress,
    /// What came of it, once done.
    pub(crate) report: Option<BacktestReport>,
    /// Why it failed: key of a text.
    pub(crate) error_code: Option<String>,
    /// When it was asked for.
    pub(crate) created_at: Time,
    /// When it ended.
    pub(crate) finished_at: Option<Time>,
}

impl From<&Backtest> for BacktestStatus {
    fn from(b: &Backtest) -> Self {
        let (now, about) = (b.standing(), b.about.clone());
        let [old, new] = about.packs;
        Self {
            id: about.id,
            old: old.into(),
            new: new.into(),
            from: about.from.into(),
            to: about.to.into(),
            state: now.state,
            progress: BacktestProgress { done: now.progress.0, total: now.progress.1 },
            report: now.report.as_deref().map(Into::into),
            error_code: now.error_code.map(str::to_owned),
            created_at: about.created_at.into(),
            finished_at: now.finished_at.map(Into::into),
        }
    }
}

/// A finding in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BacktestFinding {
    /// First instant.
    pub(crate) start: Time,
    /// Last instant.
    pub(crate) end: Time,
    /// Minutes that count.
    pub(crate) minutes: f64,
    /// Severity.
    pub(crate) severity: Severity,
}

impl From<&Short> for BacktestFinding {
    fn from(s: &Short) -> Self {
        Self { start: s.start.into(), end: s.end.into(), minutes: s.minutes, severity: s.severity.into() }
    }
}

/// One vehicle and rule whose verdict changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BacktestChange {
    /// Vehicle.
    pub(crate) vehicle: Option<SignalVehicle>,
    /// Rule.
    pub(crate) rule: String,
    /// How.
    pub(crate) direction: BacktestDirection,
    /// Findings by the old pack.
    pub(crate) old: Vec<BacktestFinding>,
    /// Findings by the new one.
    pub(crate) new: Vec<BacktestFinding>,
}
