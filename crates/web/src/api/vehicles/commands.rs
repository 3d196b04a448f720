//! `POST /vehicles/{id}/commands` and `GET /vehicles/{id}/commands`: orders to a vehicle's terminal.

use anlu_app::command::{list::list, send::send};
use anlu_domain::{
    command::{self, Command, FatigueLimits, Order, TextOrder},
    ids::VehicleId,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::Time,
        vocabulary::mirror,
    },
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

mirror! {
    /// Where an order stands.
    CommandState = command::CommandState { Queued, Sent, Acknowledged, Done, Refused, TimedOut, Offline, Failed }
}

/// What a terminal is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CommandKind {
    /// 下发文本: `text`, `urgent`, `speak`.
    Text,
    /// 设置疲劳参数: at least one of the minutes.
    FatigueLimits,
    /// 拍照: `channel`.
    Picture,
}

/// An order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VehicleOrder {
    /// Which.
    pub(crate) kind: CommandKind,
    /// Text for the driver.
    #[schema(max_length = 500)]
    pub(crate) text: Option<String>,
    /// Marked as urgent.
    pub(crate) urgent: Option<bool>,
    /// Read aloud.
    pub(crate) speak: Option<bool>,
    /// Camera.
    #[schema(minimum = 1, maximum = 127)]
    pub(crate) channel: Option<u8>,
    /// Longest continuous driving, minutes.
    #[schema(minimum = 30, maximum = 720)]
    pub(crate) continuous_minutes: Option<u32>,
    /// Longest driving within a day, minutes.
    #[schema(minimum = 60, maximum = 1440)]
    pub(crate) daily_minutes: Option<u32>,
    /// Shortest rest, minutes.
    #[schema(minimum = 5, maximum = 720)]
    pub(crate) rest_minutes: Option<u32>,
    /// Longest parking, minutes.
    #[schema(minimum = 1, maximum = 10080)]
    pub(crate) parking_minutes: Option<u32>,
    /// Pre-warning of overspeed, km/h below the limit.
    #[schema(minimum = 0, maximum = 50)]
    pub(crate) overspeed_margin_kmh: Option<u32>,
    /// Pre-warning of fatigue, minutes before the limit.
    #[schema(minimum = 1, maximum = 120)]
    pub(crate) warning_minutes: Option<u32>,
}

/// An order and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleCommand {
    /// Id.
    pub(crate) id: Uuid,
    /// Which.
    pub(crate) kind: CommandKind,
    /// Where it stands.
    pub(crate) state: CommandState,
    /// What the terminal answered when it refused: message id and result, e.g. `0001-3`.
    pub(crate) result: Option<String>,
    /// Who gave it.
    pub(crate) by: String,
    /// When it was given.
    pub(crate) given_at: Time,
    /// When it was sent.
    pub(crate) sent_at: Option<Time>,
    /// When the newest answer came.
    pub(crate) answered_at: Option<Time>,
    /// Text for the driver.
    pub(crate) text: Option<String>,
    /// Marked as urgent.
    pub(crate) urgent: Option<bool>,
    /// Camera.
    pub(crate) channel: Option<u8>,
    /// Longest continuous driving, minutes.
    pub(crate) continuous_minutes: Option<u32>,
    /// Longest driving within a day, minutes.
    pub(crate) daily_minutes: Option<u32>,
    /// Shortest rest, minutes.
    pub(crate) rest_minutes: Option<u32>,
    /// Longest parking, minutes.
    pub(crate) parking_minutes: Option<u32>,
    /// Pre-warning of overspeed, km/h below the limit.
    pub(crate) overspeed_margin_kmh: Option<u32>,
    /// Pre-warning of fatigue, minutes before the limit.
    pub(crate) warning_minutes: Option<u32>,
}

/// Page of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

impl From<VehicleOrder> for Order {
    fn from(o: VehicleOrder) -> Self {
        match o.kind {
            CommandKind::Text => Self::Text(TextOrder {
                text: o.text.unwrap_or_default(),
                urgent: o.urgent.unwrap_or(false),
                speak: o.speak.unwrap_or(true),
            }),
            CommandKind::Picture => Self::Picture { channel: o.channel.unwrap_or(1) },
            CommandKind::FatigueLimits => Self::FatigueLimits(FatigueLimits {
                continuous_minutes: o.continuous_minutes,
                daily_minutes: o.daily_minutes,
                rest_minutes: o.rest_minutes,
                parking_minutes: o.parking_minutes,
                overspeed_margin_kmh: o.overspeed_margin_kmh,
                warning_minutes: o.warning_minutes,
            }),
        }
    }
}

impl From<Command> for VehicleCommand {
    fn from(c: Command) -> Self {
        let (mut text, mut urgent, mut channel) = (None, None, None);
        let mut limits = FatigueLimits::default();
        let kind = match c.order {
            Order::Text(order) => {
                (text, urgent) = (Some(order.text), Some(order.urgent));
                CommandKind::Text
            }
            Order::Picture { channel: camera } => {
                channel = Some(camera);
                CommandKind::Picture
            }
            Order::FatigueLimits(set) => {
                limits = set;
                CommandKind::FatigueLimits
            }
        };
        Self {
            id: c.id.0,
            kind,
            state: c.state.into(),
            result: c.result,
            by: c.by.name,
            given_at: c.given_at.into(),
            sent_at: c.sent_at.map(Into::into),
            answered_at: c.answered_at.map(Into::into),
            text,
            urgent,
            channel,
            continuous_minutes: limits.continuous_minutes,
            daily_minutes: limits.daily_minutes,
            rest_minutes: limits.rest_minutes,
            parking_minutes: limits.parking_minutes,
            overspeed_margin_kmh: limits.overspeed_margin_kmh,
            warning_minutes: limits.warning_minutes,
        }
    }
}

/// Gives an order to a vehicle's terminal. It is sent at once when the terminal is on line, and never later.
#[utoipa::path(post, path = "/vehicles/{id}/commands", operation_id = "command_vehicle", tag = "vehicles",
    params(("id" = Uuid, Path, description = "Vehicle")), request_body = VehicleOrder,
    responses((status = 201, body = VehicleCommand), WriteProblems))]
pub(crate) async fn command_vehicle(
    session: Session,
    Id(id): Id,
    Body(order): Body<VehicleOrder>,
) -> Result<(StatusCode, Json<VehicleCommand>), Problem> {
    let given = send(&session.ctx, VehicleId(id), order.into()).await?;
    Ok((StatusCode::CREATED, Json(given.into())))
}

/// The orders to a vehicle's terminal, newest first.
#[utoipa::path(get, path = "/vehicles/{id}/commands", operation_id = "list_vehicle_commands", tag = "vehicles",
    params(("id" = Uuid, Path, description = "Vehicle"), PageParams),
    responses((status = 200, body = Paged<VehicleCommand>), OneProblems))]
pub(crate) async fn list_vehicle_commands(
    session: Session,
    Id(id): Id,
    Params(asked): Params<PageParams>,
) -> Result<Json<Paged<VehicleCommand>>, Problem> {
    let found = list(&session.ctx, VehicleId(id), page(asked.page, asked.page_size)).await?;
    Ok(Json(Paged::of(found, VehicleCommand::from)))
}
