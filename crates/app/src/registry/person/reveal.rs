//! Unmasks one person's numbers, on record.

use anlu_domain::ids::PersonId;
use anlu_store::{
    Tx,
    repo::{By, person as repo},
};

use super::REASON_CHARS;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    registry::{Fault, RegistryError},
};

pub use anlu_store::repo::person::Revealed;

/// The numbers in full. Who asked, when and why stands in the ledger before they are answered.
pub async fn reveal(ctx: &Ctx, id: PersonId, reason: &str) -> Result<Revealed, RegistryError> {
    require(ctx, Action::PersonReveal)?;
    let reason = reason.trim();
    let chars = reason.chars().count();
    if !REASON_CHARS.contains(&chars) {
        let code = if chars < *REASON_CHARS.start() { "required" } else { "too_long" };
        return Err(RegistryError::Invalid(vec![Fault { pointer: "/reason", code }]));
    }
    let (actor, at) = (ctx.actor(), ctx.now());
    let by = By { actor: &actor, at };
    let found = ctx.store.tx(async |tx: Tx| repo::reveal(&tx, &ctx.viewer, id, reason, by).await).await?;
    found.ok_or(RegistryError::NotFound)
}
