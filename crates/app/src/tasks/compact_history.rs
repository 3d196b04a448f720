//! Repairs: days of many small files, and positions kept longer than the term of their vehicle's class.

use std::collections::HashMap;

use anlu_store::repo::vehicle;

use super::{TaskCtx, TaskError};
use crate::live::sink::Kept;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let Some((sink, terms)) = ctx.history.clone() else { return Ok(0) };
    let mut keep = Kept { otherwise: terms.otherwise, vehicles: HashMap::new() };
    if !terms.classes.is_empty() {
        let classes = vehicle::classes(ctx.desk.store.read()).await?;
        keep.vehicles = classes.into_iter().filter_map(|(id, class)| Some((id, *terms.classes.get(&class)?))).collect();
    }
    let (today, stop) = (ctx.desk.now().day(), ctx.stop.clone());
    let done = tokio::task::spawn_blocking(move || sink.compact(today, &keep, &|| !stop.is_cancelled()));
    done.await.map_err(|_panic| TaskError::Panicked)?.map_err(TaskError::from)
}
