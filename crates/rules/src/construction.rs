//! The dynamic list of a construction project: what each party owes of a work item on a day, and the blind spots (盲区),
//! where somebody should look and nobody does.
//!
//! Pure: the pack, the item, its parties and what was done give the list; the same always give the same.

use std::collections::BTreeSet;

use anlu_domain::{
    hazard::PersonRef,
    ids::{EnterpriseId, ProjectId, ProjectRecordId, UserId, WorkItemId},
    project::{DutyDone, ItemState, Party, PartyRole, Reading, WorkItem},
    time::{CivilDay, UtcMs},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::pack::{DutyTime, Measure, PartyDuty, Work, WorkExample};

/// How a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// 已履行, and not due again yet.
    Done,
    /// 待履行: its day has not passed.
    Due,
    /// 逾期.
    Overdue,
    /// 无人负责: nobody plays the role.
    Nobody,
    /// 不需履行: the work does not run.
    Idle,
}

/// What kind of blind spot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlindKind {
    /// 无方案或未论证即开工: what nothing may begin without is missing.
    Ungated,
    /// 超限无处置: a value beyond its limit that nobody answered.
    Exceeded,
    /// 单位未明确: a role has duties and no enterprise plays it.
    NoParty,
    /// 责任人未明确: an enterprise plays the role, and nobody answers for it.
    NoPerson,
    /// 从未履行.
    Never,
    /// 逾期未履行.
    Overdue,
    /// 风险未入清单: the census of the contractor does not have a risk of the work.
    Unlisted,
}

impl RowState {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Nobody => "nobody",
            Self::Idle => "idle",
        }
    }
}

impl BlindKind {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ungated => "ungated",
            Self::Exceeded => "exceeded",
            Self::NoParty => "no_party",
            Self::NoPerson => "no_person",
            Self::Never => "never",
            Self::Overdue => "overdue",
            Self::Unlisted => "unlisted",
        }
    }
}

/// A duty of a party on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'p> {
    /// Id of the duty, e.g. `pit.deep/scheme`.
    pub id: String,
    /// The duty.
    pub duty: &'p PartyDuty,
    /// When it was done last.
    pub last: Option<CivilDay>,
    /// Until when it is to be done.
    pub due: Option<CivilDay>,
    /// How it stands.
    pub state: RowState,
}

/// A place where somebody should look and nobody does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlindSpot {
    /// What kind.
    pub kind: BlindKind,
    /// Who has to act.
    pub role: PartyRole,
    /// What it is about: a duty, a role, a measure or a point.
    pub about: String,
    /// Since when.
    pub since: Option<CivilDay>,
    /// The record whose excess waits for an answer.
    pub record: Option<ProjectRecordId>,
}

/// What bears on an item.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The day.
    pub day: CivilDay,
    /// The item.
    pub item: &'a WorkItem,
    /// Parties of its project.
    pub parties: &'a [Party],
    /// What was done about it.
    pub done: &'a [DutyDone],
    /// Keys of the points that the census of the contractor has.
    pub listed: &'a BTreeSet<String>,
}

/// The list of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged<'p> {
    /// What each party owes.
    pub rows: Vec<Row<'p>>,
    /// Where nobody looks, gravest first.
    pub blind: Vec<BlindSpot>,
}

/// The list of an item on a day.
pub fn judge<'p>(work: &Work<'p>, now: &Situation<'_>) -> Judged<'p> {
    let rows: Vec<Row<'p>> = work.duties(now.item.large).map(|(id, duty)| row(id, duty, now)).collect();
    let mut blind = Vec::new();
    if now.item.state == ItemState::Active {
        unnamed(&mut blind, &rows, now);
        undone(&mut blind, &rows, now);
        for point in work.kind.points.iter().filter(|p| !now.listed.contains(&p.key)) {
            blind.push(BlindSpot {
                kind: BlindKind::Unlisted,
                role: PartyRole::Contractor,
                about: point.key.clone(),
                since: now.item.since,
                record: None,
            });
        }
    }
    exceeded(&mut blind, &rows, now);
    blind.sort();
    Judged { rows, blind }
}

fn row<'p>(id: String, duty: &'p PartyDuty, now: &Situation<'_>) -> Row<'p> {
    let own = now.done.iter().filter(|d| d.duty == id && d.answers.is_none() && d.day <= now.day);
    let last = own.map(|d| d.day).max();
    let begins = now.item.since.unwrap_or(now.item.start);
    let runs = now.item.state == ItemState::Active;
    // What was done before a break does not move the first day after it.
    let recent = last.filter(|d| *d >= begins);
    let due = match duty.time {
        DutyTime::BeforeStart(_) if last.is_some() => None,
        DutyTime::BeforeStart(days) => Some(begins.plus_days(-i32::from(days))),
        DutyTime::EveryDays(_) if !runs => None,
        DutyTime::EveryDays(days) => Some(recent.unwrap_or(begins.plus_days(-1)).plus_days(i32::from(days))),
    };
    let over = matches!(now.item.state, ItemState::Done | ItemState::Suspended);
    let periodic = matches!(duty.time, DutyTime::EveryDays(_));
    let state = if last.is_some() && !periodic {
        RowState::Done
    } else if over || (periodic && !runs) {
        RowState::Idle
    } else if now.parties.iter().all(|p| p.role != duty.role) {
        RowState::Nobody
    } else if due.is_some_and(|d| d < now.day) {
        RowState::Overdue
    } else if recent.is_some() && due.is_some_and(|d| d > now.day) {
        RowState::Done
    } else {
        RowState::Due
    };
    Row { id, duty, last, due, state }
}

/// Roles that owe something and that nobody plays, or nobody answers for.
fn unnamed(blind: &mut Vec<BlindSpot>, rows: &[Row<'_>], now: &Situation<'_>) {
    let roles: BTreeSet<PartyRole> = rows.iter().map(|r| r.duty.role).collect();
    for role in roles {
        let kind = match now.parties.iter().find(|p| p.role == role) {
            None => BlindKind::NoParty,
            Some(p) if p.person.is_none() => BlindKind::NoPerson,
            Some(_) => continue,
        };
        let about = role.as_str().to_owned();
        blind.push(BlindSpot { kind, role, about, since: now.item.since, record: None });
    }
}

/// Duties that were not done, and without which nothing should run.
fn undone(blind: &mut Vec<BlindSpot>, rows: &[Row<'_>], now: &Situation<'_>) {
    for row in rows {
        let kind = match row.state {
            _ if row.duty.gate && row.last.is_none() => BlindKind::Ungated,
            RowState::Overdue if row.last.is_none() => BlindKind::Never,
            RowState::Overdue => BlindKind::Overdue,
            _ => continue,
        };
        let since = row.due.filter(|_| kind != BlindKind::Ungated).map(|d| d.plus_days(1)).or(now.item.since);
        blind.push(BlindSpot { kind, role: row.duty.role, about: row.id.clone(), since, record: None });
    }
}

/// The newest value beyond its limit that nobody answered, one for each measure.
fn exceeded(blind: &mut Vec<BlindSpot>, rows: &[Row<'_>], now: &Situation<'_>) {
    if now.item.state == ItemState::Done {
        return;
    }
    for row in rows {
        for measure in &row.duty.measures {
            let beyond = |d: &&DutyDone| {
                let over = |r: &Reading| r.measure == measure.key && r.value >= limit(now.item, measure);
                d.duty == row.id
                    && d.day <= now.day
                    && d.readings.iter().any(over)
                    && now.done.iter().all(|other| other.answers != Some(d.id))
            };
            let Some(open) = now.done.iter().filter(beyond).max_by_key(|d| (d.day, d.at)) else { continue };
            blind.push(BlindSpot {
                kind: BlindKind::Exceeded,
                role: row.duty.answered_by.unwrap_or(row.duty.role),
                about: format!("{}/{}", row.id, measure.key),
                since: Some(open.day),
                record: Some(open.id),
            });
        }
    }
}

/// From which value on somebody has to answer: of the design, or of the pack.
pub fn limit(item: &WorkItem, measure: &Measure) -> f64 {
    item.limits.get(&measure.key).copied().unwrap_or(measure.limit)
}

impl BlindSpot {
    /// Kind and what it is about, as examples name it.
    pub fn name(&self) -> String {
        format!("{} {}", self.kind.as_str(), self.about)
    }
}

/// The blind spots of an example of a kind of work, by name.
pub(crate) fn example(work: &Work<'_>, example: &WorkExample) -> Vec<String> {
    let day = example.since.unwrap_or(example.day);
    let item = WorkItem {
        id: WorkItemId(Uuid::nil()),
        name: String::new(),
        kind: work.kind.id.clone(),
        place: String::new(),
        large: example.large,
        start: day,
        end: day,
        state: if example.since.is_some() { ItemState::Active } else { ItemState::Planned },
        progress: 0,
        since: example.since,
        limits: std::collections::BTreeMap::new(),
    };
    let party = |role: PartyRole, person: Option<&str>| Party {
        role,
        enterprise: EnterpriseId(Uuid::nil()),
        person: person.map(str::to_owned),
    };
    let named = example.named.iter().map(|r| party(*r, Some("示例")));
    let parties: Vec<Party> = named.chain(example.nameless.iter().map(|r| party(*r, None))).collect();
    let mut done = Vec::new();
    for (n, one) in (1u128..).zip(&example.done) {
        let id = ProjectRecordId(Uuid::from_u128(n));
        let record = DutyDone {
            id,
            project: ProjectId(Uuid::nil()),
            item: item.id,
            duty: one.duty.clone(),
            role: PartyRole::Contractor,
            enterprise: EnterpriseId(Uuid::nil()),
            day: one.day,
            note: String::new(),
            readings: one.readings.iter().map(|(m, v)| Reading { measure: m.clone(), value: *v }).collect(),
            answers: None,
            by: PersonRef { id: UserId(Uuid::nil()), name: String::new() },
            at: UtcMs(0),
            withdrawn: None,
        };
        if one.answered {
            let answer = ProjectRecordId(Uuid::from_u128(n << 32));
            done.push(DutyDone { id: answer, answers: Some(id), readings: Vec::new(), ..record.clone() });
        }
        done.push(record);
    }
    let listed =
        if example.listed { work.kind.points.iter().map(|p| p.key.clone()).collect() } else { BTreeSet::new() };
    let now = Situation { day: example.day, item: &item, parties: &parties, done: &done, listed: &listed };
    judge(work, &now).blind.iter().map(BlindSpot::name).collect()
}

#[cfg(test)]
mod tests;
