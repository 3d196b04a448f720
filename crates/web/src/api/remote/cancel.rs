//! `POST /case-links/{id}/cancellation`: an officer takes a link back.

use anlu_app::remote::cancel::cancel;
use anlu_domain::ids::CaseLinkId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::links::CaseLink;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkReason {
    /// Reason.
    #[schema(max_length = 2000)]
    pub(super) reason: String,
}

/// Takes a link back.
#[utoipa::path(post, path = "/case-links/{id}/cancellation", operation_id = "cancel_case_link", tag = "remote",
    params(("id" = Uuid, Path, description = "Link")), request_body = LinkReason,
    responses((status = 200, body = CaseLink), WriteProblems))]
pub(crate) async fn cancel_case_link(
    session: Session,
    Id(id): Id,
    Body(why): Body<LinkReason>,
) -> Result<Json<CaseLink>, Problem> {
    Ok(Json(cancel(&session.ctx, CaseLinkId(id), &why.reason).await?.into()))
}
