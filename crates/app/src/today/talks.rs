//! Interviews that wait for the viewer: the next step of each, and what an enterprise has not mended in time.

use std::collections::BTreeMap;

use anlu_domain::{
    talk::{ActKind, TalkState, waits_for},
    time::CivilDay,
};
use anlu_store::{
    Page, StoreError,
    repo::{names, talk as repo},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::near,
};
use crate::{
    access::{self, Action},
    ctx::Ctx,
};

const fn verb_of(act: ActKind) -> Option<&'static str> {
    Some(match act {
        ActKind::GiveNotice => verb::TALK_GIVE_NOTICE,
        ActKind::Receive => verb::TALK_RECEIVE,
        ActKind::Hold => verb::TALK_HOLD,
        ActKind::Mend => verb::TALK_MEND,
        ActKind::Confirm => verb::TALK_CONFIRM,
        ActKind::Close => verb::TALK_CLOSE,
        // Nothing waits for these.
        ActKind::Miss | ActKind::Postpone | ActKind::Cancel => return None,
    })
}

pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, Action::TalkRead) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let (db, now) = (ctx.store.read(), ctx.now());
    let open = repo::TalkFilter { open: Some(true), ..repo::TalkFilter::default() };
    let found = repo::list(db, &ctx.viewer, &open, Page::new(1, Page::MAX_SIZE)).await?;
    let (read, total) = (found.items.len(), found.total);
    let firms = names::enterprises(db, found.items.iter().map(|s| s.talk.enterprise)).await?;
    let works = access::may(ctx.viewer.role, Action::TalkWork);
    let item = |stored: repo::StoredTalk| {
        let (t, due) = (stored.talk, stored.due);
        let late = due.map(|d| now.day().0.saturating_sub(d.0)).filter(|days| *days > 0);
        let follow = works && t.state == TalkState::Held && late.is_some();
        let act = waits_for(&t, &ctx.viewer, now);
        let verb = act.and_then(verb_of).or(follow.then_some(verb::TALK_FOLLOW))?;
        let mut params = BTreeMap::from([
            ("no", t.no.clone()),
            ("reason", t.reason.clone()),
            ("state", t.state.as_str().to_owned()),
        ]);
        params.extend(late.map(|days| ("days", days.to_string())));
        let called = t.appointment().filter(|_| act == Some(ActKind::Receive));
        if let Some(notice) = called {
            params.extend([("at", notice.to.at.rfc3339_cst()), ("place", notice.to.place.clone())]);
        }
        Some(Item {
            id: t.id.0,
            kind: Kind::Talk,
            subject: Subject::Enterprise(t.enterprise),
            subject_name: firms.get(&t.enterprise).map(|e| e.name.clone()).unwrap_or_default(),
            why: match (called, late) {
                (Some(_), _) => why::TALK_CALLED,
                (None, Some(_)) => why::TALK_OVERDUE,
                (None, None) => why::TALK_WAITS,
            },
            params,
            // Whoever takes it up finds it at once, not in its last week.
            due_at: due.filter(|day| t.state != TalkState::Planned || near(*day, now.day())).map(CivilDay::end),
            verb,
            level: None,
        })
    };
    Ok(Found::of(found.items.into_iter().filter_map(item).collect(), read, total))
}
