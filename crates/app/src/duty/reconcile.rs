//! Makes the stored tasks equal to the planned ones, and moves them along their ladders.
//!
//! Idempotent: planning again writes nothing. A digest of the planned tasks tells which enterprises have to be looked at
//! in earnest, so that a night in which nothing changes reads no task.

use std::collections::{BTreeMap, HashMap};

use anlu_domain::{
    duty::{Step, TaskState},
    hazard::PersonRef,
    ids::{EnterpriseId, PersonId, TaskId},
    party::enterprise::Standing,
    time::{CivilDay, UtcMs},
};
use anlu_rules::{
    duties::{Known, Planner, Record, Subject, Task, Undecided, Waiver, Write, diff},
    facts::Facts,
    pack::{Stand, SubjectKind, Target},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        plan::{self, Plan},
        plan_source::{self, Source},
        target,
        task::{self, StoredTask},
    },
};
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{book::DutyBook, facts};
use crate::{ctx::Desk, target::standing};

/// Enterprises in one transaction.
const PART: usize = 100;
/// Enterprises read at once to see whether anything differs.
const LOOK: u64 = 500;
/// Days back for which tasks of calendar periods are compared; older ones are history.
const RECENT_DAYS: i32 = 800;

/// First day of the periods whose tasks are read.
pub(crate) fn recent(today: CivilDay) -> CivilDay {
    today.plus_days(-RECENT_DAYS)
}

/// A task of an enterprise or of one of its people.
pub(crate) struct OfSubject<'p> {
    pub(crate) person: Option<PersonId>,
    pub(crate) task: Task<'p>,
}

/// The plan of one enterprise and its people.
#[derive(Default)]
pub(crate) struct Whole<'p> {
    pub(crate) tasks: Vec<OfSubject<'p>>,
    /// Of the enterprise itself.
    pub(crate) undecided: Vec<Undecided<'p>>,
    /// Of its people.
    pub(crate) undecided_people: Vec<Undecided<'p>>,
    /// How it and its people stand with the targets.
    pub(crate) stands: Vec<(&'p Target, Option<PersonId>, Stand)>,
}

/// Plans one enterprise and its people. One that is not in business owes nothing.
pub(crate) fn plan_of<'p>(planner: &Planner<'p>, source: &Source) -> Whole<'p> {
    let mut whole = Whole::default();
    if source.standing != Standing::Active {
        return whole;
    }
    let employer = facts::of_enterprise(source);
    let waivers: Vec<Waiver> = source.waivers.iter().filter_map(excuse).collect();
    let records = |person: Option<PersonId>| {
        let of = source.records.iter().filter(move |r| r.person == person);
        of.map(|r| Record { id: r.id, kind: r.kind.clone(), day: r.day, quantity: r.quantity }).collect::<Vec<_>>()
    };
    let subject = Subject {
        id: source.enterprise.0,
        kind: SubjectKind::Enterprise,
        since: source.since,
        facts: &employer,
        employer: None,
    };
    let planned = planner.subject(&subject, &records(None), &waivers);
    whole.stands.extend(planner.stand(&subject, &planned).into_iter().map(|(target, stand)| (target, None, stand)));
    whole.undecided = planned.undecided;
    whole.tasks.extend(planned.tasks.into_iter().map(|task| OfSubject { person: None, task }));
    for person in &source.people {
        let own: Facts = facts::of_person(source, person);
        let subject = Subject {
            id: person.id.0,
            kind: SubjectKind::Person,
            since: person.since.max(source.since),
            facts: &own,
            employer: Some(&employer),
        };
        let planned = planner.subject(&subject, &records(Some(person.id)), &waivers);
        let stands = planner.stand(&subject, &planned).into_iter();
        whole.stands.extend(stands.map(|(target, stand)| (target, Some(person.id), stand)));
        whole.undecided_people.extend(planned.undecided);
        whole.tasks.extend(planned.tasks.into_iter().map(|task| OfSubject { person: Some(person.id), task }));
    }
    whole
}

/// An approved waiver as the planner takes it.
fn excuse(w: &anlu_domain::duty::waiver::Waiver) -> Option<Waiver> {
    let PersonRef { id: approver, .. } = w.decided.as_ref()?.by;
    Waiver::new(w.task, &w.reason, w.asked_by.id, approver).ok()
}

/// The step of the ladder that a task has reached on `today`; none once it is settled.
fn reached(task: &Task<'_>, today: CivilDay) -> Option<Step> {
    let unsettled = !task.state.settled();
    task.steps.iter().filter(|(_, day)| unsettled && *day <= today).map(|(step, _)| *step).max()
}

/// FNV-1a over everything about the planned tasks and the targets that is stored.
fn digest(whole: &Whole<'_>, today: CivilDay) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for OfSubject { task, .. } in &whole.tasks {
        eat(task.id.0.as_bytes());
        eat(&task.period.end.0.to_le_bytes());
        eat(&task.due.0.to_le_bytes());
        eat(task.state.as_str().as_bytes());
        eat(&[reached(task, today).map_or(0, Step::rank), u8::from(task.may_move), u8::from(task.periodic)]);
        for record in &task.proof {
            eat(record.0.as_bytes());
        }
        let (sum, needed) = task.progress.unwrap_or((-1, -1));
        eat(&sum.to_le_bytes());
        eat(&needed.to_le_bytes());
    }
    for (target, person, stand) in &whole.stands {
        eat(target.file.id.as_bytes());
        eat(person.map_or(Uuid::nil(), |p| p.0).as_bytes());
        eat(&[*stand as u8, u8::from(standing::lists_held(target))]);
    }
    i64::from_le_bytes(hash.to_le_bytes())
}

/// Plans these enterprises again and writes the differences, some at a time. Number of enterprises whose tasks changed.
pub async fn enterprises(desk: &Desk, ids: &[EnterpriseId]) -> Result<u64, StoreError> {
    let Some(book) = desk.book() else { return Ok(0) };
    let mut changed = 0;
    for part in ids.chunks(PART) {
        let now = desk.now();
        changed += desk.store.tx(async |tx: Tx| some(&tx, &book, part, now).await).await?;
    }
    Ok(changed)
}

/// Plans every enterprise whose tasks would differ. Memory holds some enterprises at a time.
pub async fn whole(desk: &Desk, stop: &CancellationToken) -> Result<u64, StoreError> {
    let Some(book) = desk.book() else { return Ok(0) };
    let (mut last, mut changed) = (None, 0);
    let now = desk.now();
    let planner = book.planner(now);
    let periods = planner.periods_asked();
    loop {
        let plans = plan::after(desk.store.read(), last, LOOK).await?;
        let Some(end) = plans.last() else { break };
        last = Some(end.enterprise);
        let ids: Vec<EnterpriseId> = plans.iter().map(|p| p.enterprise).collect();
        let known: HashMap<EnterpriseId, Option<i64>> = plans.into_iter().map(|p| (p.enterprise, p.digest)).collect();
        let sources = plan_source::load(desk.store.read(), &ids, &periods).await?;
        let differs = |source: &&Source| {
            let fresh = digest(&plan_of(&planner, source), now.day());
            known.get(&source.enterprise).copied().flatten() != Some(fresh)
        };
        let differing: Vec<EnterpriseId> = sources.iter().filter(differs).map(|s| s.enterprise).collect();
        changed += enterprises(desk, &differing).await?;
        if stop.is_cancelled() {
            return Ok(changed);
        }
    }
    book.has_planned(now.day());
    Ok(changed)
}

async fn some(tx: &Tx, book: &DutyBook, ids: &[EnterpriseId], now: UtcMs) -> Result<u64, StoreError> {
    let planner = book.planner(now);
    let today = now.day();
    let known: HashMap<EnterpriseId, Plan> =
        plan::lock(tx, ids).await?.into_iter().map(|p| (p.enterprise, p)).collect();
    let sources = plan_source::load(tx.read(), ids, &planner.periods_asked()).await?;
    let mut stored: HashMap<EnterpriseId, Vec<StoredTask>> = HashMap::new();
    for task in task::of_enterprises(tx.read(), ids, recent(today)).await? {
        stored.entry(task.enterprise).or_default().push(task);
    }
    let (mut writes, mut withdrawn, mut plans, mut drafts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut stood, mut standings) = (Vec::new(), Vec::new());
    let mut changed = 0;
    for source in &sources {
        let whole = plan_of(&planner, source);
        let fresh = digest(&whole, today);
        let before = stored.remove(&source.enterprise).unwrap_or_default();
        let same = known.get(&source.enterprise).is_some_and(|k| k.digest == Some(fresh));
        let mut change = if same { Change::default() } else { change(book, source.enterprise, &whole, &before, today) };
        change.excuse(source, &before);
        if !same {
            stood.push(source.enterprise);
            standings.extend(standing::of(source.enterprise, &whole));
        }
        plans.push(plan_row(source.enterprise, fresh, &whole, today));
        if !change.is_empty() {
            changed += 1;
            drafts.extend(change.drafts(source.enterprise, &before));
        }
        writes.extend(change.write);
        withdrawn.extend(change.withdraw);
    }
    task::write(tx, &writes).await?;
    task::remove(tx, &withdrawn).await?;
    plan::write(tx, &plans).await?;
    target::write(tx, &stood, &standings).await?;
    tx.record(drafts, now);
    Ok(changed)
}

/// What has to be written for one enterprise.
#[derive(Default)]
struct Change {
    write: Vec<StoredTask>,
    withdraw: Vec<TaskId>,
}

fn change(
    book: &DutyBook,
    enterprise: EnterpriseId,
    whole: &Whole<'_>,
    before: &[StoredTask],
    today: CivilDay,
) -> Change {
    let planned: Vec<Task<'_>> = whole.tasks.iter().map(|t| t.task.clone()).collect();
    let people: HashMap<TaskId, Option<PersonId>> = whole.tasks.iter().map(|t| (t.task.id, t.person)).collect();
    let known: Vec<Known> = before.iter().map(comparable).collect();
    let of: HashMap<TaskId, &StoredTask> = before.iter().map(|t| (t.id, t)).collect();
    let mut change = Change::default();
    let mut touched: BTreeMap<TaskId, &Task<'_>> = BTreeMap::new();
    for write in diff(&known, &planned, today) {
        match write {
            Write::Insert(task) | Write::Update(task) => {
                touched.insert(task.id, task);
            }
            Write::Withdraw(id) => change.withdraw.push(id),
        }
    }
    for task in &planned {
        if !task.state.settled() && of.get(&task.id).is_some_and(|t| t.step != reached(task, today)) {
            touched.insert(task.id, task);
        }
    }
    for (id, task) in touched {
        let stored = of.get(&id);
        let post = book.duty(task.duty, task.period.end).map(|d| d.file.post.clone()).unwrap_or_default();
        // A task that was settled late keeps the step it had reached.
        let step = if task.state.settled() { stored.and_then(|t| t.step) } else { reached(task, today) };
        change.write.push(StoredTask {
            id,
            enterprise,
            person: people.get(&id).copied().flatten(),
            duty: task.duty.to_owned(),
            post,
            period: task.period,
            due: task.due,
            state: task.state,
            step,
            proof: task.proof.clone(),
            progress: task.progress,
            may_move: task.may_move,
            periodic: task.periodic,
        });
    }
    change
}

fn comparable(task: &StoredTask) -> Known {
    Known {
        id: task.id,
        period_end: task.period.end,
        due: task.due,
        state: task.state,
        proof: task.proof.clone(),
        progress: task.progress,
        periodic: task.periodic,
    }
}

fn plan_row(enterprise: EnterpriseId, digest: i64, whole: &Whole<'_>, today: CivilDay) -> Plan {
    let of = |state: TaskState| whole.tasks.iter().filter(move |t| t.task.state == state);
    let count = |state| u32::try_from(of(state).count()).unwrap_or(u32::MAX);
    Plan {
        enterprise,
        digest: Some(digest),
        due: count(TaskState::Due),
        late: count(TaskState::Late),
        oldest_due: of(TaskState::Late).map(|t| t.task.due).min(),
        step: of(TaskState::Late).filter_map(|t| reached(&t.task, today)).max(),
    }
}

impl Change {
    fn is_empty(&self) -> bool {
        self.write.is_empty() && self.withdraw.is_empty()
    }

    /// Excuses tasks of periods that are no longer planned: an approved waiver holds for those too.
    fn excuse(&mut self, source: &Source, before: &[StoredTask]) {
        let written: Vec<TaskId> = self.write.iter().map(|t| t.id).chain(self.withdraw.iter().copied()).collect();
        let excused = |t: &&StoredTask| {
            !t.state.settled() && !written.contains(&t.id) && source.waivers.iter().any(|w| w.task == t.id)
        };
        let waived = |t: &StoredTask| StoredTask { state: TaskState::Waived, ..t.clone() };
        self.write.extend(before.iter().filter(excused).map(waived));
    }

    /// For the ledger: what stands differently now, task by task; people's tasks are counted by duty and state.
    fn drafts(&self, enterprise: EnterpriseId, before: &[StoredTask]) -> Vec<LedgerDraft> {
        let of: HashMap<TaskId, &StoredTask> = before.iter().map(|t| (t.id, t)).collect();
        let (mut old, mut new) = (Map::new(), Map::new());
        let mut people: BTreeMap<String, u64> = BTreeMap::new();
        let mut drafts = Vec::new();
        for task in &self.write {
            let was = of.get(&task.id);
            if task.person.is_some() {
                *people.entry(format!("{} {}", task.duty, task.state.as_str())).or_default() += 1;
            } else {
                let name = format!("{} {}", task.duty, task.period.start);
                old.insert(name.clone(), was.map_or(Value::Null, |t| Value::from(t.state.as_str())));
                new.insert(name, Value::from(task.state.as_str()));
            }
            let climbed = task.step.filter(|s| *s > Step::Remind && was.is_none_or(|t| t.step < Some(*s)));
            if let Some(step) = climbed.filter(|_| task.person.is_none()) {
                drafts.push(LedgerDraft {
                    actor: String::from("clock"),
                    action: "duty_escalated",
                    subject_kind: "task",
                    subject_id: task.id.to_string(),
                    before: was.and_then(|t| t.step).map(|s| json!({"step": s.as_str()})),
                    after: Some(json!({"step": step.as_str(), "duty": task.duty, "due": task.due.to_string()})),
                });
            }
        }
        for id in &self.withdraw {
            if let Some(task) = of.get(id).filter(|t| t.person.is_none()) {
                let name = format!("{} {}", task.duty, task.period.start);
                old.insert(name.clone(), Value::from(task.state.as_str()));
                new.insert(name, Value::Null);
            }
        }
        if !people.is_empty() {
            new.insert(String::from("people"), json!(people));
        }
        drafts.push(LedgerDraft {
            actor: String::from("planner"),
            action: "duties_planned",
            subject_kind: "duties",
            subject_id: enterprise.to_string(),
            before: Some(Value::Object(old)),
            after: Some(Value::Object(new)),
        });
        drafts
    }
}
