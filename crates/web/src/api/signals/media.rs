//! `GET /signals/{id}/media`: pictures and files that terminals sent around the findings of a signal.

use anlu_app::signal::media;
use anlu_domain::ids::SignalId;
use axum::Json;

use crate::{
    api::vehicles::media::VehicleMedia,
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// Pictures and files taken from an hour before the first finding to an hour after the last, oldest first.
#[utoipa::path(get, path = "/signals/{id}/media", operation_id = "list_signal_media", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")),
    responses((status = 200, body = Vec<VehicleMedia>), OneProblems))]
pub(crate) async fn list_signal_media(session: Session, Id(id): Id) -> Result<Json<Vec<VehicleMedia>>, Problem> {
    let found = media::media(&session.ctx, SignalId(id)).await?;
    Ok(Json(found.into_iter().map(VehicleMedia::from).collect()))
}
