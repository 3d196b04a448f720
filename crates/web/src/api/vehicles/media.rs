//! `GET /vehicles/{id}/media`: pictures and files that a vehicle's terminal sent.

use anlu_app::command::list::{Content, Media, media};
use anlu_domain::ids::VehicleId;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::commands::PageParams;
use crate::{
    api::{
        paging::{Paged, page},
        values::Time,
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// One picture or file; `GET /evidence/{hash}` has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleMedia {
    /// Id.
    pub(crate) id: Uuid,
    /// SHA-256 of the content.
    pub(crate) hash: String,
    /// Media type, judged by content.
    pub(crate) media_type: String,
    /// Bytes.
    pub(crate) size: u64,
    /// Name.
    pub(crate) name: String,
    /// `recording` (0x0801) or `alarm` (attachment of an alarm).
    pub(crate) source: String,
    /// Camera; 0 when nobody says.
    pub(crate) channel: i32,
    /// When it was taken, as the terminal says.
    pub(crate) captured_at: Option<Time>,
    /// When it came.
    pub(crate) received_at: Time,
    /// The order it answers.
    pub(crate) command_id: Option<Uuid>,
    /// Kind of the alarm it belongs to: item and type of 苏标/粤标 in hexadecimal.
    #[schema(example = "65-01")]
    pub(crate) alarm: Option<String>,
}

impl From<(Media, Content)> for VehicleMedia {
    fn from((m, content): (Media, Content)) -> Self {
        Self {
            id: m.id,
            hash: m.hash.to_string(),
            media_type: content.media_type.mime().to_owned(),
            size: content.size,
            name: m.name,
            source: m.source,
            channel: m.channel,
            captured_at: m.captured_at.map(Into::into),
            received_at: m.received_at.into(),
            command_id: m.command.map(|c| c.0),
            alarm: m.alarm.as_deref().and_then(|alarm| alarm.split(' ').next()).map(str::to_owned),
        }
    }
}

/// Pictures and files of a vehicle's terminal, newest first.
#[utoipa::path(get, path = "/vehicles/{id}/media", operation_id = "list_vehicle_media", tag = "vehicles",
    params(("id" = Uuid, Path, description = "Vehicle"), PageParams),
    responses((status = 200, body = Paged<VehicleMedia>), OneProblems))]
pub(crate) async fn list_vehicle_media(
    session: Session,
    Id(id): Id,
    Params(asked): Params<PageParams>,
) -> Result<Json<Paged<VehicleMedia>>, Problem> {
    let found = media(&session.ctx, VehicleId(id), page(asked.page, asked.page_size)).await?;
    Ok(Json(Paged::of(found, VehicleMedia::from)))
}
