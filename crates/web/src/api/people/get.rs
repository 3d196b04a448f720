//! `GET /people/{id}`: one person, masked.

use anlu_app::registry::person::get;
use anlu_domain::ids::PersonId;
use axum::Json;

use super::list::PersonRow;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// One person the viewer may see; personal numbers are masked.
#[utoipa::path(get, path = "/people/{id}", operation_id = "get_person", tag = "people",
    params(("id" = Uuid, Path, description = "Person")),
    responses((status = 200, body = PersonRow), OneProblems))]
pub(crate) async fn get_person(session: Session, Id(id): Id) -> Result<Json<PersonRow>, Problem> {
    Ok(Json(get::get(&session.ctx, PersonId(id)).await?.into()))
}
