//! The pool of inspectors (执法检查人员名录库): officers with accounts, and officers of other departments by name.

use anlu_domain::{field::inspector::Inspector, ids::InspectorId};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{account, enterprise, inspector as repo},
};

use super::DrawError;
use crate::{
    access::{Action, require},
    changes::{differing, fields},
    ctx::Ctx,
    step_error::StepError,
};

/// The pool, with versions.
pub async fn list(ctx: &Ctx) -> Result<Vec<(Inspector, i64)>, DrawError> {
    require(ctx, Action::DrawRead)?;
    Ok(repo::all(ctx.store.read()).await?)
}

/// Enters somebody (`version` is `None`; the id is made here) or changes a row.
pub async fn write(ctx: &Ctx, new: Inspector, version: Option<i64>) -> Result<Vec<(Inspector, i64)>, DrawError> {
    require(ctx, Action::InspectorEdit)?;
    let now = ctx.now();
    let id = if version.is_some() { new.id } else { InspectorId(ctx.ids.next()) };
    let new = Inspector { id, name: new.name.trim().to_owned(), department: new.department.trim().to_owned(), ..new };
    new.check().map_err(|(pointer, code)| StepError::invalid(pointer, code))?;
    let db = ctx.store.read();
    if let Some(user) = new.user {
        let found = account::get(db, user).await?.filter(|a| a.role.is_authority());
        found.ok_or(StepError::invalid("/user_id", "not_found"))?;
    }
    if !new.conflicts.is_empty() {
        let known = enterprise::keys(db).await?;
        if new.conflicts.iter().any(|c| !known.iter().any(|(id, _, _)| *id == c.enterprise)) {
            return Err(StepError::invalid("/conflicts", "not_found").into());
        }
    }
    ctx.store
        .tx(async |tx: Tx| {
            let (action, before, after) = match version {
                None => {
                    repo::insert(&tx, &new).await.map_err(taken)?;
                    ("inspector_entered", None, fields(&new))
                }
                Some(version) => {
                    let (before, _) = repo::get(tx.read(), id).await?.ok_or(StepError::NotFound)?;
                    repo::update(&tx, &new, version).await.map_err(taken)?;
                    let (before, after) = differing(&before, &new);
                    ("inspector_changed", Some(before), after)
                }
            };
            let entry = LedgerDraft {
                actor: ctx.actor(),
                action,
                subject_kind: "inspector",
                subject_id: id.to_string(),
                before,
                after: Some(after),
            };
            tx.record([entry], now);
            Ok::<_, DrawError>(())
        })
        .await?;
    list(ctx).await
}

/// An account stands in the pool once.
fn taken(e: StoreError) -> DrawError {
    match e {
        StoreError::Duplicate(_) => StepError::invalid("/user_id", "inspector_taken").into(),
        other => other.into(),
    }
}
