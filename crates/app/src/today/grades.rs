//! Grades: a notice that the enterprise has not confirmed, an objection that waits for a decision.

use std::collections::BTreeMap;

use anlu_domain::access::Role;
use anlu_store::{
    StoreError,
    repo::{grade_objection, names, rating},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::MAX_READ,
};
use crate::{
    access::{Action, may},
    ctx::Ctx,
};

/// What waits for the viewer.
pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    let role = ctx.viewer.role;
    if may(role, Action::GradeDecide) {
        return objections(ctx).await;
    }
    if matches!(role, Role::Principal | Role::SafetyOfficer) {
        return notices(ctx).await;
    }
    Ok(Found::of(Vec::new(), 0, 0))
}

async fn objections(ctx: &Ctx) -> Result<Found, StoreError> {
    let db = ctx.store.read();
    let (waiting, total) = grade_objection::waiting(db, &ctx.viewer, MAX_READ).await?;
    let named = names::enterprises(db, waiting.iter().map(|o| o.enterprise)).await?;
    let read = waiting.len();
    let item = |o: anlu_domain::grade::Objection| Item {
        id: o.enterprise.0,
        kind: Kind::Grade,
        subject: Subject::Enterprise(o.enterprise),
        subject_name: named.get(&o.enterprise).map(|n| n.name.clone()).unwrap_or_default(),
        why: why::GRADE_OBJECTION,
        params: BTreeMap::from([("grade", o.grade.as_str().to_uppercase()), ("by", o.filed_by.name.clone())]),
        due_at: Some(o.due.end()),
        verb: verb::GRADE_DECIDE,
        level: None,
    };
    Ok(Found::of(waiting.into_iter().map(item).collect(), read, total))
}

async fn notices(ctx: &Ctx) -> Result<Found, StoreError> {
    let db = ctx.store.read();
    let unread = rating::unread(db, &ctx.viewer, MAX_READ).await?;
    // One enterprise has one line, that of its worst grade.
    let Some(worst) = unread.into_iter().max_by_key(|r| r.grade) else { return Ok(Found::of(Vec::new(), 0, 0)) };
    let named = names::enterprises(db, [worst.enterprise]).await?;
    let grade = worst.grade.map(|g| g.as_str().to_uppercase()).unwrap_or_default();
    let item = Item {
        id: worst.enterprise.0,
        kind: Kind::Grade,
        subject: Subject::Enterprise(worst.enterprise),
        subject_name: named.get(&worst.enterprise).map(|n| n.name.clone()).unwrap_or_default(),
        why: why::GRADE_NOTICE,
        params: BTreeMap::from([
            ("grade", grade),
            ("was", worst.was.map(|g| g.as_str().to_uppercase()).unwrap_or_default()),
        ]),
        due_at: None,
        verb: verb::GRADE_SEE,
        level: None,
    };
    Ok(Found::of(vec![item], 1, 1))
}
