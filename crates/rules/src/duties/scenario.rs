//! Runs the duty scenarios of a pack: facts and records in, tasks compared.

use anlu_domain::{duty::Period, ids::RecordId};
use uuid::Uuid;

use super::{Planner, Record, Subject, stand};
use crate::{
    facts::{FactKey, Facts},
    pack::{DutyScenario, Pack, ScenarioRecord, Stand, TargetScenario},
};

/// How a scenario came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Scenario id.
    pub id: String,
    /// Tasks of the duty that came out.
    pub tasks: usize,
    /// What differs; empty: passed.
    pub differences: Vec<String>,
}

/// Runs every duty scenario of `pack`, in their order.
pub fn run_all(pack: &Pack) -> Vec<Outcome> {
    pack.duty_scenarios.iter().map(|s| run(pack, s)).collect()
}

fn run(pack: &Pack, scenario: &DutyScenario) -> Outcome {
    let mut differences = Vec::new();
    let mut facts = Facts::default();
    for (name, value) in &scenario.facts {
        let told = FactKey::find(name).and_then(|key| facts.tell(key, value.fact(key)?).ok());
        if told.is_none() {
            differences.push(format!("the fact {name} cannot be told"));
        }
    }
    for of in &scenario.periods {
        let period = Period { start: of.start, end: of.end };
        for (name, value) in &of.facts {
            let told = FactKey::find(name).and_then(|key| facts.tell_in(key, period, value.fact(key)?).ok());
            if told.is_none() {
                differences.push(format!("the fact {name} of {} cannot be told", of.start));
            }
        }
    }
    let records: Vec<Record> = scenario.records.iter().enumerate().map(record).collect();
    let subject =
        Subject { id: Uuid::nil(), kind: scenario.subject, since: scenario.since, facts: &facts, employer: None };
    let planned = Planner::new(pack, scenario.today.start()).subject(&subject, &records, &[]);
    let tasks = planned.tasks.iter().filter(|t| t.duty == scenario.duty);
    let got: Vec<String> = tasks.map(|t| format!("{} due {} {:?}", t.period.start, t.due, t.state)).collect();
    let wanted: Vec<String> =
        scenario.expect.iter().map(|e| format!("{} due {} {:?}", e.start, e.due, e.state)).collect();
    if got != wanted {
        differences.push(format!("tasks are {got:?}, expected {wanted:?}"));
    }
    let undecided = planned.undecided.iter().filter(|u| u.duty == scenario.duty);
    let mut missing: Vec<&str> = undecided.flat_map(|u| &u.facts).map(|k| k.def().name).collect();
    missing.sort_unstable();
    missing.dedup();
    if missing != scenario.missing {
        differences.push(format!("missing facts are {missing:?}, expected {:?}", scenario.missing));
    }
    Outcome { id: scenario.id.clone(), tasks: got.len(), differences }
}

/// Runs the target scenarios of `pack`, in their order.
pub fn run_targets(pack: &Pack) -> Vec<Outcome> {
    pack.target_scenarios.iter().map(|s| run_target(pack, s)).collect()
}

fn run_target(pack: &Pack, scenario: &TargetScenario) -> Outcome {
    let mut differences = Vec::new();
    let found = pack.targets.iter().find(|t| t.file.id == scenario.target && t.valid_on(scenario.today));
    let Some(target) = found else {
        differences.push(format!("`{}` is not in force on {}", scenario.target, scenario.today));
        return Outcome { id: scenario.id.clone(), tasks: 0, differences };
    };
    for (number, case) in (1..).zip(&scenario.cases) {
        let mut facts = Facts::default();
        for (name, value) in &case.facts {
            if FactKey::find(name).and_then(|key| facts.tell(key, value.fact(key)?).ok()).is_none() {
                differences.push(format!("case {number}: the fact {name} cannot be told"));
            }
        }
        let records: Vec<Record> = case.records.iter().enumerate().map(record).collect();
        let kind = target.file.subject;
        let subject = Subject { id: Uuid::nil(), kind, since: scenario.since, facts: &facts, employer: None };
        let planned = Planner::new(pack, scenario.today.start()).subject(&subject, &records, &[]);
        let got = stand([target], &subject, &planned).first().map_or(Stand::NotAbout, |(_, stand)| *stand);
        if got != case.expect {
            differences.push(format!("case {number} is {got:?}, expected {:?}", case.expect));
        }
    }
    Outcome { id: scenario.id.clone(), tasks: scenario.cases.len(), differences }
}

fn record((index, r): (usize, &ScenarioRecord)) -> Record {
    Record {
        id: RecordId(Uuid::from_u128(u128::try_from(index).unwrap_or_default())),
        kind: r.kind.clone(),
        day: r.day,
        quantity: r.quantity,
    }
}
