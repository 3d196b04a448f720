//! `POST /pack-versions`: imports a version.

use anlu_app::pack::{
    Upload,
    import::{allowed, import},
};
use axum::{Json, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::{Problem, WriteProblems},
    extract::{Form, Session},
};

/// Most of all files together as they are sent, bytes.
pub(crate) const MAX_PACK_BYTES: usize = 4 * 1024 * 1024;
/// Most files of one form.
const MAX_FILES: usize = 300;
/// Longest file name that is kept, characters.
const MAX_NAME: usize = 200;

/// The form to send, as `multipart/form-data`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the handler reads the parts one by one")]
pub(crate) struct PackForm {
    /// What the version is for.
    #[schema(max_length = 500)]
    note: String,
    /// A zip of a pack's folder, or TOML files; the part may come several times.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// The version that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackImported {
    /// Id.
    pub(crate) id: Uuid,
}

/// Checks a version and keeps it; nothing comes into force. Every fault is told with file, line and hint.
#[utoipa::path(post, path = "/pack-versions", operation_id = "import_pack_version", tag = "packs",
    request_body(content = PackForm, content_type = "multipart/form-data"),
    responses((status = 201, body = PackImported), WriteProblems))]
pub(crate) async fn import_pack_version(
    session: Session,
    Form(mut form): Form,
) -> Result<(StatusCode, Json<PackImported>), Problem> {
    allowed(&session.ctx)?;
    let (mut note, mut files, mut size) = (String::new(), Vec::new(), 0_usize);
    while let Some(mut part) = form.next_field().await? {
        match part.name() {
            Some("note") => note = part.text().await?,
            Some("file") => {
                let name = part.file_name().unwrap_or_default().chars().take(MAX_NAME).collect::<String>();
                let mut bytes = Vec::new();
                while let Some(chunk) = part.chunk().await? {
                    size += chunk.len();
                    if size > MAX_PACK_BYTES || files.len() >= MAX_FILES {
                        let problem = Problem::new("too_large").field("/file", "file_too_large");
                        return Err(problem.param("max", MAX_PACK_BYTES));
                    }
                    bytes.extend_from_slice(&chunk);
                }
                files.push(Upload { name, bytes });
            }
            other => {
                let other = other.unwrap_or_default().to_owned();
                return Err(Problem::new("invalid").field(format!("/{other}"), "not_expected"));
            }
        }
    }
    let id = import(&session.ctx, files, &note).await?;
    Ok((StatusCode::CREATED, Json(PackImported { id })))
}
