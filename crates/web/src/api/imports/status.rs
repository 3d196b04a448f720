//! `GET /imports/{id}`: how an import goes.

use std::collections::BTreeMap;

use anlu_app::import::{Counts, Fault, allowed};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::start::ImportKind;
use crate::{
    api::values::Time,
    error::{OneProblems, Problem},
    extract::{Id, Session},
    state::AppState,
};

/// State of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportState {
    /// Waits for its turn.
    Queued,
    /// Reads, checks or writes.
    Running,
    /// Written (or, for a dry run, would be).
    Done,
    /// Faulty rows: nothing was written.
    Refused,
    /// Stopped by a user: nothing was written.
    Cancelled,
    /// Could not be read or written; see `error_code`. Nothing was written.
    Failed,
}

/// How far it is. `total` is 0 while it is not known.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub(crate) struct ImportProgress {
    /// Rows dealt with.
    pub(crate) done: u64,
    /// Rows in the file.
    pub(crate) total: u64,
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub(crate) struct ImportCounts {
    /// New records.
    pub(crate) new: u64,
    /// Changed records.
    pub(crate) changed: u64,
    /// Records that were like this already.
    pub(crate) unchanged: u64,
    /// Rows with faults.
    pub(crate) faulty: u64,
}

/// One faulty cell.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!({"sheet": "Sheet1", "row": 7, "column": "统一社会信用代码", "cell": "B7",
    "code": "uscc_check_character", "value": "91330299MA00000002", "hint": "check_last_character", "params": {}}))]
pub(crate) struct ImportFault {
    /// Sheet.
    pub(crate) sheet: String,
    /// Row as the spreadsheet numbers it, from 1.
    pub(crate) row: u64,
    /// Header of the column.
    pub(crate) column: Option<String>,
    /// Cell, e.g. `B7`.
    pub(crate) cell: Option<String>,
    /// What is wrong: key of a text.
    pub(crate) code: String,
    /// What stands there (masked for personal numbers).
    pub(crate) value: Option<String>,
    /// What to do: key of a text.
    pub(crate) hint: Option<String>,
    /// Values for the text of the code, e.g. `first_row`.
    pub(crate) params: BTreeMap<String, String>,
}

impl ImportFault {
    /// A fault in a sheet.
    pub(crate) fn of(sheet: &str, fault: &Fault) -> Self {
        Self {
            sheet: sheet.to_owned(),
            row: u64::from(fault.row),
            column: fault.column.clone(),
            cell: fault.cell.clone(),
            code: fault.code.to_owned(),
            value: fault.value.clone(),
            hint: (!fault.hint.is_empty()).then(|| fault.hint.to_owned()),
            params: fault.params.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        }
    }
}

impl From<Counts> for ImportCounts {
    fn from(c: Counts) -> Self {
        Self { new: c.new, changed: c.changed, unchanged: c.unchanged, faulty: c.faulty }
    }
}

/// State and result of an import.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportStatus {
    /// Job id.
    pub(crate) id: Uuid,
    /// What the file holds.
    pub(crate) kind: ImportKind,
    /// Name of the file.
    pub(crate) file_name: String,
    /// Whether it only checks.
    pub(crate) dry_run: bool,
    /// State.
    pub(crate) state: ImportState,
    /// How far.
    pub(crate) progress: ImportProgress,
    /// What became of the rows, once known.
    pub(crate) counts: Option<ImportCounts>,
    /// The first 200 faults.
    pub(crate) faults: Vec<ImportFault>,
    /// Number of all faults.
    pub(crate) faults_total: u64,
    /// Why it failed: key of a text.
    pub(crate) error_code: Option<String>,
    /// Whether `GET /imports/{id}/workbook` has the file with its faults marked.
    pub(crate) workbook: bool,
    /// When it was sent.
    pub(crate) created_at: Time,
    /// When it ended.
    pub(crate) finished_at: Option<Time>,
}

/// State and result of an import of the viewer. Kept for a day.
#[utoipa::path(get, path = "/imports/{id}", operation_id = "get_import", tag = "imports",
    params(("id" = Uuid, Path, description = "Import")),
    responses((status = 200, body = ImportStatus), OneProblems))]
pub(crate) async fn get_import(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Json<ImportStatus>, Problem> {
    allowed(&session.ctx)?;
    let job = state.jobs().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    Ok(Json(job.status()))
}
