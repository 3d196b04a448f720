//! Repairs: a document without its file.

use super::{TaskCtx, TaskError};
use crate::document::file::make_waiting;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    Ok(make_waiting(&ctx.desk).await?)
}
