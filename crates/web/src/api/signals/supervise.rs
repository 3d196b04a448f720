//! `POST /signals/{id}/supervisions`: 督办 of the platform below.

use anlu_app::downward::{
    LowerAlarm, Supervision,
    supervise::{NewSupervision, supervise},
};
use anlu_domain::{downward, ids::SignalId};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::SignalRecord;
use crate::{
    api::{requests::list::RequestOutcome, values::Time, vocabulary::mirror, watches::get::DeliveryState},
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

mirror! {
    /// Where a demand stands.
    SupervisionState = downward::DemandState { Queued, Sent, Answered, Settled, Overdue }
}

/// An alarm that a platform below has reported.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SignalAlarm {
    /// Id, derived from what was sent.
    pub(crate) id: Uuid,
    /// The link it came over.
    #[schema(example = "county")]
    pub(crate) link: String,
    /// Type (`WARN_TYPE` of JT/T 809), four hexadecimal digits: key of a text.
    #[schema(example = "0002")]
    pub(crate) alarm_type: String,
    /// Whether it is a pre-warning (0x1403 of 2019).
    pub(crate) tip: bool,
    /// What it says.
    pub(crate) text: String,
    /// When it was, or began.
    pub(crate) at: Time,
    /// When it came.
    pub(crate) received_at: Time,
}

/// What was demanded of a platform below (督办), how far it has come, and its answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SignalSupervision {
    /// Id.
    pub(crate) id: Uuid,
    /// Number.
    pub(crate) number: u32,
    /// The link.
    #[schema(example = "county")]
    pub(crate) link: String,
    /// Where it stands.
    pub(crate) state: SupervisionState,
    /// Urgent, else normal.
    pub(crate) urgent: bool,
    /// Who supervises.
    pub(crate) supervisor: String,
    /// Telephone.
    pub(crate) phone: String,
    /// Mail address.
    pub(crate) email: String,
    /// Answer until then.
    pub(crate) deadline: Time,
    /// Who demanded it.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Time,
    /// How far it has come.
    pub(crate) delivery: DeliveryState,
    /// Tries so far.
    pub(crate) tries: u32,
    /// Why the last try failed: `link_down`.
    pub(crate) problem: Option<String>,
    /// When a link took it, or it was given up.
    pub(crate) done_at: Option<Time>,
    /// What became of it, by the newest answer.
    pub(crate) outcome: Option<RequestOutcome>,
    /// When that came.
    pub(crate) answered_at: Option<Time>,
}

impl From<LowerAlarm> for SignalAlarm {
    fn from(a: LowerAlarm) -> Self {
        Self {
            id: a.id,
            link: a.link,
            alarm_type: a.alarm_type,
            tip: a.tip,
            text: a.text,
            at: a.at.into(),
            received_at: a.received_at.into(),
        }
    }
}

impl From<Supervision> for SignalSupervision {
    fn from(s: Supervision) -> Self {
        Self {
            id: s.id,
            number: s.number,
            link: s.link,
            state: s.state.into(),
            urgent: s.urgent,
            supervisor: s.supervisor,
            phone: s.phone,
            email: s.email,
            deadline: s.deadline.into(),
            by: s.by,
            at: s.at.into(),
            delivery: s.delivery.into(),
            tries: s.tries,
            problem: s.problem,
            done_at: s.done_at.map(Into::into),
            outcome: s.outcome.map(Into::into),
            answered_at: s.answered_at.map(Into::into),
        }
    }
}

/// What is demanded of the platform below.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SupervisionOrder {
    /// Urgent, else normal.
    #[serde(default)]
    pub(crate) urgent: bool,
    /// Who supervises, 16 bytes of GBK; without it: the viewer.
    #[schema(max_length = 16)]
    pub(crate) supervisor: Option<String>,
    /// Telephone.
    #[schema(max_length = 20)]
    pub(crate) phone: Option<String>,
    /// Mail address.
    #[schema(max_length = 32)]
    pub(crate) email: Option<String>,
    /// Answer until then.
    pub(crate) deadline: Time,
}

/// Demands that the platform below which reports the vehicle deal with it; it is sent when the link is up.
#[utoipa::path(post, path = "/signals/{id}/supervisions", operation_id = "supervise_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")), request_body = SupervisionOrder,
    responses((status = 200, body = SignalRecord), WriteProblems))]
pub(crate) async fn supervise_signal(
    session: Session,
    Id(id): Id,
    Body(input): Body<SupervisionOrder>,
) -> Result<Json<SignalRecord>, Problem> {
    let new = NewSupervision {
        urgent: input.urgent,
        supervisor: input.supervisor.unwrap_or_default(),
        phone: input.phone.unwrap_or_default(),
        email: input.email.unwrap_or_default(),
        deadline: input.deadline.0,
    };
    Ok(Json(supervise(&session.ctx, SignalId(id), new).await?.into()))
}
