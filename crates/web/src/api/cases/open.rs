//! `POST /cases`: opens a case. `POST /cases/{id}/pair`: the case of the responsible person beside it.

use anlu_app::case::open::{self, NewCase, Responsible};
use anlu_domain::ids::{CaseId, EnterpriseId};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{get::CaseRecord, vocabulary::CaseSource};
use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// The person responsible.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponsiblePerson {
    /// Name; absent: the principal of the register.
    #[schema(max_length = 100)]
    name: Option<String>,
    /// Post.
    #[schema(max_length = 100)]
    post: Option<String>,
}

impl From<ResponsiblePerson> for Responsible {
    fn from(p: ResponsiblePerson) -> Self {
        Self { name: p.name.unwrap_or_default(), post: p.post.unwrap_or_default() }
    }
}

/// A case as it is opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseDraft {
    /// Enterprise.
    enterprise_id: Uuid,
    /// Violation of the discretion table.
    #[schema(example = "work_safety.102", max_length = 100)]
    violation: String,
    /// The person responsible.
    person: Option<ResponsiblePerson>,
    /// The firm and its responsible person (一案双罚): two cases, linked.
    #[serde(default)]
    both: bool,
    /// How it came to be known.
    source: CaseSource,
    /// The record it came from.
    source_id: Option<Uuid>,
    /// In a few words; absent: the name of the violation.
    #[schema(max_length = 100)]
    title: Option<String>,
    /// First facts.
    #[schema(min_length = 1, max_length = 10000)]
    facts: String,
    /// Last day of the unlawful act; absent: today.
    occurred: Option<Day>,
    /// Life, health or finance, with harm: the long limitation.
    #[serde(default)]
    grave_harm: bool,
}

/// A second case beside the first.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CasePairing {
    /// Version of the first.
    version: i64,
    /// The person responsible; absent: the principal of the register.
    person: Option<ResponsiblePerson>,
}

/// Opens a case; with `both`, a pair, of which the firm's is answered.
#[utoipa::path(post, path = "/cases", operation_id = "open_case", tag = "cases", request_body = CaseDraft,
    responses((status = 201, body = CaseRecord), WriteProblems))]
pub(crate) async fn open_case(
    session: Session,
    Body(d): Body<CaseDraft>,
) -> Result<(StatusCode, Json<CaseRecord>), Problem> {
    let new = NewCase {
        enterprise: EnterpriseId(d.enterprise_id),
        violation: d.violation,
        person: d.person.map(Into::into),
        both: d.both,
        source: d.source.into(),
        source_id: d.source_id,
        title: d.title.unwrap_or_default(),
        facts: d.facts,
        occurred: d.occurred.map(|day| day.0),
        grave_harm: d.grave_harm,
    };
    let made = open::open(&session.ctx, new).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Opens the case of the responsible person, linked to the firm's, and answers it.
#[utoipa::path(post, path = "/cases/{id}/pair", operation_id = "pair_case", tag = "cases",
    params(("id" = Uuid, Path, description = "Case of the firm")), request_body = CasePairing,
    responses((status = 201, body = CaseRecord), WriteProblems))]
pub(crate) async fn pair_case(
    session: Session,
    Id(id): Id,
    Body(p): Body<CasePairing>,
) -> Result<(StatusCode, Json<CaseRecord>), Problem> {
    let person = p.person.unwrap_or_default().into();
    let made = open::pair(&session.ctx, CaseId(id), p.version, &person).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
