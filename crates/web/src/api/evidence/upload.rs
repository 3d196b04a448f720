//! `POST /evidence`: upload a file.

use anlu_app::{
    evidence::{
        Content,
        put::{NewEvidence, put},
    },
    hazard::Attach,
};
use anlu_domain::{
    evidence::{self, EvidenceHash},
    time::UtcMs,
};
use axum::{Json, extract::Multipart, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{values::Time, vocabulary::mirror},
    error::{Problem, WriteProblems},
    extract::{Form, Session},
};

mirror! {
    /// Which step of the loop a piece of evidence proves.
    EvidencePhase = evidence::EvidencePhase { Before, After, Verify, Acceptance }
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

/// Attachments as the use cases take them.
pub(crate) fn attached(list: &[Attachment]) -> Result<Vec<Attach>, Problem> {
    let one = |(i, a): (usize, &Attachment)| {
        let hash = EvidenceHash::parse(&a.hash)
            .ok_or_else(|| Problem::invalid(format!("/evidence/{i}/hash"), "evidence_unknown"))?;
        Ok(Attach { hash, phase: a.phase.map(Into::into) })
    };
    list.iter().enumerate().map(one).collect()
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

impl From<Content> for EvidenceStored {
    fn from(c: Content) -> Self {
        Self { hash: c.hash.to_string(), media_type: c.media_type.mime().to_owned(), size: c.size }
    }
}

/// The file of a form.
pub(crate) async fn read_form(mut form: Multipart) -> Result<NewEvidence, Problem> {
    let (mut file, mut captured_at) = (None, None);
    while let Some(part) = form.next_field().await? {
        match part.name() {
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                file = Some((name, part.bytes().await?));
            }
            Some("captured_at") => {
                let text = part.text().await?;
                let time = UtcMs::parse_rfc3339(&text).ok_or_else(|| Problem::invalid("/captured_at", "not_a_time"))?;
                captured_at = Some(time);
            }
            other => {
                let other = other.unwrap_or_default().to_owned();
                return Err(Problem::new("invalid").field(format!("/{other}"), "not_expected"));
            }
        }
    }
    let (name, bytes) = file.ok_or_else(|| Problem::invalid("/file", "required"))?;
    Ok(NewEvidence { name, bytes: bytes.into(), captured_at })
}

/// Uploads a file. The same content is kept once, whoever sends it.
#[utoipa::path(post, path = "/evidence", operation_id = "upload_evidence", tag = "evidence",
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = EvidenceStored), WriteProblems))]
pub(crate) async fn upload_evidence(
    session: Session,
    Form(form): Form,
) -> Result<(StatusCode, Json<EvidenceStored>), Problem> {
    let kept = put(&session.ctx, read_form(form).await?).await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}
