//! Puts a version in force from a day on: always by another person than its author. The way back is the same step with
//! a former version, or with the pack of the configuration.

use anlu_domain::{hazard::PersonRef, time::CivilDay};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::pack::{self as repo, Activation},
};
use serde_json::json;
use uuid::Uuid;

use super::{PackError, in_force};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::{self, StepError},
};

/// Most characters of a reason.
const MAX_REASON_CHARS: usize = 500;
/// The day of effect lies at most so many days ahead.
const MAX_AHEAD_DAYS: i32 = 366;

/// Puts `version` (`None`: the pack of the configuration) in force from `effect_from` on; the duties that follow count
/// at once, and the background task plans every enterprise again.
pub async fn activate(
    ctx: &Ctx,
    version: Option<Uuid>,
    effect_from: CivilDay,
    reason: &str,
) -> Result<Activation, PackError> {
    require(ctx, Action::PackActivate)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?;
    let now = ctx.now();
    if effect_from < now.day() {
        return Err(StepError::invalid("/effect_from", "effect_past").into());
    }
    if effect_from > now.day().plus_days(MAX_AHEAD_DAYS) {
        return Err(StepError::invalid("/effect_from", "out_of_range").into());
    }
    let activation = Activation {
        id: ctx.ids.next(),
        version,
        effect_from,
        by: PersonRef::from(&ctx.viewer),
        at: now,
        reason: reason.to_owned(),
    };
    let stored = match version {
        Some(id) => Some(repo::get(ctx.store.read(), id).await?.ok_or(StepError::NotFound)?),
        None => None,
    };
    if stored.as_ref().is_some_and(|v| v.author.id == ctx.viewer.user) {
        return Err(PackError::State("own_version"));
    }
    if in_force::pack(ctx, version).await?.is_none() {
        return Err(PackError::State("version_broken"));
    }
    let name = stored.map(|v| format!("{} {}", v.pack, v.version));
    ctx.store
        .tx(async |tx: Tx| {
            let before = repo::activations(tx.read()).await?;
            let last = before.last();
            if last.map_or(version.is_none(), |a| a.version == version && a.effect_from <= effect_from) {
                return Err(PackError::State("already_in_force"));
            }
            repo::activate(&tx, &activation).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "pack_activated",
                subject_kind: "pack_version",
                subject_id: version.map_or_else(|| String::from("configured"), |id| id.to_string()),
                before: Some(json!({ "version_id": last.and_then(|a| a.version) })),
                after: Some(json!({
                    "version_id": version, "version": name, "effect_from": effect_from.to_string(), "reason": reason,
                })),
            };
            tx.record([draft], now);
            Ok(())
        })
        .await?;
    in_force::refresh(ctx).await?;
    Ok(activation)
}
