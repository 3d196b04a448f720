//! `POST /imports`: send a workbook.

use axum::{Json, extract::Multipart, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::{Problem, WriteProblems},
    extract::Session,
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
    form: Multipart,
) -> Result<(StatusCode, Json<ImportStarted>), Problem> {
    crate::error::pending((session, form))
}
