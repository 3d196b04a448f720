//! `POST /campaign-files`: the enterprises that a file names; nothing is kept.

use anlu_app::{
    campaign::file::{Matched, allowed, matched},
    import::Limits,
};
use axum::Json;
use serde::Serialize;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;
use utoipa::ToSchema;

use crate::{
    api::values::Named,
    error::{Problem, WriteProblems},
    extract::{Form, Session},
};

/// Largest file, bytes.
pub(crate) const MAX_LIST_BYTES: usize = 5 * 1024 * 1024;

/// The form to send, as `multipart/form-data`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the handler reads the parts one by one")]
pub(crate) struct CampaignFile {
    /// `.xlsx` or `.csv`: each row names an enterprise by credit code or whole name.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// A row that names no enterprise the viewer sees.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnmatchedRow {
    /// Number of the row, from 1.
    row: u32,
    /// What stands in it.
    text: String,
}

/// What the file gave.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignMatches {
    /// Enterprises, each once, in the order of the file.
    enterprises: Vec<Named>,
    /// Rows that name none; the first 200.
    unmatched: Vec<UnmatchedRow>,
    /// How many such rows there are.
    unmatched_total: u64,
}

impl From<Matched> for CampaignMatches {
    fn from(m: Matched) -> Self {
        Self {
            enterprises: m.enterprises.into_iter().map(Into::into).collect(),
            unmatched: m.unmatched.into_iter().map(|(row, text)| UnmatchedRow { row, text }).collect(),
            unmatched_total: m.unmatched_total,
        }
    }
}

/// Finds the enterprises that the first sheet of a file names.
#[utoipa::path(post, path = "/campaign-files", operation_id = "read_campaign_file", tag = "campaigns",
    request_body(content = CampaignFile, content_type = "multipart/form-data"),
    responses((status = 200, body = CampaignMatches), WriteProblems))]
pub(crate) async fn read_campaign_file(
    session: Session,
    Form(mut form): Form,
) -> Result<Json<CampaignMatches>, Problem> {
    allowed(&session.ctx)?;
    let mut kept = None;
    while let Some(mut part) = form.next_field().await? {
        if part.name() != Some("file") {
            let other = part.name().unwrap_or_default().to_owned();
            return Err(Problem::new("invalid").field(format!("/{other}"), "not_expected"));
        }
        let (file, path) = NamedTempFile::new().map_err(|e| Problem::internal(&e))?.into_parts();
        let (mut file, mut size) = (tokio::fs::File::from_std(file), 0_usize);
        while let Some(chunk) = part.chunk().await? {
            size += chunk.len();
            if size > MAX_LIST_BYTES {
                return Err(Problem::new("too_large").field("/file", "file_too_large").param("max", MAX_LIST_BYTES));
            }
            file.write_all(&chunk).await.map_err(|e| Problem::internal(&e))?;
        }
        file.flush().await.map_err(|e| Problem::internal(&e))?;
        kept = Some(path);
    }
    let path = kept.ok_or_else(|| Problem::invalid("/file", "required"))?;
    let limits = Limits { file_bytes: MAX_LIST_BYTES as u64, ..Limits::default() };
    Ok(Json(matched(&session.ctx, path.to_path_buf(), limits).await?.into()))
}
