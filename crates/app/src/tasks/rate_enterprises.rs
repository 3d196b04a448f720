//! Repairs: a stored rating that is not the one that today's facts and the models in force give. At the start and once
//! an hour: time alone moves ratings, and so does everything that people do.

use super::{TaskCtx, TaskError};
use crate::grade::rerate;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    Ok(rerate::whole(&ctx.desk, &ctx.stop).await?)
}
