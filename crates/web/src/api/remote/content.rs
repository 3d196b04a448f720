//! `/public/remote/{token}/content` and its documents: what a link is about, for whoever was identified.

use anlu_app::remote::visit as app;
use anlu_domain::{ids::DocumentId, remote::Errand};
use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{links::LinkFile, visit::Visitor};
use crate::{
    api::{attachment, backtests::values::Bilingual, documents::get::PaperBlock, values::Day},
    error::{Problem, VisitProblems},
    state::AppState,
};

/// An officer with his card.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemoteOfficer {
    /// Name.
    name: String,
    /// Number of the enforcement card.
    card: String,
}

/// A document that is served, as it is printed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemotePaper {
    /// Document.
    id: Uuid,
    /// Title.
    title: String,
    /// Number.
    number: String,
    /// Who issued it.
    authority: String,
    /// Parts from top to bottom.
    blocks: Vec<PaperBlock>,
}

/// What a link is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemoteContent {
    /// Name of the person.
    name: String,
    /// Number of the case.
    case_no: String,
    /// What it is about.
    cause: Bilingual,
    /// What the link is for.
    purpose: String,
    /// Officers of the case.
    officers: Vec<RemoteOfficer>,
    /// What evidence is wanted.
    items: Vec<String>,
    /// By when.
    by: Option<Day>,
    /// Post of the person, in an interview.
    post: Option<String>,
    /// The record of the interview.
    text: Option<String>,
    /// Documents.
    papers: Vec<RemotePaper>,
    /// Files that came over it.
    files: Vec<LinkFile>,
}

impl From<app::Content> for RemoteContent {
    fn from(c: app::Content) -> Self {
        let (items, by, post, text) = match c.errand {
            Errand::Evidence { items, by } => (items, Some(by.into()), None, None),
            Errand::Interview { post, text } => (Vec::new(), None, Some(post), Some(text)),
            Errand::Service { .. } => (Vec::new(), None, None, None),
        };
        let paper = |(document, paper): (anlu_app::document::Document, anlu_domain::document::Paper)| RemotePaper {
            id: document.id.0,
            title: document.title,
            number: document.number,
            authority: paper.authority,
            blocks: paper.blocks.into_iter().map(PaperBlock::from).collect(),
        };
        Self {
            name: c.name,
            case_no: c.case_no,
            cause: Bilingual { zh: c.cause.zh, en: c.cause.en },
            purpose: c.purpose,
            officers: c.officers.into_iter().map(|(name, card)| RemoteOfficer { name, card }).collect(),
            items,
            by,
            post,
            text,
            papers: c.papers.into_iter().map(paper).collect(),
            files: c.files.into_iter().map(LinkFile::from).collect(),
        }
    }
}

/// What a link is about. The first reading is noted.
#[utoipa::path(get, path = "/public/remote/{token}/content", operation_id = "read_link", tag = "public", security(()),
    params(("token" = String, Path, description = "Token of the link")),
    responses((status = 200, body = RemoteContent), VisitProblems))]
pub(crate) async fn read_link(State(state): State<AppState>, visitor: Visitor) -> Result<Json<RemoteContent>, Problem> {
    let content = app::content(&state.server().desk, &visitor.token, visitor.grant.as_ref()).await?;
    Ok(Json(content.into()))
}

/// The file of a document that is served: PDF/A with the receipt of the ledger in it.
#[utoipa::path(get, path = "/public/remote/{token}/documents/{id}", operation_id = "get_link_document", tag = "public",
    security(()), params(("token" = String, Path, description = "Token of the link"), ("id" = Uuid, Path, description = "Document")),
    responses((status = 200, description = "The file.", content_type = "application/pdf", body = crate::api::Bytes), VisitProblems))]
pub(crate) async fn get_link_document(
    State(state): State<AppState>,
    visitor: Visitor,
    path: Result<Path<(String, Uuid)>, PathRejection>,
) -> Result<Response, Problem> {
    let Path((_, id)) = path.map_err(|_no_id| Problem::new("not_found"))?;
    let desk = &state.server().desk;
    let made = app::file(desk, &visitor.token, visitor.grant.as_ref(), DocumentId(id)).await?;
    Ok(attachment::pdf(&made.name, made.bytes))
}
