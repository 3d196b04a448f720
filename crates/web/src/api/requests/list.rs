//! `GET /requests`: what upper platforms want of us.

use anlu_app::upward::{RequestView, list};
use anlu_domain::upward;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        signals::list::SignalVehicle,
        values::{Named, Time},
        vocabulary::mirror,
        watches::get::DeliveryState,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// What an upper platform wants: 查岗, 督办, 报警预警, 实时交换报警, 平台间报文; of a vehicle: 监听, 拍照, 下发报文,
    /// 行驶记录, 应急接入, 驾驶员身份, 车辆静态信息; anything else.
    RequestKind = upward::RequestKind {
        Inquiry, Supervise, Warning, Exchange, Message, Listen, Photo, Text, Recorder, Takeover, Driver,
        VehicleFile, Other
    }
}
mirror! {
    /// What became of a supervised alarm.
    RequestOutcome = upward::Outcome { InProgress, Done, NoAction, Later }
}

mirror! {
    /// What became of an order to a vehicle.
    RequestCarried = upward::Carried { Done, Unsupported, Offline, Refused, NoVehicle, NoDriver }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RequestParams {
    /// Only what waits for an answer.
    pub(crate) open: Option<bool>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// The answer, and how far it has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RequestAnswer {
    /// What became of a supervised alarm.
    pub(crate) outcome: Option<RequestOutcome>,
    /// What became of an order to a vehicle.
    pub(crate) carried: Option<RequestCarried>,
    /// What was said; empty for an order.
    pub(crate) text: String,
    /// Who said it; empty for an order.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Time,
    /// Whether it was given before the deadline.
    pub(crate) in_time: bool,
    /// How far it has come.
    pub(crate) delivery: DeliveryState,
    /// Tries so far.
    pub(crate) tries: u32,
    /// Why the last try failed: `link_down`.
    pub(crate) problem: Option<String>,
    /// When the link took it, or it was given up.
    pub(crate) done_at: Option<Time>,
}

/// One request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RequestRow {
    /// Id.
    pub(crate) id: Uuid,
    /// What it is.
    pub(crate) kind: RequestKind,
    /// The link it came over.
    pub(crate) link: String,
    /// The vehicle, when the registry knows it.
    pub(crate) vehicle: Option<SignalVehicle>,
    /// The plate as sent; empty when none is named.
    pub(crate) plate: String,
    /// Its enterprise.
    pub(crate) enterprise: Option<Named>,
    /// The signal that a warning has raised.
    pub(crate) signal_id: Option<Uuid>,
    /// Name of the alarm's type, Chinese; may be empty.
    pub(crate) alarm: String,
    /// Time of the alarm.
    pub(crate) alarm_at: Option<Time>,
    /// Marked urgent.
    pub(crate) urgent: bool,
    /// Who asks; may be empty.
    pub(crate) asker: String,
    /// How to reach who asks; may be empty.
    pub(crate) contact: String,
    /// What is asked or said.
    pub(crate) text: String,
    /// When it came.
    pub(crate) received_at: Time,
    /// Until when an answer is wanted.
    pub(crate) deadline: Option<Time>,
    /// Whether its time has passed without an answer.
    pub(crate) expired: bool,
    /// The answer.
    pub(crate) answer: Option<RequestAnswer>,
    /// Whether the viewer may answer it now.
    pub(crate) may_answer: bool,
    /// Send it back with the answer.
    pub(crate) version: i64,
}

impl From<RequestView> for RequestRow {
    fn from(v: RequestView) -> Self {
        let r = v.request;
        let deadline = r.deadline;
        let is_order = r.kind.is_order();
        let answer = r.answer.map(|a| RequestAnswer {
            outcome: a.outcome.map(Into::into),
            carried: upward::Carried::parse(&a.text).filter(|_| is_order).map(Into::into),
            text: if is_order { String::new() } else { a.text },
            by: a.by,
            at: a.at.into(),
            in_time: deadline.is_none_or(|d| a.at <= d),
            delivery: a.delivery.into(),
            tries: a.tries,
            problem: a.problem,
            done_at: a.done_at.map(Into::into),
        });
        Self {
            id: r.id,
            kind: r.kind.into(),
            link: r.link,
            vehicle: v.vehicle.map(Into::into),
            plate: r.plate,
            enterprise: v.enterprise.map(Into::into),
            signal_id: r.signal.map(|s| s.0),
            alarm: r.alarm,
            alarm_at: r.alarm_at.map(Into::into),
            urgent: r.urgent,
            asker: r.asker,
            contact: r.contact,
            text: r.text,
            received_at: r.received_at.into(),
            deadline: r.deadline.map(Into::into),
            expired: v.expired,
            answer,
            may_answer: v.may_answer,
            version: r.version,
        }
    }
}

/// Requests of upper platforms in the viewer's scope, newest first.
#[utoipa::path(get, path = "/requests", operation_id = "list_requests", tag = "requests", params(RequestParams),
    responses((status = 200, body = Paged<RequestRow>), ListProblems))]
pub(crate) async fn list_requests(
    session: Session,
    Params(asked): Params<RequestParams>,
) -> Result<Json<Paged<RequestRow>>, Problem> {
    let page = page(asked.page, asked.page_size);
    let found = list::list(&session.ctx, asked.open.unwrap_or(false), page).await?;
    Ok(Json(Paged::of(found, RequestRow::from)))
}
