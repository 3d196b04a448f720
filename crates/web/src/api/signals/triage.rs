//! `POST /signals/{id}/triage`: decide what becomes of a signal.

use anlu_app::signal::triage::{self, false_alarm, hand_over, make_hazard, propose_watch, remind};
use anlu_domain::ids::SignalId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::SignalRecord;
use crate::{
    api::{hazards::list::HazardLevel, values::Day},
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// The five answers of triage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TriageAction {
    /// 提醒: the driver (or the enterprise) must acknowledge.
    Remind,
    /// 转企业: the enterprise must answer.
    HandOver,
    /// 转隐患: goes on as a hazard.
    MakeHazard,
    /// 建议布控: partners shall stop the vehicle; needs a message.
    ProposeWatch,
    /// 误报: needs a reason.
    FalseAlarm,
}

/// The hazard to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TriageHazard {
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) title: String,
    /// What exactly.
    #[schema(max_length = 4000)]
    pub(crate) description: String,
    /// The clause it offends.
    #[schema(max_length = 300)]
    pub(crate) clause: Option<String>,
    /// Level.
    pub(crate) level: HazardLevel,
    /// Last day for mending; with it the enterprise is notified at once.
    pub(crate) deadline: Option<Day>,
}

impl From<TriageHazard> for triage::TriageHazard {
    fn from(h: TriageHazard) -> Self {
        Self {
            title: h.title,
            description: h.description,
            clause: h.clause,
            level: h.level.into(),
            deadline: h.deadline.map(|d| d.0),
        }
    }
}

/// What becomes of the signal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 1, "action": "remind", "message": "请立即进服务区停车休息20分钟以上"}))]
pub(crate) struct Triage {
    /// Version the decision is based on.
    pub(crate) version: i64,
    /// Decision.
    pub(crate) action: TriageAction,
    /// Why it is a false alarm: `device_fault`, `driver_changed`, `position_drift`, `data_gap`, `test_run` or `other`.
    #[schema(max_length = 200)]
    pub(crate) reason: Option<String>,
    /// Words to the driver, the enterprise or the partners; note of a false alarm.
    #[schema(max_length = 1000)]
    pub(crate) message: Option<String>,
    /// The hazard to make; required for `make_hazard`, refused otherwise.
    pub(crate) hazard: Option<TriageHazard>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Triaged {
    /// The signal as it is now.
    pub(crate) signal: SignalRecord,
    /// The hazard that was made.
    pub(crate) hazard_id: Option<Uuid>,
}

/// Decides what becomes of a signal.
#[utoipa::path(post, path = "/signals/{id}/triage", operation_id = "triage_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")), request_body = Triage,
    responses((status = 200, body = Triaged), WriteProblems))]
pub(crate) async fn triage_signal(
    session: Session,
    Id(id): Id,
    Body(input): Body<Triage>,
) -> Result<Json<Triaged>, Problem> {
    let (ctx, id, version) = (&session.ctx, SignalId(id), input.version);
    let message = input.message.unwrap_or_default();
    if input.hazard.is_some() && input.action != TriageAction::MakeHazard {
        return Err(Problem::invalid("/hazard", "not_expected"));
    }
    let signal = match input.action {
        TriageAction::Remind => remind(ctx, id, version, &message).await?,
        TriageAction::HandOver => hand_over(ctx, id, version, &message).await?,
        TriageAction::ProposeWatch => propose_watch(ctx, id, version, &message).await?,
        TriageAction::FalseAlarm => false_alarm(ctx, id, version, &input.reason.unwrap_or_default(), &message).await?,
        TriageAction::MakeHazard => {
            let new = input.hazard.ok_or_else(|| Problem::invalid("/hazard", "required"))?;
            let (signal, hazard) = make_hazard(ctx, id, version, new.into(), &message).await?;
            return Ok(Json(Triaged { signal: signal.into(), hazard_id: Some(hazard.0) }));
        }
    };
    Ok(Json(Triaged { signal: signal.into(), hazard_id: None }))
}
