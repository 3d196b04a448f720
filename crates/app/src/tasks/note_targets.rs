//! Repairs: a day whose figures of the targets are not noted, or were noted before something changed. The figures of a
//! day are those of its last hour; they are noted once everything is planned for the day.

use anlu_store::{Tx, repo::target};

use super::{TaskCtx, TaskError};

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let desk = &ctx.desk;
    let today = desk.now().day();
    let Some(book) = desk.book().filter(|book| book.planned_on() == Some(today)) else { return Ok(0) };
    if book.pack().targets.is_empty() {
        return Ok(0);
    }
    let fresh = !target::noted(desk.store.read(), today).await?;
    let rows = desk.store.tx(async |tx: Tx| target::note_day(&tx, today).await).await?;
    Ok(if fresh { rows } else { 0 })
}
