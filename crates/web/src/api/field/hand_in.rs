//! `POST /field-inspections`: takes an inspection that a device sealed.

use anlu_app::field::hand_in;
use anlu_domain::evidence::EvidenceHash;
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::FieldRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Session},
};

/// An inspection as it was sealed (docs/FIELD.md).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealedInspection {
    /// The canonical text of the content, exactly as it was sealed.
    #[schema(max_length = 1_000_000)]
    content: String,
    /// SHA-256 of `anlu-field-1`, a zero byte and the content; hex.
    #[schema(min_length = 64, max_length = 64)]
    seal: String,
}

/// Takes a sealed inspection whose pieces were uploaded before. The seal is recomputed: what was changed after sealing is
/// refused (`field_seal_broken`). 201 when it is new, 200 when the same stood here already.
#[utoipa::path(post, path = "/field-inspections", operation_id = "hand_in_field_inspection", tag = "field",
    request_body = SealedInspection,
    responses((status = 201, body = FieldRecord), (status = 200, body = FieldRecord), WriteProblems))]
pub(crate) async fn hand_in_field_inspection(
    session: Session,
    Body(input): Body<SealedInspection>,
) -> Result<(StatusCode, Json<FieldRecord>), Problem> {
    let seal = EvidenceHash::parse(&input.seal).ok_or_else(|| Problem::invalid("/seal", "hash_invalid"))?;
    let (view, new) = hand_in::hand_in(&session.ctx, &input.content, seal).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(view.into())))
}
