//! Repairs: log entries older than they need be, which detectors and history have both done with.

use super::{TaskCtx, TaskError};

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let Some((log, consumers)) = ctx.log.clone() else { return Ok(0) };
    let keep_from = ctx.desk.now().plus(-ctx.keep_log_ms);
    let done = tokio::task::spawn_blocking(move || {
        let kept = || (0..log.shards()).map(|s| log.first(s)).sum::<u64>();
        let before = kept();
        log.retain(keep_from, &consumers)?;
        Ok(kept().saturating_sub(before))
    });
    done.await.unwrap_or(Err(TaskError::Panicked))
}
