//! Filters that an account keeps under a name. They are its own; the address of a filtered list shares them.

use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::saved_filter::{self as repo, MOST},
};
use serde_json::json;
use uuid::Uuid;

use super::HazardError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

pub use anlu_store::repo::saved_filter::SavedFilter;

/// Lists that have kept filters.
pub const AREAS: [&str; 1] = ["hazards"];
/// Most characters of a name and of a query.
const MAX_NAME: usize = 40;
const MAX_QUERY: usize = 1_000;

fn known(area: &str) -> Result<&'static str, HazardError> {
    AREAS.into_iter().find(|a| *a == area).ok_or_else(|| StepError::invalid("/area", "not_in_list").into())
}

/// The viewer's filters of a list.
pub async fn own(ctx: &Ctx, area: &str) -> Result<Vec<SavedFilter>, HazardError> {
    require(ctx, Action::OwnSession)?;
    Ok(repo::of_user(ctx.store.read(), ctx.viewer.user, known(area)?).await?)
}

/// Keeps a filter; one of the same name is replaced.
pub async fn keep(ctx: &Ctx, area: &str, name: &str, query: &str) -> Result<SavedFilter, HazardError> {
    require(ctx, Action::OwnSession)?;
    let (area, name, query) = (known(area)?, name.trim(), query.trim().trim_start_matches('?'));
    if name.is_empty() {
        return Err(StepError::invalid("/name", "required").into());
    }
    if name.chars().count() > MAX_NAME {
        return Err(StepError::invalid("/name", "too_long").into());
    }
    // It stands behind a `?` in an address of this site, and nowhere else.
    if query.chars().count() > MAX_QUERY || query.chars().any(|c| c.is_whitespace() || c.is_control() || c == '#') {
        return Err(StepError::invalid("/query", "filter_query").into());
    }
    let now = ctx.now();
    let filter = SavedFilter {
        id: ctx.ids.next(),
        user: ctx.viewer.user,
        area: area.to_owned(),
        name: name.to_owned(),
        query: query.to_owned(),
        at: now,
    };
    ctx.store
        .tx(async |tx: Tx| {
            let all = repo::of_user(tx.read(), ctx.viewer.user, area).await?;
            let there = u64::try_from(all.iter().filter(|f| f.name != filter.name).count()).unwrap_or(u64::MAX);
            if there >= MOST {
                return Err(StepError::invalid("/name", "too_many").into());
            }
            repo::keep(&tx, &filter).await?;
            let after = json!({ "name": filter.name, "query": filter.query });
            tx.record([entry(ctx, "filter_kept", filter.id, Some(after))], now);
            Ok::<_, HazardError>(())
        })
        .await?;
    Ok(filter)
}

/// Forgets one of the viewer's filters.
pub async fn forget(ctx: &Ctx, id: Uuid) -> Result<(), HazardError> {
    require(ctx, Action::OwnSession)?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            if !repo::forget(&tx, ctx.viewer.user, id).await? {
                return Err(StepError::NotFound.into());
            }
            tx.record([entry(ctx, "filter_forgotten", id, None)], now);
            Ok(())
        })
        .await
}

fn entry(ctx: &Ctx, action: &'static str, id: Uuid, after: Option<serde_json::Value>) -> LedgerDraft {
    LedgerDraft {
        actor: ctx.actor(),
        action,
        subject_kind: "saved_filter",
        subject_id: id.to_string(),
        before: None,
        after,
    }
}
