//! `POST /public/remote/{token}/files`: a file comes over a link.

use anlu_app::remote::visit as app;
use axum::{Json, extract::State, http::StatusCode};

use super::visit::Visitor;
use crate::{
    api::evidence::upload::{EvidenceForm, EvidenceStored, read_form},
    error::{Problem, VisitProblems},
    extract::Form,
    state::AppState,
};

/// Takes a file of whoever was identified, within the limits of all evidence. It becomes evidence with his answer.
#[utoipa::path(post, path = "/public/remote/{token}/files", operation_id = "give_link_file", tag = "public",
    security(()), params(("token" = String, Path, description = "Token of the link")),
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = EvidenceStored), VisitProblems))]
pub(crate) async fn give_link_file(
    State(state): State<AppState>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<(StatusCode, Json<EvidenceStored>), Problem> {
    let new = read_form(form).await?;
    let kept = app::give(&state.server().desk, &visitor.token, visitor.grant.as_ref(), new).await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}
