//! `/public/remote/{token}/answer` and `/refusal`: the person of a link does what is wanted, or refuses.

use anlu_app::remote::visit as app;
use anlu_domain::{evidence::EvidenceHash, remote::Answer};
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    cancel::LinkReason,
    visit::{RemoteVisit, Visitor},
};
use crate::{
    error::{Problem, VisitProblems},
    extract::Body,
    state::AppState,
};

/// What he answers; which parts count depends on what the link is for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemoteAnswer {
    /// Hashes of files that came over the link and are handed in.
    #[serde(default)]
    files: Vec<String>,
    /// Words with the evidence, or what he corrects in the record.
    #[serde(default)]
    #[schema(max_length = 2000)]
    words: String,
    /// Hash of the picture of his signature, which came over the link.
    signature: Option<String>,
    /// He agrees to be served electronically.
    #[serde(default)]
    agreed: bool,
}

fn hash(text: &str, pointer: &str) -> Result<EvidenceHash, Problem> {
    EvidenceHash::parse(text).ok_or_else(|| Problem::invalid(pointer, "evidence_unknown"))
}

/// Does what is wanted: hands in, signs, or confirms. The link is used up.
#[utoipa::path(post, path = "/public/remote/{token}/answer", operation_id = "answer_link", tag = "public", security(()),
    params(("token" = String, Path, description = "Token of the link")), request_body = RemoteAnswer,
    responses((status = 200, body = RemoteVisit), VisitProblems))]
pub(crate) async fn answer_link(
    State(state): State<AppState>,
    visitor: Visitor,
    Body(given): Body<RemoteAnswer>,
) -> Result<Json<RemoteVisit>, Problem> {
    let answer = Answer {
        files: given.files.iter().map(|f| hash(f, "/files")).collect::<Result<_, _>>()?,
        words: given.words,
        signature: given.signature.map(|s| hash(&s, "/signature")).transpose()?,
        agreed: given.agreed,
    };
    let visit = app::finish(&state.server().desk, &visitor.token, visitor.grant.as_ref(), &answer).await?;
    Ok(Json(visit.into()))
}

/// Refuses to hand in, to sign or to receive, with a reason. The link is used up.
#[utoipa::path(post, path = "/public/remote/{token}/refusal", operation_id = "refuse_link", tag = "public", security(()),
    params(("token" = String, Path, description = "Token of the link")), request_body = LinkReason,
    responses((status = 200, body = RemoteVisit), VisitProblems))]
pub(crate) async fn refuse_link(
    State(state): State<AppState>,
    visitor: Visitor,
    Body(why): Body<LinkReason>,
) -> Result<Json<RemoteVisit>, Problem> {
    let desk = &state.server().desk;
    Ok(Json(app::refuse(desk, &visitor.token, visitor.grant.as_ref(), &why.reason).await?.into()))
}
