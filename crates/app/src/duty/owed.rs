//! What an enterprise owes and why: each duty with its clause, its tasks with their deadlines and ladders, what nobody
//! has told yet.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{
    access::Viewer,
    duty::{Group, Step, TaskState, waiver::Waiver},
    ids::{EnterpriseId, PersonId},
    time::CivilDay,
};
use anlu_rules::{
    facts::{FactKey, Facts},
    pack::{
        Confidence, Duty, SubjectKind, Title,
        duty::{Every, Frequency},
    },
};
use anlu_store::repo::{
    duty_fact::{self, Told},
    names, plan_source,
    task::{self, StoredTask},
    waiver,
};

use serde::Serialize;

use super::{
    DutyError,
    book::DutyBook,
    facts,
    five::{Cell, cells},
    of_person::may_tell,
    reconcile::{plan_of, recent},
    told::{self, Owner},
};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    hazard::Named,
    policy::Words,
    step_error::StepError,
};

/// Most tasks of people that one duty lists; the counts are of all.
const MAX_PEOPLE: usize = 100;
/// Most waivers that are shown.
const MAX_WAIVERS: u64 = 200;
/// Most settled tasks of earlier periods that one duty lists.
const MAX_PAST: usize = 8;

/// What an enterprise owes.
#[derive(Clone, Debug, PartialEq)]
pub struct Owed {
    /// The day it is for.
    pub today: CivilDay,
    /// Duties that apply, late ones first.
    pub duties: Vec<OwedDuty>,
    /// Facts that nobody has told and that keep duties open.
    pub missing: Vec<MissingFact>,
    /// Facts that were told.
    pub told: Vec<ToldFact>,
    /// People of whom facts are missing that keep duties open, at most 100.
    pub people_missing: Vec<(Named, Vec<&'static str>)>,
    /// 五到位.
    pub five: Vec<Cell>,
}

/// How often a duty returns, as a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each half year.
    HalfYear,
    /// Each year.
    Year,
    /// Up to a date, then again.
    Before,
    /// Once after a date.
    After,
    /// At all times.
    Always,
}

impl From<&Frequency> for Returns {
    fn from(f: &Frequency) -> Self {
        match f {
            Frequency::Every(Every::Month) => Self::Month,
            Frequency::Every(Every::Quarter) => Self::Quarter,
            Frequency::Every(Every::HalfYear) => Self::HalfYear,
            Frequency::Every(Every::Year) => Self::Year,
            Frequency::Before(_) => Self::Before,
            Frequency::After(_) => Self::After,
            Frequency::Always(_) => Self::Always,
        }
    }
}

/// Whose duty it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The enterprise's.
    Enterprise,
    /// Each of its people's.
    Person,
}

/// How sure the pack is that a clause says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// Read in the official text.
    Verified,
    /// Read in a text about it.
    Secondary,
    /// Not checked: a proposal.
    Unverified,
}

/// How many tasks stand how.
pub type Counts = BTreeMap<TaskState, u32>;

/// A duty with its tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct OwedDuty {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Whose duty it is.
    pub subject: Whose,
    /// Post that does it.
    pub post: String,
    /// Law.
    pub law: String,
    /// Article, and what it says.
    pub article: String,
    /// Edition.
    pub edition: CivilDay,
    /// How sure we are.
    pub confidence: Sureness,
    /// Which of the five in place it belongs to.
    pub group: Group,
    /// How often.
    pub frequency: Returns,
    /// Kinds of record that prove it; empty when only facts do.
    pub records: Vec<String>,
    /// Tasks of it.
    pub counts: Counts,
    /// Tasks that are not settled, then settled ones, newest period first. Of people: at most 100.
    pub tasks: Vec<OwedTask>,
}

/// A task as screens show it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwedTask {
    /// The task.
    pub task: StoredTask,
    /// The person who owes it.
    pub person: Option<Named>,
    /// What happens when, known beforehand by both sides.
    pub ladder: Vec<(Step, CivilDay)>,
    /// The newest waiver of it.
    pub waiver: Option<Waiver>,
    /// The viewer may hand in a record for it.
    pub can_hand_in: bool,
    /// The viewer may ask for a waiver.
    pub can_ask: bool,
    /// The viewer may decide its waiver.
    pub can_decide: bool,
}

/// A fact that nobody has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFact {
    /// Name in the fact schema.
    pub name: &'static str,
    /// How it is asked for: `bool`, `int`, `day`, `word`.
    pub kind: &'static str,
    /// Who tells it.
    pub owner: Owner,
    /// Duties that wait for it.
    pub duties: Vec<(String, Words)>,
    /// The viewer may tell it.
    pub can_tell: bool,
}

/// A fact that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldFact {
    /// The fact.
    pub told: Told,
    /// How it is asked for.
    pub kind: &'static str,
    /// The viewer may tell it anew.
    pub can_tell: bool,
}

/// What the enterprise owes, for a viewer who may see it.
pub async fn owed(ctx: &Ctx, enterprise: EnterpriseId) -> Result<Owed, DutyError> {
    require(ctx, Action::DutyRead)?;
    let db = ctx.store.read();
    if !names::visible_enterprise(db, &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    let now = ctx.now();
    let today = now.day();
    let Some(book) = ctx.book() else {
        return Ok(Owed {
            today,
            duties: Vec::new(),
            missing: Vec::new(),
            told: Vec::new(),
            people_missing: Vec::new(),
            five: Vec::new(),
        });
    };
    let tasks = task::of_enterprise(db, &ctx.viewer, enterprise, recent(today)).await?;
    let waivers = waiver::of_enterprise(db, &ctx.viewer, enterprise, MAX_WAIVERS).await?;
    let people = names::people(db, tasks.iter().filter_map(|t| t.person)).await?;
    let name = |id: PersonId| Named { id: id.0, name: people.get(&id).map(|p| p.name.clone()).unwrap_or_default() };
    let mut by_duty: BTreeMap<String, Vec<StoredTask>> = BTreeMap::new();
    for task in tasks {
        by_duty.entry(task.duty.clone()).or_default().push(task);
    }
    let mut duties = Vec::new();
    for (id, tasks) in by_duty {
        // A duty that no version of the pack knows any more has only history, and the ledger keeps that.
        let Some(duty) = book.duty(&id, today) else { continue };
        duties.push(of_duty(ctx, duty, tasks, &waivers, &name));
    }
    duties.sort_by_key(|d| (urgency(d), d.id.clone()));
    let planner = book.planner(now);
    let sources = plan_source::load(db, &[enterprise], &planner.periods_asked()).await?;
    let mut waiting: BTreeMap<FactKey, BTreeSet<&str>> = BTreeMap::new();
    let mut of_people: BTreeMap<PersonId, BTreeSet<&'static str>> = BTreeMap::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    let mut known = Facts::default();
    let of_person = told::tellable(SubjectKind::Person).map(|(name, _)| name);
    let asked: Vec<&'static str> = of_person.filter(|name| !book.asking(name, today).is_empty()).collect();
    for source in &sources {
        known = facts::of_enterprise(source);
        let plan = plan_of(&planner, source);
        for undecided in plan.undecided {
            open.insert(undecided.duty);
            for key in undecided.facts {
                waiting.entry(key).or_default().insert(undecided.duty);
            }
        }
        for undecided in plan.undecided_people {
            open.insert(undecided.duty);
        }
        // Also what a condition only asks `has(…)` of: without it nobody would ever be asked.
        for person in &source.people {
            let untold =
                |name: &&'static str| !source.told.iter().any(|t| t.subject == person.id.0 && t.name == **name);
            of_people.insert(person.id, asked.iter().copied().filter(untold).collect());
        }
    }
    // Targets and campaigns ask the authority, never the enterprise.
    if ctx.viewer.role.is_authority() && !sources.is_empty() {
        for key in book.asked_besides(&known, today) {
            waiting.entry(key).or_default();
        }
    }
    let five = cells(&book, today, &duties, &open, &known);
    of_people.retain(|_, facts| !facts.is_empty());
    let listed: Vec<_> = of_people.into_iter().take(MAX_PEOPLE).collect();
    let unnamed = names::people(db, listed.iter().map(|(id, _)| *id)).await?;
    let people_missing = listed.into_iter().map(|(id, facts)| {
        let name = unnamed.get(&id).map(|p| p.name.clone()).unwrap_or_default();
        (Named { id: id.0, name }, facts.into_iter().collect())
    });
    let people_missing = people_missing.collect();
    let missing = waiting.into_iter().map(|(key, duties)| missing(&book, &ctx.viewer, key, &duties, today)).collect();
    let told = duty_fact::of(db, enterprise.0).await?;
    let census = sources.iter().any(|s| s.census.is_some());
    let told = told.into_iter().filter(|t| !(census && told::of_census(&t.name))).map(|told| ToldFact {
        kind: told::kind_of(&told.name),
        can_tell: may_tell(&ctx.viewer, told::owner(&told.name)),
        told,
    });
    Ok(Owed { today, duties, missing, told: told.collect(), people_missing, five })
}

fn missing(book: &DutyBook, viewer: &Viewer, key: FactKey, duties: &BTreeSet<&str>, today: CivilDay) -> MissingFact {
    let name = key.def().name;
    let owner = told::owner(name);
    let titled = duties.iter().filter_map(|id| {
        let duty = book.duty(id, today)?;
        Some(((*id).to_owned(), words(&duty.file.title)))
    });
    MissingFact { name, kind: told::kind_of(name), owner, duties: titled.collect(), can_tell: may_tell(viewer, owner) }
}

pub(super) fn words(title: &Title) -> Words {
    Words { zh: title.zh.clone(), en: title.en.clone() }
}

/// Late duties first, then due, open, settled ones.
fn urgency(duty: &OwedDuty) -> u8 {
    let has = |state: TaskState| duty.counts.get(&state).is_some_and(|n| *n > 0);
    match () {
        () if has(TaskState::Late) => 0,
        () if has(TaskState::Due) => 1,
        () if has(TaskState::Open) => 2,
        () => 3,
    }
}

fn of_duty(
    ctx: &Ctx,
    duty: &Duty,
    tasks: Vec<StoredTask>,
    waivers: &[Waiver],
    name: &impl Fn(PersonId) -> Named,
) -> OwedDuty {
    let file = &duty.file;
    let mut counts = Counts::new();
    for task in &tasks {
        *counts.entry(task.state).or_default() += 1;
    }
    let (settled, pending): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|t| t.state.settled());
    let past = if file.subject == SubjectKind::Person { MAX_PEOPLE } else { MAX_PAST };
    let shown = pending.into_iter().chain(settled.into_iter().take(past)).take(MAX_PEOPLE);
    OwedDuty {
        id: file.id.clone(),
        title: words(&file.title),
        subject: match file.subject {
            SubjectKind::Enterprise => Whose::Enterprise,
            SubjectKind::Person => Whose::Person,
        },
        post: file.post.clone(),
        law: file.basis.law.clone(),
        article: file.basis.article.clone(),
        edition: file.basis.date,
        confidence: match file.confidence {
            Confidence::Verified => Sureness::Verified,
            Confidence::Secondary => Sureness::Secondary,
            Confidence::Unverified => Sureness::Unverified,
        },
        group: file.group,
        frequency: Returns::from(&file.frequency),
        records: file.proof.records.clone(),
        counts,
        tasks: shown.map(|task| of_task(ctx, duty, task, waivers, name)).collect(),
    }
}

fn of_task(
    ctx: &Ctx,
    duty: &Duty,
    task: StoredTask,
    waivers: &[Waiver],
    name: &impl Fn(PersonId) -> Named,
) -> OwedTask {
    let waiver = waivers.iter().find(|w| w.task == task.id).cloned();
    let pending = !task.state.settled();
    let undecided = waiver.as_ref().filter(|w| w.decided.is_none());
    let may = |action| access::may(ctx.viewer.role, action);
    OwedTask {
        ladder: duty.file.ladder.steps(task.due),
        person: task.person.map(name),
        can_hand_in: pending && !duty.file.proof.records.is_empty() && may(Action::RecordAdd),
        can_ask: pending && undecided.is_none() && may(Action::WaiverAsk),
        can_decide: undecided.is_some_and(|w| w.may_decide(ctx.viewer.user).is_ok()) && may(Action::WaiverDecide),
        waiver,
        task,
    }
}
