//! `GET /signals/{id}`: one signal with its findings and what was done about it.

use anlu_domain::signal;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::SignalRow;
use crate::{
    api::{
        values::{Place, Time},
        vocabulary::{Phase, Severity, mirror},
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// A step on a signal.
    SignalAction = signal::Action {
        Remind, HandOver, MakeHazard, ProposeWatch, FalseAlarm, Acknowledge, Answer, Close, Assign,
    }
}

/// Which pack a finding was judged by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Pack {
    /// Pack id.
    #[schema(example = "national")]
    pub(crate) id: String,
    /// Pack version.
    #[schema(example = "2026.1")]
    pub(crate) version: String,
}

/// What a rule found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FindingRow {
    /// Derived id: a replay of the same facts gives the same.
    pub(crate) id: Uuid,
    /// Rule, e.g. `fatigue.continuous`.
    pub(crate) rule: String,
    /// Pack.
    pub(crate) pack: Pack,
    /// First instant of the fact range.
    pub(crate) start: Time,
    /// Last instant of the fact range so far.
    pub(crate) end: Time,
    /// Whether the spell still goes on.
    pub(crate) phase: Phase,
    /// Counts revisions from 0.
    pub(crate) revision: u32,
    /// Severity.
    pub(crate) severity: Severity,
    /// Minutes at the wheel.
    pub(crate) driving_minutes: f64,
    /// Longest gap in the data, minutes.
    pub(crate) max_gap_minutes: f64,
    /// The limit that was passed, minutes.
    pub(crate) limit_minutes: f64,
    /// Where the range ended.
    pub(crate) at: Option<Place>,
}

/// One step in the life of a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Activity {
    /// When.
    pub(crate) at: Time,
    /// Who.
    pub(crate) actor: String,
    /// What: key of a text.
    pub(crate) action: String,
    /// What was said.
    pub(crate) note: Option<String>,
    /// State before.
    pub(crate) before: Option<String>,
    /// State after.
    pub(crate) after: Option<String>,
}

/// Why a signal is a false alarm.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FalseAlarm {
    /// Code: `device_fault`, `driver_changed`, `position_drift`, `data_gap`, `test_run` or `other`.
    pub(crate) code: String,
    /// Words.
    pub(crate) note: String,
}

/// One signal in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignalRecord {
    /// The row of the inbox.
    #[serde(flatten)]
    pub(crate) row: SignalRow,
    /// Findings, oldest first.
    pub(crate) findings: Vec<FindingRow>,
    /// What was done, oldest first.
    pub(crate) activity: Vec<Activity>,
    /// The hazard made from it.
    pub(crate) hazard_id: Option<Uuid>,
    /// The watch proposed from it.
    pub(crate) watch_id: Option<Uuid>,
    /// Why it is a false alarm.
    pub(crate) false_alarm: Option<FalseAlarm>,
    /// Steps the viewer may do now, in screen order.
    pub(crate) actions: Vec<SignalAction>,
}

/// One signal the viewer may see.
#[utoipa::path(get, path = "/signals/{id}", operation_id = "get_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")),
    responses((status = 200, body = SignalRecord), OneProblems))]
pub(crate) async fn get_signal(session: Session, Id(id): Id) -> Result<Json<SignalRecord>, Problem> {
    crate::error::pending((session, id))
}
