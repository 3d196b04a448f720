//! Repairs: counts of links that stand in memory only.

use super::{TaskCtx, TaskError};
use crate::live::links;

pub(super) async fn run(ctx: &TaskCtx) -> Result<(), TaskError> {
    let Some((log, _)) = &ctx.log else { return Ok(()) };
    links::store(&ctx.desk.store, log.meter()).await?;
    Ok(())
}
