//! `GET /ledger`: entries, newest first.

use anlu_app::ledger;
use anlu_domain::time::UtcMs;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::Time,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LedgerParams {
    /// Only about subjects of this kind, e.g. `hazard`.
    #[param(max_length = 40)]
    pub(crate) subject_kind: Option<String>,
    /// Only about this subject.
    pub(crate) subject_id: Option<Uuid>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// One entry: who did what to which subject, and what changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgerEntry {
    /// Number in the ledger, from 1.
    pub(crate) seq: i64,
    /// When.
    pub(crate) at: Time,
    /// Who.
    pub(crate) actor: String,
    /// What: key of a text.
    #[schema(example = "hazard_closed")]
    pub(crate) action: String,
    /// Kind of the subject.
    pub(crate) subject_kind: String,
    /// Subject.
    pub(crate) subject_id: String,
    /// Members as they were (personal data masked).
    #[schema(value_type = Option<Object>)]
    pub(crate) before: Option<serde_json::Value>,
    /// Members as they became (personal data masked).
    #[schema(value_type = Option<Object>)]
    pub(crate) after: Option<serde_json::Value>,
}

impl From<ledger::Entry> for LedgerEntry {
    fn from(e: ledger::Entry) -> Self {
        let parsed = |text: Option<String>| text.and_then(|t| serde_json::from_str(&t).ok());
        Self {
            seq: e.seq,
            at: UtcMs(e.at).into(),
            actor: e.actor,
            action: e.action,
            subject_kind: e.subject_kind,
            subject_id: e.subject_id,
            before: parsed(e.before),
            after: parsed(e.after),
        }
    }
}

/// Entries, newest first. Whoever does not see the whole territory must name a subject he may see.
#[utoipa::path(get, path = "/ledger", operation_id = "list_ledger", tag = "ledger", params(LedgerParams),
    responses((status = 200, body = Paged<LedgerEntry>), ListProblems))]
pub(crate) async fn list_ledger(
    session: Session,
    Params(filter): Params<LedgerParams>,
) -> Result<Json<Paged<LedgerEntry>>, Problem> {
    let page = page(filter.page, filter.page_size);
    let found = ledger::list(&session.ctx, filter.subject_kind, filter.subject_id, page).await?;
    Ok(Json(Paged::of(found, LedgerEntry::from)))
}
