//! `GET /documents`: issued papers.

use anlu_app::document::{
    Document, DocumentFilter,
    list::{Listed, list},
};
use anlu_domain::{document::DocumentState, ids::EnterpriseId};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Time},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentParams {
    /// This kind, e.g. `penalty.decision`.
    #[param(max_length = 100)]
    kind: Option<String>,
    /// `issued`, `superseded` or `withdrawn`.
    state: Option<String>,
    /// About a record of this kind, e.g. `case`; together with `about_id`.
    #[param(max_length = 100)]
    about: Option<String>,
    /// About this record.
    #[param(max_length = 100)]
    about_id: Option<String>,
    /// Of this enterprise.
    enterprise: Option<Uuid>,
    /// Part of number or title.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// One document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Kind of the pack.
    #[schema(example = "penalty.decision")]
    pub(crate) kind: String,
    /// Title as printed.
    pub(crate) title: String,
    /// Number as printed.
    #[schema(example = "示交罚〔2026〕7号")]
    pub(crate) number: String,
    /// Version under this number, from 1.
    pub(crate) version: u32,
    /// `issued`, `superseded` or `withdrawn`.
    pub(crate) state: &'static str,
    /// Kind of the record it is about.
    pub(crate) about: String,
    /// That record.
    pub(crate) about_id: String,
    /// Enterprise it concerns.
    pub(crate) enterprise: Option<Uuid>,
    /// Its name.
    pub(crate) enterprise_name: Option<String>,
    /// The party may see it.
    pub(crate) for_party: bool,
    /// Day of issue.
    pub(crate) day: Day,
    /// When it was issued.
    pub(crate) issued_at: Time,
    /// By whom.
    pub(crate) issued_by: String,
    /// Its file is made.
    pub(crate) typeset: bool,
    /// Why its file could not be made, as a code.
    pub(crate) fault: Option<String>,
    /// What it says was erased.
    pub(crate) erased: bool,
}

impl From<Listed> for DocumentRow {
    fn from(l: Listed) -> Self {
        Self::of(l.document, l.enterprise_name)
    }
}

impl DocumentRow {
    /// The row of a document that concerns this enterprise.
    pub(super) fn of(d: Document, enterprise_name: Option<String>) -> Self {
        Self {
            enterprise_name,
            id: d.id.0,
            kind: d.kind,
            title: d.title,
            number: d.number,
            version: d.version,
            state: d.state.as_str(),
            about: d.subject.0,
            about_id: d.subject.1,
            enterprise: d.enterprise.map(|e| e.0),
            for_party: d.for_party,
            day: d.day.into(),
            issued_at: d.issued_at.into(),
            issued_by: d.issued_by,
            typeset: d.pdf.is_some(),
            fault: d.fault,
            erased: d.erased,
        }
    }
}

/// Documents the viewer may see, newest first. An enterprise sees those that were issued to it.
#[utoipa::path(get, path = "/documents", operation_id = "list_documents", tag = "documents", params(DocumentParams),
    responses((status = 200, body = Paged<DocumentRow>), ListProblems))]
pub(crate) async fn list_documents(
    session: Session,
    Params(p): Params<DocumentParams>,
) -> Result<Json<Paged<DocumentRow>>, Problem> {
    let state = match p.state.as_deref() {
        None => None,
        Some(name) => Some(DocumentState::parse(name).ok_or_else(|| Problem::invalid("?state", "unknown_value"))?),
    };
    let filter = DocumentFilter {
        kind: p.kind,
        state,
        subject: p.about.zip(p.about_id),
        enterprise: p.enterprise.map(EnterpriseId),
        q: p.q,
    };
    let found = list(&session.ctx, &filter, page(p.page, p.page_size)).await?;
    Ok(Json(Paged::of(found, DocumentRow::from)))
}
