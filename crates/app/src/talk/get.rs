//! One interview.

use anlu_domain::{case::clock::TermKey, ids::TalkId, talk::allowed};
use anlu_store::repo::{
    evidence::{self, Subject},
    names, talk as repo,
};

use super::{TalkError, list::row, view::TalkView};
use crate::{
    access::{Action, require},
    case::rules::InForce,
    ctx::Ctx,
    step_error::StepError,
    timeline,
};

/// It, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: TalkId) -> Result<TalkView, TalkError> {
    require(ctx, Action::TalkRead)?;
    let (db, now) = (ctx.store.read(), ctx.now());
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let firm = names::enterprises(db, [stored.talk.enterprise]).await?.remove(&stored.talk.enterprise);
    let (name, principal) = firm.map(|f| (f.name, f.principal)).unwrap_or_default();
    let force = InForce::on(ctx, now.day());
    let last_day = |key, from| force.terms.last_day(key, from, &force.calendar).map(|(day, _)| day);
    // What was appointed and has not been recorded was held on that day.
    let held = stored.talk.appointment().map_or(now.day(), |n| n.to.at.day().min(now.day()));
    let whole = ctx.viewer.role.is_authority();
    Ok(TalkView {
        actions: allowed(&stored.talk, &ctx.viewer, now),
        principal,
        notice_from: last_day(TermKey::TalkNotice, now.day()),
        mend_by: last_day(TermKey::TalkMend, held),
        files: evidence::of(db, Subject::Talk(id)).await?.into_iter().map(Into::into).collect(),
        timeline: if whole { timeline::of(db, "talk", id.to_string()).await? } else { Vec::new() },
        row: row(ctx, &force, stored, name),
    })
}
