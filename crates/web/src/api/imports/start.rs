//! `POST /imports`: send a workbook.

use anlu_app::import::{self, Limits, Request, allowed};
use axum::{
    Json,
    extract::{State, multipart::Field},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt;
use utoipa::ToSchema;
use uuid::Uuid;

use super::work::work;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Form, Session},
    jobs::NewJob,
    limits::MAX_IMPORT_BYTES,
    state::AppState,
};

/// What a workbook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportKind {
    /// Enterprises.
    Enterprises,
    /// People.
    People,
    /// Vehicles.
    Vehicles,
    /// Grid nodes.
    Grids,
    /// Hazards.
    Hazards,
}

impl From<import::ImportKind> for ImportKind {
    fn from(kind: import::ImportKind) -> Self {
        match kind {
            import::ImportKind::Enterprises => Self::Enterprises,
            import::ImportKind::People => Self::People,
            import::ImportKind::Vehicles => Self::Vehicles,
            import::ImportKind::Grids => Self::Grids,
            import::ImportKind::Hazards => Self::Hazards,
        }
    }
}

impl From<ImportKind> for import::ImportKind {
    fn from(kind: ImportKind) -> Self {
        match kind {
            ImportKind::Enterprises => Self::Enterprises,
            ImportKind::People => Self::People,
            ImportKind::Vehicles => Self::Vehicles,
            ImportKind::Grids => Self::Grids,
            ImportKind::Hazards => Self::Hazards,
        }
    }
}

/// The form to send, as `multipart/form-data`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the handler reads the parts one by one")]
pub(crate) struct ImportForm {
    /// What the file holds.
    kind: ImportKind,
    /// Check only, write nothing.
    #[schema(default = false)]
    dry_run: Option<bool>,
    /// `.xlsx` or `.csv`, at most 50 MB.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// The job that was started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportStarted {
    /// Ask `GET /imports/{id}` how it goes.
    pub(crate) id: Uuid,
}

/// Starts an import in the background: all rows or none.
#[utoipa::path(post, path = "/imports", operation_id = "start_import", tag = "imports",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = ImportStarted), WriteProblems))]
pub(crate) async fn start_import(
    session: Session,
    State(state): State<AppState>,
    Form(mut form): Form,
) -> Result<(StatusCode, Json<ImportStarted>), Problem> {
    allowed(&session.ctx)?;
    let (mut kind, mut dry_run, mut file) = (None, false, None);
    while let Some(mut part) = form.next_field().await? {
        match part.name() {
            Some("kind") => {
                let text = part.text().await?;
                let found = import::ImportKind::parse(&text);
                kind = Some(found.ok_or_else(|| Problem::invalid("/kind", "not_in_list"))?);
            }
            Some("dry_run") => {
                dry_run = match part.text().await?.as_str() {
                    "true" => true,
                    "false" | "" => false,
                    _ => return Err(Problem::invalid("/dry_run", "not_a_boolean")),
                };
            }
            Some("file") => {
                let name = part.file_name().unwrap_or_default().chars().take(MAX_NAME).collect::<String>();
                file = Some((name, kept(&mut part).await?));
            }
            other => {
                let other = other.unwrap_or_default().to_owned();
                return Err(Problem::new("invalid").field(format!("/{other}"), "not_expected"));
            }
        }
    }
    let kind = kind.ok_or_else(|| Problem::invalid("/kind", "required"))?;
    let (file_name, path) = file.ok_or_else(|| Problem::invalid("/file", "required"))?;
    let ctx = session.ctx;
    let new = NewJob { id: ctx.ids.next(), owner: ctx.viewer.user, kind: kind.into(), file_name, dry_run };
    let job = state.jobs().add(new, ctx.now()).ok_or_else(|| Problem::new("unavailable").retry_after(60))?;
    let id = job.id;
    let request = Request { kind, path: path.to_path_buf(), dry_run, limits: limits() };
    tokio::spawn(work(ctx, state, job, request, path));
    Ok((StatusCode::ACCEPTED, Json(ImportStarted { id })))
}

/// Longest file name that is kept, characters.
const MAX_NAME: usize = 200;

fn limits() -> Limits {
    Limits { file_bytes: MAX_IMPORT_BYTES as u64, ..Limits::default() }
}

/// Writes the uploaded file to a temporary one as it comes in.
async fn kept(part: &mut Field<'_>) -> Result<TempPath, Problem> {
    let (file, path) = NamedTempFile::new().map_err(|e| Problem::internal(&e))?.into_parts();
    let mut file = tokio::fs::File::from_std(file);
    let mut size = 0;
    while let Some(chunk) = part.chunk().await? {
        size += chunk.len();
        if size > MAX_IMPORT_BYTES {
            return Err(Problem::new("too_large").field("/file", "file_too_large").param("max", MAX_IMPORT_BYTES));
        }
        file.write_all(&chunk).await.map_err(|e| Problem::internal(&e))?;
    }
    file.flush().await.map_err(|e| Problem::internal(&e))?;
    Ok(path)
}
