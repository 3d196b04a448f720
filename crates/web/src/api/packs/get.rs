//! `GET /pack-versions/{id}`: a version, its files, and what it changes.

use anlu_app::pack::list::detail;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::PackVersionRow;
use crate::{
    api::backtests::values::BacktestWords,
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// A file of a version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackFile {
    /// Path inside the pack.
    path: String,
    /// TOML.
    text: String,
}

/// A version of the policy pack with what it changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackVersionDetail {
    /// The version.
    version: PackVersionRow,
    /// Its files.
    files: Vec<PackFile>,
    /// It no longer holds, as after an upgrade of the program, and cannot be put in force.
    broken: bool,
    /// What differs from the version in force today.
    changes: Vec<BacktestWords>,
}

/// A version, its files, and what it changes against the version in force.
#[utoipa::path(get, path = "/pack-versions/{id}", operation_id = "get_pack_version", tag = "packs",
    params(("id" = Uuid, Path, description = "Version")),
    responses((status = 200, body = PackVersionDetail), OneProblems))]
pub(crate) async fn get_pack_version(session: Session, Id(id): Id) -> Result<Json<PackVersionDetail>, Problem> {
    let mut found = detail(&session.ctx, id).await?;
    let files = std::mem::take(&mut found.listed.version.files);
    let mut version = PackVersionRow::from(found.listed);
    version.files = files.len();
    let broken = found.changes.is_none();
    let changes = found.changes.unwrap_or_default().into_iter();
    Ok(Json(PackVersionDetail {
        version,
        files: files.into_iter().map(|(path, text)| PackFile { path, text }).collect(),
        broken,
        changes: changes.map(|(subject, words)| BacktestWords { subject, words: words.into() }).collect(),
    }))
}
