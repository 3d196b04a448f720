//! `POST /evidence`: upload a file.

use anlu_domain::evidence;
use axum::{Json, extract::Multipart, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{values::Time, vocabulary::mirror},
    error::{Problem, WriteProblems},
    extract::Session,
};

mirror! {
    /// Which step of the loop a piece of evidence proves.
    EvidencePhase = evidence::EvidencePhase { Before, After, Verify }
}

/// An uploaded file to attach to a step.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attachment {
    /// Hash as the upload answered it: 64 lower-case hex digits.
    #[schema(min_length = 64, max_length = 64)]
    pub(crate) hash: String,
    /// What it proves. Without it: what the step usually needs (`after` for a hand-in, `verify` for a check, `before`
    /// for a new hazard).
    pub(crate) phase: Option<EvidencePhase>,
}

/// The form to send, as `multipart/form-data`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the handler reads the parts one by one")]
pub(crate) struct EvidenceForm {
    /// A photo (JPEG, PNG, WebP, HEIC), PDF, MP4, XLSX or DOCX of at most 20 MB, judged by content.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// When it was taken.
    captured_at: Option<Time>,
}

/// The file as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceStored {
    /// SHA-256 of the content.
    pub(crate) hash: String,
    /// Media type found by content.
    pub(crate) media_type: String,
    /// Bytes.
    pub(crate) size: u64,
}

/// Uploads a file. The same content is kept once, whoever sends it.
#[utoipa::path(post, path = "/evidence", operation_id = "upload_evidence", tag = "evidence",
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = EvidenceStored), WriteProblems))]
pub(crate) async fn upload_evidence(
    session: Session,
    form: Multipart,
) -> Result<(StatusCode, Json<EvidenceStored>), Problem> {
    crate::error::pending((session, form))
}
