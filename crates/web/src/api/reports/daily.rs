//! `GET /reports/daily`: the 日报 of a day.

use anlu_app::report::daily::{self, Daily, Handling, KindCount, Line, Severe};
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        indices::values::GroupIndex,
        signals::list::SignalState,
        values::{Day, Named, Time},
    },
    error::{OneProblems, Problem},
    extract::{Params, Session},
};

/// Which report.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DailyParams {
    /// The day; yesterday when it is left out.
    #[param(value_type = Option<String>, format = Date)]
    pub(crate) day: Option<Day>,
    /// Of this enterprise only.
    pub(crate) enterprise_id: Option<Uuid>,
}

/// Findings of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DailyKind {
    /// Rule.
    rule: String,
    /// All.
    count: u64,
    /// Of them severe.
    severe: u64,
}

/// How far signals are handled.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DailyHandling {
    /// All signals of the day.
    signals: u64,
    /// Nobody has looked yet.
    open: u64,
    /// Settled: closed, a hazard, a false alarm.
    settled: u64,
    /// Their clock ran out at some time.
    escalated: u64,
}

/// A severe finding.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DailySevere {
    /// Rule.
    rule: String,
    /// Begin.
    start: Time,
    /// End so far.
    end: Time,
    /// Minutes at the wheel.
    driving_minutes: f64,
    /// Limit, minutes.
    limit_minutes: f64,
    /// Vehicle; none when it is not registered.
    vehicle: Option<Named>,
    /// Owner.
    enterprise: Option<Named>,
    /// Its signal.
    signal_id: Option<Uuid>,
    /// How the signal stands.
    signal_state: Option<SignalState>,
}

/// An enterprise of the report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DailyLine {
    /// Enterprise; none for vehicles that are not registered.
    enterprise: Option<Named>,
    /// Indices.
    index: GroupIndex,
    /// Findings.
    findings: u64,
    /// Of them severe.
    severe: u64,
    /// Signals.
    handling: DailyHandling,
}

/// A day of the vehicles the viewer sees, or of one enterprise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DailyReport {
    /// The day.
    day: Day,
    /// When the report was made.
    made_at: Time,
    /// The enterprise it is about; none: everything the viewer sees.
    enterprise: Option<Named>,
    /// Whether the day is over and its indices are computed.
    computed: bool,
    /// Indices of all vehicles.
    index: GroupIndex,
    /// Findings by kind, most frequent first.
    kinds: Vec<DailyKind>,
    /// Signals.
    handling: DailyHandling,
    /// Severe findings by start, at most 200.
    severe: Vec<DailySevere>,
    /// Severe findings, all of them.
    severe_count: u64,
    /// Enterprises, at most 100: severe findings first, then findings, then vehicles off line. The workbook holds all.
    enterprises: Vec<DailyLine>,
    /// All enterprises.
    enterprise_count: u64,
}

impl From<Handling> for DailyHandling {
    fn from(h: Handling) -> Self {
        Self { signals: h.signals, open: h.open, settled: h.settled, escalated: h.escalated }
    }
}

impl From<KindCount> for DailyKind {
    fn from(k: KindCount) -> Self {
        Self { rule: k.rule, count: k.count, severe: k.severe }
    }
}

impl From<&Line> for DailyLine {
    fn from(l: &Line) -> Self {
        Self {
            enterprise: l.enterprise.clone().map(Into::into),
            index: l.index.into(),
            findings: l.findings,
            severe: l.severe,
            handling: l.handling.into(),
        }
    }
}

impl From<Severe> for DailySevere {
    fn from(s: Severe) -> Self {
        Self {
            rule: s.rule,
            start: s.start.into(),
            end: s.end.into(),
            driving_minutes: s.driving_minutes,
            limit_minutes: s.limit_minutes,
            vehicle: s.vehicle.map(|(id, name)| Named { id: id.0, name }),
            enterprise: s.enterprise.map(Into::into),
            signal_id: s.signal.map(|(id, _)| id.0),
            signal_state: s.signal.map(|(_, state)| state.into()),
        }
    }
}

impl From<Daily> for DailyReport {
    fn from(d: Daily) -> Self {
        Self {
            day: d.day.into(),
            made_at: d.made_at.into(),
            enterprise: d.enterprise.map(Into::into),
            computed: d.computed,
            index: d.index.into(),
            kinds: d.kinds.into_iter().map(Into::into).collect(),
            handling: d.handling.into(),
            severe: d.severe.into_iter().map(Into::into).collect(),
            severe_count: d.severe_count,
            enterprises: daily::shown(&d.lines).iter().map(Into::into).collect(),
            enterprise_count: u64::try_from(d.lines.len()).unwrap_or(u64::MAX),
        }
    }
}

/// The report of a day for what the viewer sees, or for one enterprise of it.
#[utoipa::path(get, path = "/reports/daily", operation_id = "get_daily_report", tag = "reports", params(DailyParams),
    responses((status = 200, body = DailyReport), OneProblems))]
pub(crate) async fn get_daily_report(
    session: Session,
    Params(asked): Params<DailyParams>,
) -> Result<Json<DailyReport>, Problem> {
    let day = asked.day.map_or_else(|| session.ctx.now().day().plus_days(-1), |d| d.0);
    Ok(Json(daily::daily(&session.ctx, asked.enterprise_id.map(EnterpriseId), day).await?.into()))
}
