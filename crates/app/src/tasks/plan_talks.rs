//! Repairs: an enterprise with an accident of the classes of law, or with the worst grade, that has neither an open
//! interview nor one that was planned since. It gets an interview and an inspection, with the deadline of the pack; an
//! interview that somebody cancelled stays cancelled.

use super::{TaskCtx, TaskError};
use crate::talk::plan;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    Ok(plan::plan(&ctx.desk).await?)
}
