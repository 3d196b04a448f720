//! `GET /documents/{id}`: what a document says.

use anlu_app::document::get::{DocumentView, get};
use anlu_domain::{document::Block, ids::DocumentId};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::DocumentRow;
use crate::{
    api::signals::get::Activity,
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// A part of a paper; the fields that are there depend on `kind`.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct PaperBlock {
    /// `fields`, `text`, `heading`, `list`, `table`, `sign` or `seal`.
    kind: &'static str,
    /// Of `text` and `heading`; of `seal` the authority.
    text: Option<String>,
    /// Of `fields`: name and value; of `table`: cells.
    rows: Vec<Vec<String>>,
    /// Of `list` the lines, of `table` the heads, of `sign` what stands before each place; of `seal` the day.
    items: Vec<String>,
}

impl From<Block> for PaperBlock {
    fn from(block: Block) -> Self {
        let of = |kind| Self { kind, ..Self::default() };
        match block {
            Block::Fields { rows } => {
                Self { rows: rows.into_iter().map(|r| vec![r.label, r.value]).collect(), ..of("fields") }
            }
            Block::Text { text } => Self { text: Some(text), ..of("text") },
            Block::Heading { text } => Self { text: Some(text), ..of("heading") },
            Block::List { items } => Self { items, ..of("list") },
            Block::Table { head, rows } => Self { items: head, rows, ..of("table") },
            Block::Sign { labels } => Self { items: labels, ..of("sign") },
            Block::Seal { authority, day } => Self { text: Some(authority), items: vec![day], ..of("seal") },
        }
    }
}

/// A document with what it says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentRecord {
    /// The document.
    #[serde(flatten)]
    row: DocumentRow,
    /// Who issued it.
    authority: Option<String>,
    /// Parts from top to bottom; none once it was erased.
    blocks: Vec<PaperBlock>,
    /// What stands in the ledger for its content, hexadecimal.
    commitment: String,
    /// Place in the ledger.
    ledger_seq: Option<i64>,
    /// Why it was withdrawn.
    reason: Option<String>,
    /// The viewer may withdraw it.
    can_withdraw: bool,
    /// The viewer may erase what it says.
    can_erase: bool,
    /// What became of it.
    activity: Vec<Activity>,
}

impl From<DocumentView> for DocumentRecord {
    fn from(v: DocumentView) -> Self {
        let (authority, blocks) = match v.paper {
            Some(paper) => (Some(paper.authority), paper.blocks.into_iter().map(PaperBlock::from).collect()),
            None => (None, Vec::new()),
        };
        Self {
            authority,
            blocks,
            commitment: hex::encode(v.document.commitment),
            ledger_seq: v.ledger_seq,
            reason: v.document.reason.clone(),
            can_withdraw: v.can_withdraw,
            can_erase: v.can_erase,
            activity: v.timeline.into_iter().map(Activity::from).collect(),
            row: DocumentRow::of(v.document, v.enterprise_name),
        }
    }
}

/// A document, as it stands on the paper.
#[utoipa::path(get, path = "/documents/{id}", operation_id = "get_document", tag = "documents",
    params(("id" = Uuid, Path, description = "Document")),
    responses((status = 200, body = DocumentRecord), OneProblems))]
pub(crate) async fn get_document(session: Session, Id(id): Id) -> Result<Json<DocumentRecord>, Problem> {
    Ok(Json(get(&session.ctx, DocumentId(id)).await?.into()))
}
