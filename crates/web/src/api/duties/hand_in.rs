//! `POST /enterprises/{id}/records`: hands in a record.

use anlu_app::duty::hand_in::{self, NewRecord};
use anlu_domain::{
    duty::record::Details,
    evidence::EvidenceHash,
    ids::{EnterpriseId, PersonId},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A record as it is handed in; which members a kind asks for stands in `record_kinds` of the duties.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordDraft {
    /// Kind.
    #[schema(example = "drill")]
    kind: String,
    /// Day on which it was done.
    day: Day,
    /// Hours, yuan ….
    quantity: Option<i64>,
    /// People it is about: a record for each.
    #[serde(default)]
    #[schema(max_items = 500)]
    people: Vec<Uuid>,
    /// Words.
    #[schema(max_length = 2000)]
    note: Option<String>,
    /// How many took part.
    participants: Option<u32>,
    /// Last day of the insurance.
    insured_until: Option<Day>,
    /// Insured sum, yuan.
    insured_sum_yuan: Option<i64>,
    /// Hashes of files uploaded before.
    #[serde(default)]
    #[schema(max_items = 50)]
    evidence: Vec<String>,
}

/// Records that were kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordsKept {
    /// Their ids: one, or one for each person.
    records: Vec<Uuid>,
}

/// Hands in a record; it settles every task that it proves.
#[utoipa::path(post, path = "/enterprises/{id}/records", operation_id = "hand_in_record", tag = "duties",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = RecordDraft,
    responses((status = 201, body = RecordsKept), WriteProblems))]
pub(crate) async fn hand_in_record(
    session: Session,
    Id(id): Id,
    Body(input): Body<RecordDraft>,
) -> Result<(StatusCode, Json<RecordsKept>), Problem> {
    let hash =
        |text: &String| EvidenceHash::parse(text).ok_or_else(|| Problem::invalid("/evidence", "evidence_unknown"));
    let new = NewRecord {
        kind: input.kind,
        day: input.day.0,
        quantity: input.quantity,
        people: input.people.into_iter().map(PersonId).collect(),
        note: input.note.unwrap_or_default(),
        details: Details {
            participants: input.participants,
            insured_until: input.insured_until.map(|d| d.0),
            insured_sum_yuan: input.insured_sum_yuan,
            inspected: None,
        },
        evidence: input.evidence.iter().map(hash).collect::<Result<_, _>>()?,
    };
    let kept = hand_in::hand_in(&session.ctx, EnterpriseId(id), new).await?;
    Ok((StatusCode::CREATED, Json(RecordsKept { records: kept.into_iter().map(|r| r.0).collect() })))
}
