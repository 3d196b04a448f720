//! `/public/documents`: whether a paper is genuine, for anybody who holds it.

use std::sync::LazyLock;

use anlu_app::document::receipt::{PublicDocument, of, of_file};
use anlu_domain::ids::DocumentId;
use axum::{Json, body::Bytes, extract::State};
use serde::Serialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::values::{Day, Time},
    error::{OneProblems, Problem, WriteProblems},
    extract::Id,
    state::AppState,
};

/// Largest file that is verified, bytes.
pub(crate) const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
/// Files verified at once: anybody may send them.
static CHECKS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

/// A document as anybody may know it: what it says is not told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GenuineDocument {
    /// Id.
    id: Uuid,
    /// Title as printed.
    title: String,
    /// Number as printed.
    #[schema(example = "示交罚〔2026〕7号")]
    number: String,
    /// Version under this number.
    version: u32,
    /// `issued`, `superseded` or `withdrawn`.
    state: &'static str,
    /// Day of issue.
    day: Day,
    /// When it was issued.
    issued_at: Time,
    /// Commitment to the content, hexadecimal; its beginning is printed beside the QR code.
    commitment: String,
    /// Place in the ledger.
    ledger_seq: Option<i64>,
    /// SHA-256 of the file, hexadecimal; absent while it is being made.
    sha256: Option<String>,
}

impl From<PublicDocument> for GenuineDocument {
    fn from(d: PublicDocument) -> Self {
        Self {
            id: d.id.0,
            title: d.title,
            number: d.number,
            version: d.version,
            state: d.state.as_str(),
            day: d.day.into(),
            issued_at: d.issued_at.into(),
            commitment: hex::encode(d.commitment),
            ledger_seq: d.seq,
            sha256: d.pdf.map(|h| h.to_string()),
        }
    }
}

/// What a file turned out to be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verdict {
    /// Its receipt holds and was signed by this installation.
    genuine: bool,
    /// Why not: a code.
    fault: Option<&'static str>,
    /// It is byte for byte the file that was issued.
    same_file: bool,
    /// The document, when this installation issued it.
    document: Option<GenuineDocument>,
}

/// The document behind a QR code: number, day and whether it is in force.
#[utoipa::path(get, path = "/public/documents/{id}", operation_id = "get_public_document", tag = "public", security(()),
    params(("id" = Uuid, Path, description = "Document")),
    responses((status = 200, body = GenuineDocument), OneProblems))]
pub(crate) async fn get_public_document(
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Json<GenuineDocument>, Problem> {
    Ok(Json(of(&state.server().desk, DocumentId(id)).await?.into()))
}

/// Verifies a file by its receipt. Nothing is kept.
#[utoipa::path(post, path = "/public/documents/verification", operation_id = "verify_document", tag = "public",
    security(()), request_body(content = crate::api::Bytes, content_type = "application/pdf"),
    responses((status = 200, body = Verdict), WriteProblems))]
pub(crate) async fn verify_document(State(state): State<AppState>, body: Bytes) -> Result<Json<Verdict>, Problem> {
    let Ok(_place) = CHECKS.try_acquire() else { return Err(Problem::new("too_many_requests").retry_after(2)) };
    let verdict = of_file(&state.server().desk, body.to_vec()).await?;
    Ok(Json(Verdict {
        genuine: verdict.fault.is_none(),
        fault: verdict.fault.map(|f| f.code()),
        same_file: verdict.same_file,
        document: verdict.document.map(GenuineDocument::from),
    }))
}
