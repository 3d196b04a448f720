//! `GET /imports/templates/{kind}`: an empty workbook to fill in.

use anlu_app::import::{allowed, template::template};
use axum::response::Response;

use super::start::ImportKind;
use crate::{
    api::attachment::workbook,
    error::{OneProblems, Problem},
    extract::{PathParam, Session},
};

/// An empty workbook with the headers an import understands.
#[utoipa::path(get, path = "/imports/templates/{kind}", operation_id = "get_import_template", tag = "imports",
    params(("kind" = inline(ImportKind), Path, description = "What it is for")),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn get_import_template(
    session: Session,
    PathParam(kind): PathParam<ImportKind>,
) -> Result<Response, Problem> {
    allowed(&session.ctx)?;
    let kind = anlu_app::import::ImportKind::from(kind);
    let made = tokio::task::spawn_blocking(move || template(kind)).await;
    let bytes = made.map_err(|e| Problem::internal(&e))??;
    Ok(workbook(&format!("{}导入模板", kind.zh()), bytes))
}
