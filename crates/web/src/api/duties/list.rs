//! `GET /enterprises/{id}/duties`: what it owes and why.

use anlu_app::{
    duty::{
        five::{self, Cell},
        kinds::{self, Unit},
        owed::{self, MissingFact, OwedDuty, OwedTask, Returns, ToldFact},
        told,
    },
    policy,
};
use anlu_domain::{
    duty::{Group, Step, TaskState},
    ids::EnterpriseId,
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::waiver::WaiverRecord;
use crate::{
    api::{
        signals::get::Words,
        values::{Day, Named},
        vocabulary::mirror,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// How a task stands.
    DutyState = TaskState { Open, Due, Late, Done, Waived }
}
mirror! {
    /// A step of the ladder: 提醒, 网格长, 主管部门, 约谈, 拟立案.
    LadderStep = Step { Remind, GridChief, Bureau, Interview, CaseProposal }
}
mirror! {
    /// Who carries a duty.
    DutySubject = owed::Whose { Enterprise, Person }
}
mirror! {
    /// How sure the pack is of a clause.
    ClauseConfidence = owed::Sureness { Verified, Secondary, Unverified }
}
mirror! {
    /// Who tells a fact.
    FactOwner = told::Owner { Authority, Enterprise, Derived }
}

mirror! {
    /// The five in place 五到位: 责任, 投入, 培训, 管理, 应急救援.
    DutyGroup = Group { Responsibility, Investment, Training, Management, Emergency }
}
mirror! {
    /// How one of the five in place stands.
    CellState = five::CellState { Late, Due, Open, Done, Waived, Unknown, NotApplicable }
}

/// How often a duty returns.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DutyFrequency {
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

/// A step of the ladder with its day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LadderDay {
    /// Step.
    step: LadderStep,
    /// The day on which it is reached, unless the task is settled before.
    day: Day,
}

/// One duty for one subject in one period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyTask {
    /// Id.
    id: Uuid,
    /// The person who owes it; absent: the enterprise.
    person: Option<Named>,
    /// First day of the period.
    period_start: Day,
    /// Last day of the period.
    period_end: Day,
    /// Deadline.
    due: Day,
    /// How it stands.
    state: DutyState,
    /// Step of the ladder that was reached.
    step: Option<LadderStep>,
    /// What happens when; known beforehand.
    ladder: Vec<LadderDay>,
    /// Records that prove it.
    records: Vec<Uuid>,
    /// How much is there, where quantities count.
    progress: Option<i64>,
    /// How much is needed.
    needed: Option<i64>,
    /// The deadline counts working days of a year whose holidays are not announced yet.
    may_move: bool,
    /// It belongs to a calendar period.
    periodic: bool,
    /// Its newest waiver.
    waiver: Option<WaiverRecord>,
    /// The viewer may hand in a record for it.
    can_hand_in: bool,
    /// The viewer may ask that it be excused.
    can_ask_waiver: bool,
    /// The viewer may decide its waiver.
    can_decide_waiver: bool,
}

/// How many tasks of a duty stand how.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct DutyCounts {
    /// No hurry yet.
    open: u32,
    /// The deadline is near.
    due: u32,
    /// Past the deadline.
    late: u32,
    /// Proved.
    done: u32,
    /// Excused.
    waived: u32,
}

/// A duty, its clause and its tasks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyRow {
    /// Id.
    id: String,
    /// Name.
    title: Words,
    /// Whose duty it is.
    subject: DutySubject,
    /// Post that does it.
    post: String,
    /// Law.
    law: String,
    /// Article, and what it says.
    article: String,
    /// Edition of the law.
    edition: Day,
    /// How sure the pack is that the clause says so.
    confidence: ClauseConfidence,
    /// Which of the five in place it belongs to.
    group: DutyGroup,
    /// How often it returns as a rule.
    frequency: DutyFrequency,
    /// Kinds of record that prove it; empty when facts do.
    records: Vec<String>,
    /// All its tasks by state.
    counts: DutyCounts,
    /// Tasks, unsettled ones first. Of people: at most 100.
    tasks: Vec<DutyTask>,
}

/// A duty by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyName {
    /// Id.
    pub(crate) id: String,
    /// Name.
    pub(crate) title: Words,
}

/// A fact that nobody has told and that keeps duties open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MissingFactRow {
    /// Name.
    name: String,
    /// How it is asked for: `bool`, `int`, `day`, `word`.
    kind: String,
    /// Who tells it.
    owner: FactOwner,
    /// Duties that wait for it.
    duties: Vec<DutyName>,
    /// The viewer may tell it.
    can_tell: bool,
}

/// A fact that was told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToldFactRow {
    /// Name.
    name: String,
    /// How it is asked for.
    kind: String,
    /// Value.
    #[schema(value_type = Object)]
    value: serde_json::Value,
    /// Who told it.
    by: String,
    /// On which day.
    on: Day,
    /// The viewer may tell it anew.
    can_tell: bool,
}

/// A person of whom facts are missing that keep duties open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonMissing {
    /// Who.
    person: Named,
    /// Names of the facts.
    facts: Vec<String>,
}

/// A fact that bears on a cell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CellFactRow {
    /// Name.
    name: String,
    /// How it is written.
    kind: String,
    /// Value; absent: nobody has told it, or nothing was measured yet.
    #[schema(value_type = Option<Object>)]
    value: Option<serde_json::Value>,
}

/// One of the five in place, with what it rests on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiveCell {
    /// Which.
    group: DutyGroup,
    /// How it stands: as its task that presses most.
    state: CellState,
    /// Tasks of its duties by state.
    counts: DutyCounts,
    /// Ids of its duties that apply.
    duties: Vec<String>,
    /// Ids of its duties that unknown facts leave open.
    undecided: Vec<String>,
    /// Facts of the enterprise that bear on these duties.
    facts: Vec<CellFactRow>,
}

/// What the quantity of a kind of record counts.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QuantityUnit {
    /// Hours of training.
    Hours,
    /// Yuan.
    Yuan,
}

/// A kind of record and what its form asks for besides day, note and files.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordKind {
    /// Name.
    name: String,
    /// What its quantity counts; absent: nothing is counted.
    unit: Option<QuantityUnit>,
    /// It is about named people.
    people: bool,
    /// It asks how many took part.
    participants: bool,
    /// It asks for last day and sum of an insurance.
    insurance: bool,
}

/// What an enterprise owes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseDuties {
    /// The day it is for.
    today: Day,
    /// Duties that apply, late ones first.
    duties: Vec<DutyRow>,
    /// Facts that keep duties open.
    missing: Vec<MissingFactRow>,
    /// Facts that were told.
    facts: Vec<ToldFactRow>,
    /// People of whom facts are missing, at most 100.
    people_missing: Vec<PersonMissing>,
    /// 五到位.
    five: Vec<FiveCell>,
    /// Kinds of record that these duties take.
    record_kinds: Vec<RecordKind>,
}

/// What the enterprise owes, why (clause), until when, and what happens when it is late.
#[utoipa::path(get, path = "/enterprises/{id}/duties", operation_id = "list_enterprise_duties", tag = "duties",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 200, body = EnterpriseDuties), OneProblems))]
pub(crate) async fn list_enterprise_duties(session: Session, Id(id): Id) -> Result<Json<EnterpriseDuties>, Problem> {
    Ok(Json(owed::owed(&session.ctx, EnterpriseId(id)).await?.into()))
}

impl From<owed::Owed> for EnterpriseDuties {
    fn from(o: owed::Owed) -> Self {
        let taken = |name: &str| o.duties.iter().any(|d| d.records.iter().any(|r| r == name));
        let record_kinds = kinds::ALL.iter().filter(|k| taken(k.name)).map(RecordKind::from).collect();
        Self {
            today: o.today.into(),
            duties: o.duties.into_iter().map(DutyRow::from).collect(),
            missing: o.missing.into_iter().map(MissingFactRow::from).collect(),
            facts: o.told.into_iter().map(ToldFactRow::from).collect(),
            people_missing: o
                .people_missing
                .into_iter()
                .map(|(person, facts)| PersonMissing {
                    person: person.into(),
                    facts: facts.into_iter().map(str::to_owned).collect(),
                })
                .collect(),
            five: o.five.into_iter().map(FiveCell::from).collect(),
            record_kinds,
        }
    }
}

impl From<&kinds::Kind> for RecordKind {
    fn from(k: &kinds::Kind) -> Self {
        Self {
            name: k.name.to_owned(),
            unit: k.unit.map(|u| match u {
                Unit::Hours => QuantityUnit::Hours,
                Unit::Yuan => QuantityUnit::Yuan,
            }),
            people: k.people,
            participants: k.participants,
            insurance: k.insurance,
        }
    }
}

impl From<OwedDuty> for DutyRow {
    fn from(d: OwedDuty) -> Self {
        Self {
            title: words(d.title),
            subject: d.subject.into(),
            edition: d.edition.into(),
            confidence: d.confidence.into(),
            frequency: frequency(d.frequency),
            counts: counts(&d.counts),
            group: d.group.into(),
            tasks: d.tasks.into_iter().map(DutyTask::from).collect(),
            id: d.id,
            post: d.post,
            law: d.law,
            article: d.article,
            records: d.records,
        }
    }
}

fn counts(of: &owed::Counts) -> DutyCounts {
    let count = |state| of.get(&state).copied().unwrap_or(0);
    DutyCounts {
        open: count(TaskState::Open),
        due: count(TaskState::Due),
        late: count(TaskState::Late),
        done: count(TaskState::Done),
        waived: count(TaskState::Waived),
    }
}

impl From<Cell> for FiveCell {
    fn from(c: Cell) -> Self {
        let fact = |f: five::CellFact| CellFactRow { name: f.name.to_owned(), kind: f.kind.to_owned(), value: f.value };
        Self {
            group: c.group.into(),
            state: c.state.into(),
            counts: counts(&c.counts),
            duties: c.duties,
            undecided: c.undecided,
            facts: c.facts.into_iter().map(fact).collect(),
        }
    }
}

pub(crate) fn words(w: policy::Words) -> Words {
    Words { zh: w.zh, en: w.en }
}

const fn frequency(f: Returns) -> DutyFrequency {
    match f {
        Returns::Month => DutyFrequency::Month,
        Returns::Quarter => DutyFrequency::Quarter,
        Returns::HalfYear => DutyFrequency::HalfYear,
        Returns::Year => DutyFrequency::Year,
        Returns::Before => DutyFrequency::Before,
        Returns::After => DutyFrequency::After,
        Returns::Always => DutyFrequency::Always,
    }
}

impl From<OwedTask> for DutyTask {
    fn from(t: OwedTask) -> Self {
        Self {
            id: t.task.id.0,
            person: t.person.map(Named::from),
            period_start: t.task.period.start.into(),
            period_end: t.task.period.end.into(),
            due: t.task.due.into(),
            state: t.task.state.into(),
            step: t.task.step.map(LadderStep::from),
            ladder: t.ladder.into_iter().map(|(step, day)| LadderDay { step: step.into(), day: day.into() }).collect(),
            records: t.task.proof.into_iter().map(|r| r.0).collect(),
            progress: t.task.progress.map(|(sum, _)| sum),
            needed: t.task.progress.map(|(_, needed)| needed),
            may_move: t.task.may_move,
            periodic: t.task.periodic,
            waiver: t.waiver.map(WaiverRecord::from),
            can_hand_in: t.can_hand_in,
            can_ask_waiver: t.can_ask,
            can_decide_waiver: t.can_decide,
        }
    }
}

impl From<MissingFact> for MissingFactRow {
    fn from(f: MissingFact) -> Self {
        Self {
            name: f.name.to_owned(),
            kind: f.kind.to_owned(),
            owner: f.owner.into(),
            duties: f.duties.into_iter().map(|(id, title)| DutyName { id, title: words(title) }).collect(),
            can_tell: f.can_tell,
        }
    }
}

impl From<ToldFact> for ToldFactRow {
    fn from(f: ToldFact) -> Self {
        Self {
            name: f.told.name,
            kind: f.kind.to_owned(),
            value: f.told.value,
            by: f.told.by,
            on: f.told.at.day().into(),
            can_tell: f.can_tell,
        }
    }
}
