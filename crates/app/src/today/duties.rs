//! Tasks, waivers and late enterprises that wait for the viewer.
//!
//! An enterprise sees its tasks, those of its people gathered by duty. The authority sees late enterprises, once the
//! ladder has reached it, as one group that opens page by page ([`late_enterprises`]): hundreds of them would bury what
//! cannot wait. The tasks themselves stand on the page of the enterprise.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Role,
    duty::{Step, TaskState},
    ids::EnterpriseId,
    time::CivilDay,
};
use anlu_rules::pack::{Duty, duty::Frequency};
use anlu_store::{
    Page, Paged, StoreError,
    repo::{
        names,
        plan::{self, Plan},
        task, waiver,
    },
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::{MAX_READ, TodayError},
};
use crate::{
    access::{self, require},
    ctx::Ctx,
    duty::DutyBook,
};

/// The fact whose end the list of papers shows already.
const CERTIFICATE: &str = "person.certified_until";

/// From which step of the ladder on a role is shown a late enterprise.
const fn shown_from(role: Role) -> Option<Step> {
    match role {
        Role::GridChief => Some(Step::GridChief),
        Role::BureauOfficer => Some(Step::Bureau),
        Role::Leader => Some(Step::Interview),
        Role::Enforcement => Some(Step::CaseProposal),
        Role::Principal | Role::SafetyOfficer | Role::Driver => None,
    }
}

/// The post whose due tasks a role sees.
const fn post(role: Role) -> Option<&'static str> {
    match role {
        Role::Principal => Some("principal"),
        Role::SafetyOfficer => Some("safety_officer"),
        _ => None,
    }
}

/// What the viewer has to do about duties.
pub(super) async fn waiting(ctx: &Ctx, today: CivilDay) -> Result<Found, StoreError> {
    let (role, Some(book)) = (ctx.viewer.role, ctx.book()) else {
        return Ok(Found::of(Vec::new(), 0, 0));
    };
    let (mut items, mut read, mut total) = (Vec::new(), 0, 0);
    if let Some(post) = post(role) {
        let found = of_enterprise(ctx, &book, post, today).await?;
        read += found.1;
        total += found.2;
        items.extend(found.0);
    }
    // What several roles may decide is asked of the one that does it as a rule.
    if role == Role::BureauOfficer && access::may(role, access::Action::WaiverDecide) {
        let (asked, all) = waiver::waiting(ctx.store.read(), &ctx.viewer, MAX_READ).await?;
        read += asked.len();
        total += all;
        let names = names::enterprises(ctx.store.read(), asked.iter().map(|w| w.enterprise)).await?;
        for w in asked {
            let mut params = titles(book.duty(&w.duty, today), &w.duty);
            params.insert("by", w.asked_by.name);
            items.push(Item {
                id: w.id.0,
                kind: Kind::Duty,
                subject: Subject::Enterprise(w.enterprise),
                subject_name: names.get(&w.enterprise).map(|n| n.name.clone()).unwrap_or_default(),
                why: why::WAIVER_ASKED,
                params,
                due_at: None,
                verb: verb::WAIVER_DECIDE,
                level: None,
            });
        }
    }
    Ok(Found::of(items, read, total))
}

/// Late enterprises as one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateGroup {
    /// How many enterprises.
    pub count: u64,
    /// The highest step of the ladder that one of them has reached.
    pub step: Step,
}

/// The late enterprises that the ladder has brought to the viewer's role; `None` when there are none.
pub(super) async fn late_group(ctx: &Ctx) -> Result<Option<LateGroup>, StoreError> {
    let (Some(step), true) = (shown_from(ctx.viewer.role), ctx.duties.is_some()) else { return Ok(None) };
    let found = plan::late(ctx.store.read(), &ctx.viewer, step, Page::new(1, 1)).await?;
    // The first of them has reached the highest step.
    let first = found.items.first().map(|p| p.step.unwrap_or(step));
    Ok(first.map(|step| LateGroup { count: found.total, step }))
}

/// One page of the late enterprises that the ladder has brought to the viewer's role: highest step first, then longest
/// late.
pub async fn late_enterprises(ctx: &Ctx, page: Page) -> Result<Paged<Item>, TodayError> {
    require(ctx, access::Action::TodayRead)?;
    let (Some(step), true) = (shown_from(ctx.viewer.role), ctx.duties.is_some()) else {
        return Ok(Paged::new(Vec::new(), 0, page));
    };
    let db = ctx.store.read();
    let found = plan::late(db, &ctx.viewer, step, page).await?;
    let names = names::enterprises(db, found.items.iter().map(|p| p.enterprise)).await?;
    let name = |id| names.get(&id).map(|n| n.name.clone()).unwrap_or_default();
    Ok(found.map(|p| late(name(p.enterprise), &p)))
}

/// Tasks of the viewer's enterprise: items, how many rows were read, and how many there are.
async fn of_enterprise(
    ctx: &Ctx,
    book: &DutyBook,
    post: &str,
    today: CivilDay,
) -> Result<(Vec<Item>, usize, u64), StoreError> {
    let db = ctx.store.read();
    let (tasks, total) = task::pressing_of_enterprise(db, &ctx.viewer, post, MAX_READ).await?;
    let people = task::pressing_of_people(db, &ctx.viewer, post).await?;
    let owners = tasks.iter().map(|t| t.enterprise).chain(people.iter().map(|p| p.enterprise));
    let names = names::enterprises(db, owners).await?;
    let name = |id: EnterpriseId| names.get(&id).map(|n| n.name.clone()).unwrap_or_default();
    let read = tasks.len();
    let mut items = Vec::new();
    for t in tasks {
        let late = t.state == TaskState::Late;
        items.push(Item {
            id: t.id.0,
            subject_name: name(t.enterprise),
            why: if late { why::DUTY_LATE } else { why::DUTY_DUE },
            ..item(book, t.enterprise, &t.duty, t.due, today)
        });
    }
    for p in people {
        let duty = book.duty(&p.duty, today);
        let shown_as_paper =
            duty.is_some_and(|d| matches!(&d.file.frequency, Frequency::Before(b) if b.fact == CERTIFICATE));
        if shown_as_paper {
            continue;
        }
        let mut line = item(book, p.enterprise, &p.duty, p.due, today);
        line.params.insert("count", p.people.to_string());
        items.push(Item {
            subject_name: name(p.enterprise),
            why: if p.late { why::DUTY_PEOPLE_LATE } else { why::DUTY_PEOPLE_DUE },
            ..line
        });
    }
    Ok((items, read, total))
}

/// A task, or a duty of several people, as a thing to do by `due`.
fn item(book: &DutyBook, enterprise: EnterpriseId, id: &str, due: CivilDay, today: CivilDay) -> Item {
    let duty = book.duty(id, today);
    let mut params = titles(duty, id);
    params.insert("days", today.0.saturating_sub(due.0).unsigned_abs().to_string());
    params.insert("duty", id.to_owned());
    let by_record = duty.is_some_and(|d| !d.file.proof.records.is_empty());
    Item {
        id: enterprise.0,
        kind: Kind::Duty,
        subject: Subject::Enterprise(enterprise),
        subject_name: String::new(),
        why: why::DUTY_DUE,
        params,
        due_at: Some(due.end()),
        verb: if by_record { verb::DUTY_HAND_IN } else { verb::DUTY_SEE },
        level: None,
    }
}

fn titles(duty: Option<&Duty>, id: &str) -> BTreeMap<&'static str, String> {
    let title = |text: Option<&String>| text.cloned().unwrap_or_else(|| id.to_owned());
    BTreeMap::from([
        ("duty_zh", title(duty.map(|d| &d.file.title.zh))),
        ("duty_en", title(duty.map(|d| &d.file.title.en))),
    ])
}

/// An enterprise with late tasks.
fn late(name: String, p: &Plan) -> Item {
    let step = p.step.map_or("remind", Step::as_str);
    Item {
        id: p.enterprise.0,
        kind: Kind::Duty,
        subject: Subject::Enterprise(p.enterprise),
        subject_name: name,
        why: why::DUTIES_LATE,
        params: BTreeMap::from([("count", p.late.to_string()), ("step", step.to_owned())]),
        due_at: p.oldest_due.map(CivilDay::end),
        verb: verb::DUTY_FOLLOW,
        level: None,
    }
}
