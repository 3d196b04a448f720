//! Draws that wait for the viewer: a secret to hand in or to reveal, a result to compute, to publish, or a void draw.

use std::collections::BTreeMap;

use anlu_domain::{
    draw::{Draw, Hash, State, hash::Purpose},
    ids::DrawId,
    time::CivilDay,
};
use anlu_rules::pack::InspectionList;
use anlu_store::{
    Page, StoreError,
    repo::{
        draw::{self as repo, Filter},
        field_inspection,
    },
};
use uuid::Uuid;

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::{MAX_READ, near},
};
use crate::{
    access::{Action, may},
    ctx::Ctx,
    draw::plan::in_force,
};

/// Draws under way.
const OPEN: [State; 4] = [State::Frozen, State::Committed, State::Revealed, State::Drawn];

pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !may(ctx.viewer.role, Action::DrawRead) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let filter = Filter { states: OPEN.to_vec(), q: None };
    let page = repo::list(ctx.store.read(), &filter, Page::new(1, Page::MAX_SIZE)).await?;
    let read = page.items.len();
    let mut items: Vec<Item> = page.items.iter().filter_map(|draw| item(ctx, draw)).collect();
    items.extend(results(ctx).await?);
    items.extend(months(ctx).await?);
    Ok(Found::of(items, read, page.total))
}

fn item(ctx: &Ctx, draw: &Draw) -> Option<Item> {
    let planner = may(ctx.viewer.role, Action::DrawPlan);
    let mine = draw.seat_of(ctx.viewer.user).is_some_and(|seat| draw.waiting_for().contains(&seat));
    let (why, verb) = match draw.state {
        _ if draw.overdue(ctx.now()) => planner.then_some((why::DRAW_VOID, verb::DRAW_REPEAT))?,
        State::Frozen if mine => (why::DRAW_FROZEN, verb::DRAW_COMMIT),
        State::Committed if mine => (why::DRAW_COMMITTED, verb::DRAW_REVEAL),
        State::Revealed if planner => (why::DRAW_REVEALED, verb::DRAW_SELECT),
        State::Drawn if planner => (why::DRAW_DRAWN, verb::DRAW_PUBLISH),
        _ => return None,
    };
    let silent: Vec<&str> = draw.waiting_for().into_iter().map(|s| draw.party(s).user.name.as_str()).collect();
    let params = BTreeMap::from([("no", draw.plan.no.clone()), ("silent", silent.join("、"))]);
    Some(Item {
        id: draw.plan.id.0,
        kind: Kind::Draw,
        subject: Subject::Draw(draw.plan.id),
        subject_name: draw.plan.name.clone(),
        why,
        params,
        due_at: draw.due,
        verb,
        level: None,
    })
}

/// Lists of the pack whose yearly plan names this month and from which nothing was drawn in it yet.
async fn months(ctx: &Ctx) -> Result<Vec<Item>, StoreError> {
    let today = ctx.now().day();
    let Some((year, month, _)) = today.ymd().filter(|_| may(ctx.viewer.role, Action::DrawPlan)) else {
        return Ok(Vec::new());
    };
    let planned = |list: &InspectionList| list.plan.months.iter().any(|m| i8::try_from(*m) == Ok(month));
    let due: Vec<InspectionList> = in_force(ctx).into_iter().filter(planned).collect();
    let first = CivilDay::from_ymd(year, month, 1).unwrap_or(today);
    let last = (28..=31).rev().find_map(|day| CivilDay::from_ymd(year, month, day)).unwrap_or(today);
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let made = repo::lists_since(ctx.store.read(), first.start()).await?;
    let item = |list: InspectionList| {
        // The same id all month: a list of today is compared with the one before.
        let key = Hash::of(Purpose::Stream, &[b"draw-month", list.id.as_bytes(), &first.0.to_be_bytes()]);
        let id = key.0.first_chunk().map_or(Uuid::nil(), |bytes| Uuid::from_bytes(*bytes));
        Item {
            id,
            kind: Kind::DrawPlan,
            subject: Subject::DrawList(id),
            subject_name: list.title.zh,
            why: why::DRAW_MONTH,
            params: BTreeMap::from([("list", list.id), ("until", last.to_string())]),
            due_at: Some(last).filter(|day| near(*day, today)).map(CivilDay::end),
            verb: verb::DRAW_PLAN,
            level: None,
        }
    };
    Ok(due.into_iter().filter(|list| !made.contains(&list.id)).map(item).collect())
}

/// Results of drawn visits that are to be made public: one line for each draw, by the earliest last day.
async fn results(ctx: &Ctx) -> Result<Vec<Item>, StoreError> {
    if !may(ctx.viewer.role, Action::DrawPlan) {
        return Ok(Vec::new());
    }
    let mut lines: BTreeMap<DrawId, (u64, Item)> = BTreeMap::new();
    for i in field_inspection::unpublished(ctx.store.read(), None, MAX_READ).await? {
        let Some(draw) = i.draw else { continue };
        let line = lines.entry(draw.id).or_insert_with(|| {
            let params = BTreeMap::from([("no", draw.no.clone())]);
            let item = Item {
                id: draw.id.0,
                kind: Kind::Draw,
                subject: Subject::Draw(draw.id),
                subject_name: draw.name.clone(),
                why: why::DRAW_RESULTS,
                params,
                due_at: i.publish_due.map(CivilDay::end),
                verb: verb::DRAW_PUBLISH_RESULTS,
                level: None,
            };
            (0, item)
        });
        line.0 += 1;
    }
    let counted = |(n, mut item): (u64, Item)| {
        item.params.insert("count", n.to_string());
        item
    };
    Ok(lines.into_values().map(counted).collect())
}
