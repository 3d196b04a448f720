//! One box that finds any subject.

use anlu_store::repo::search as repo;

use super::RegistryError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

pub use anlu_store::repo::search::Hit;

/// Most hits.
const MAX_HITS: u64 = 20;
/// Most characters that are looked for.
const MAX_QUERY_CHARS: usize = 100;

/// Subjects the viewer may see, best match first.
pub async fn search(ctx: &Ctx, q: &str) -> Result<Vec<Hit>, RegistryError> {
    require(ctx, Action::Search)?;
    let q: String = q.chars().take(MAX_QUERY_CHARS).collect();
    Ok(repo::search(ctx.store.read(), &ctx.viewer, &q, MAX_HITS).await?)
}
