//! `GET /zones/{id}`.

use anlu_app::zone::list;
use anlu_domain::ids::ZoneId;
use axum::Json;

use super::list::ZoneRow;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// One zone.
#[utoipa::path(get, path = "/zones/{id}", operation_id = "get_zone", tag = "zones",
    params(("id" = Uuid, Path, description = "Zone")), responses((status = 200, body = ZoneRow), OneProblems))]
pub(crate) async fn get_zone(session: Session, Id(id): Id) -> Result<Json<ZoneRow>, Problem> {
    Ok(Json(list::get(&session.ctx, ZoneId(id)).await?.into()))
}
