//! `GET` and `POST /links/checks`, `POST /links/checks/{id}/close`: 查岗 of the platforms below.

use anlu_app::downward::check::{CheckView, NewCheck, ask, close, list};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        signals::supervise::SupervisionState,
        values::Time,
        watches::get::DeliveryState,
    },
    error::{ListProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

/// Which questions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CheckParams {
    /// Name of the link to the platform below.
    pub(crate) link: String,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// What a platform answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckAnswer {
    /// Words.
    pub(crate) text: String,
    /// Who answers; may be empty.
    pub(crate) by: String,
    /// Telephone; may be empty.
    pub(crate) phone: String,
    /// When it came.
    pub(crate) at: Time,
    /// Whether it came before the deadline.
    pub(crate) in_time: bool,
}

/// A question to a platform below, how far it has come, and its answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Number.
    pub(crate) number: u32,
    /// The link.
    #[schema(example = "county")]
    pub(crate) link: String,
    /// Where it stands; `settled`: closed without an answer.
    pub(crate) state: SupervisionState,
    /// Whom it is for (`OBJECT_TYPE` of JT/T 809).
    pub(crate) object_type: u8,
    /// Which one; may be empty.
    pub(crate) object: String,
    /// The question.
    pub(crate) text: String,
    /// Answer until then.
    pub(crate) deadline: Time,
    /// Who asked.
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
    /// The first answer.
    pub(crate) answer: Option<CheckAnswer>,
    /// When it was closed without one.
    pub(crate) closed_at: Option<Time>,
    /// Whether the viewer may close it now.
    pub(crate) may_close: bool,
    /// Send it back when closing.
    pub(crate) version: i64,
}

impl From<CheckView> for CheckRow {
    fn from(v: CheckView) -> Self {
        let s = v.stored;
        let deadline = s.check.deadline;
        let answer = s.answer.map(|a| CheckAnswer {
            text: a.text,
            by: a.by,
            phone: a.phone,
            at: a.at.into(),
            in_time: a.at <= deadline,
        });
        Self {
            id: s.id,
            number: s.check.number,
            link: s.link,
            state: v.state.into(),
            object_type: s.check.object_type,
            object: s.check.object,
            text: s.check.text,
            deadline: deadline.into(),
            by: s.by.name,
            at: s.at.into(),
            delivery: s.sending.delivery.into(),
            tries: s.sending.tries,
            problem: s.sending.problem,
            done_at: s.sending.done_at.map(Into::into),
            answer,
            closed_at: s.closed_at.map(Into::into),
            may_close: v.may_close,
            version: s.version,
        }
    }
}

/// What is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckOrder {
    /// Name of the link to the platform below.
    pub(crate) link: String,
    /// Whom it is for (`OBJECT_TYPE` of JT/T 809): 1 the connected platform, 2 one enterprise of it, 3 all of them.
    #[schema(minimum = 1, maximum = 3)]
    pub(crate) object_type: u8,
    /// For type 2 the number of the enterprise's licence; 12 bytes of GBK. Others name none.
    #[schema(max_length = 12)]
    pub(crate) object: Option<String>,
    /// The question.
    #[schema(max_length = 500)]
    pub(crate) text: String,
    /// Answer until then.
    pub(crate) deadline: Time,
}

/// The version that is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckClosing {
    /// Version of the question.
    pub(crate) version: i64,
}

/// What was asked over a link (查岗), newest first.
#[utoipa::path(get, path = "/links/checks", operation_id = "list_duty_checks", tag = "links", params(CheckParams),
    responses((status = 200, body = Paged<CheckRow>), ListProblems))]
pub(crate) async fn list_duty_checks(
    session: Session,
    Params(asked): Params<CheckParams>,
) -> Result<Json<Paged<CheckRow>>, Problem> {
    let page = page(asked.page, asked.page_size);
    Ok(Json(Paged::of(list(&session.ctx, &asked.link, page).await?, CheckRow::from)))
}

/// Asks a platform below whether somebody is on duty; it is sent when the link is up.
#[utoipa::path(post, path = "/links/checks", operation_id = "ask_duty_check", tag = "links", request_body = CheckOrder,
    responses((status = 200, body = CheckRow), WriteProblems))]
pub(crate) async fn ask_duty_check(session: Session, Body(input): Body<CheckOrder>) -> Result<Json<CheckRow>, Problem> {
    let new = NewCheck {
        link: input.link,
        object_type: input.object_type,
        object: input.object.unwrap_or_default(),
        text: input.text,
        deadline: input.deadline.0,
    };
    Ok(Json(ask(&session.ctx, new).await?.into()))
}

/// Closes a question that nobody answered in time.
#[utoipa::path(post, path = "/links/checks/{id}/close", operation_id = "close_duty_check", tag = "links",
    params(("id" = Uuid, Path, description = "Question")), request_body = CheckClosing,
    responses((status = 200, body = CheckRow), WriteProblems))]
pub(crate) async fn close_duty_check(
    session: Session,
    Id(id): Id,
    Body(input): Body<CheckClosing>,
) -> Result<Json<CheckRow>, Problem> {
    Ok(Json(close(&session.ctx, id, input.version).await?.into()))
}
