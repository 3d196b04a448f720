//! 五到位: how an enterprise stands with its responsibility, investment, training, management and emergency rescue, each
//! as its duties of that group stand now, with the facts that bear on them.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{
    duty::{Group, TaskState},
    time::CivilDay,
};
use anlu_rules::{
    facts::{Fact, FactKey, Facts},
    pack::SubjectKind,
};
use serde::Serialize;
use serde_json::Value;

use super::{
    book::DutyBook,
    owed::{Counts, OwedDuty},
    told,
};

/// How a cell stands: as its task that presses most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Something is past its deadline.
    Late,
    /// A deadline is near.
    Due,
    /// Something is to be done, no hurry yet.
    Open,
    /// Everything is proved, or excused in part.
    Done,
    /// Everything is excused.
    Waived,
    /// Whether anything is owed depends on facts that nobody has told.
    Unknown,
    /// No duty of the group applies.
    NotApplicable,
}

/// A fact of the enterprise that bears on a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellFact {
    /// Name in the fact schema.
    pub name: &'static str,
    /// How it is written: `bool`, `int`, `day`, `word`, `list of words`.
    pub kind: &'static str,
    /// Value as JSON; `None`: nobody has told it, or nothing was measured yet.
    pub value: Option<Value>,
}

/// One of the five.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Which.
    pub group: Group,
    /// How it stands.
    pub state: CellState,
    /// Tasks of its duties.
    pub counts: Counts,
    /// Ids of its duties that apply.
    pub duties: Vec<String>,
    /// Ids of its duties that unknown facts leave open.
    pub undecided: Vec<String>,
    /// Facts of the enterprise that bear on these duties.
    pub facts: Vec<CellFact>,
}

/// The five cells out of the duties that apply and those that unknown facts leave open.
pub(super) fn cells(
    book: &DutyBook,
    today: CivilDay,
    owed: &[OwedDuty],
    undecided: &BTreeSet<&str>,
    facts: &Facts,
) -> Vec<Cell> {
    let cell = |group: Group| {
        let mut counts = Counts::new();
        let (mut duties, mut open) = (Vec::new(), Vec::new());
        let mut asked: BTreeMap<&'static str, FactKey> = BTreeMap::new();
        for duty in owed.iter().filter(|d| d.group == group) {
            duties.push(duty.id.clone());
            for (state, n) in &duty.counts {
                *counts.entry(*state).or_default() += n;
            }
        }
        for id in undecided {
            let of_group = book.duty(id, today).is_some_and(|d| d.file.group == group);
            if of_group && !duties.iter().any(|d| d == id) {
                open.push((*id).to_owned());
            }
        }
        for duty in duties.iter().chain(&open).filter_map(|id| book.duty(id, today)) {
            if duty.file.subject == SubjectKind::Enterprise {
                asked.extend(duty.asks().into_iter().map(|key| (key.def().name, key)));
            }
        }
        Cell {
            group,
            state: state(&counts, !open.is_empty()),
            counts,
            duties,
            undecided: open,
            facts: asked.into_values().map(|key| fact(book, today, facts, key)).collect(),
        }
    };
    Group::ALL.into_iter().map(cell).collect()
}

fn state(counts: &Counts, undecided: bool) -> CellState {
    let has = |state: TaskState| counts.get(&state).is_some_and(|n| *n > 0);
    match () {
        () if has(TaskState::Late) => CellState::Late,
        () if has(TaskState::Due) => CellState::Due,
        () if has(TaskState::Open) => CellState::Open,
        () if has(TaskState::Done) => CellState::Done,
        () if has(TaskState::Waived) => CellState::Waived,
        () if undecided => CellState::Unknown,
        () => CellState::NotApplicable,
    }
}

/// A fact as it stands today; one that has a value for each period, in the running one.
fn fact(book: &DutyBook, today: CivilDay, facts: &Facts, key: FactKey) -> CellFact {
    let running = || {
        let periods = book.planner(today.start()).periods_asked();
        periods.into_iter().filter(|p| p.holds(today)).find_map(|p| facts.get_in(key, p))
    };
    let known = facts.get(key).or_else(running);
    let name = key.def().name;
    CellFact { name, kind: told::kind_of(name), value: known.map(value) }
}

fn value(fact: &Fact) -> Value {
    match fact {
        Fact::Bool(b) => Value::from(*b),
        Fact::Int(n) => Value::from(*n),
        Fact::Word(w) => Value::from(w.as_ref()),
        Fact::Words(all) => Value::from(all.iter().map(ToString::to_string).collect::<Vec<_>>()),
        Fact::Day(day) => Value::from(day.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stands_as_what_presses_most() {
        let of = |all: &[TaskState], undecided| state(&all.iter().map(|s| (*s, 1)).collect(), undecided);
        assert_eq!(of(&[TaskState::Done, TaskState::Late, TaskState::Due], true), CellState::Late);
        assert_eq!(of(&[TaskState::Done, TaskState::Waived], false), CellState::Done);
        assert_eq!(of(&[TaskState::Waived], true), CellState::Waived);
        assert_eq!(of(&[], true), CellState::Unknown);
        assert_eq!(of(&[], false), CellState::NotApplicable);
    }
}
