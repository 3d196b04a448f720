//! The facts of enterprises as a rating takes them: the one place where registers become inputs.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{grade::ObjectionState, ids::EnterpriseId, time::CivilDay};
use anlu_rules::{
    grading::{Check, Event, EventKind, Figure, Inputs},
    pack::Pack,
};
use anlu_store::{
    Db, StoreError,
    repo::{
        grade_event::{self, GradeEvent},
        grade_objection,
        grade_source::{self, RateSource},
        plan_source::{self, Source},
    },
};
use serde::{Deserialize, Serialize};

pub use anlu_rules::grading::Violation;

use crate::duty::facts;

/// Days back that are read: two years, and some for months of unlike length.
const LOOK_BACK_DAYS: i32 = 735;
/// Days of the figures.
const YEAR_DAYS: i32 = 365;
/// Names of the ranks of severity.
const SEVERITIES: [&str; 3] = ["notice", "warning", "severe"];

/// What an officer enters of a roadside check, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckDetail {
    /// Vehicles that were checked.
    pub vehicles: u32,
    /// What was looked at.
    pub parts: Vec<String>,
    /// The whole fleet was found with smart tachographs.
    pub smart_fleet: bool,
    /// What was found.
    pub violations: Vec<Violation>,
}

/// One enterprise with everything a rating asks.
pub(crate) struct Gathered {
    pub(crate) source: Source,
    pub(crate) inputs: Inputs,
}

/// Gathers the facts of these enterprises as of `today`; those in no business are left out.
pub(crate) async fn gather(
    db: Db<'_>,
    pack: &Pack,
    ids: &[EnterpriseId],
    today: CivilDay,
) -> Result<Vec<Gathered>, StoreError> {
    let from = today.plus_days(-LOOK_BACK_DAYS);
    let sources = plan_source::load_for_rating(db, ids).await?;
    let mut rated = grade_source::load(db, ids, from, today.plus_days(-YEAR_DAYS), today).await?;
    let mut entered: BTreeMap<EnterpriseId, Vec<GradeEvent>> = BTreeMap::new();
    for event in grade_event::of_enterprises(db, ids, from).await? {
        entered.entry(event.enterprise).or_default().push(event);
    }
    let mut struck: BTreeMap<EnterpriseId, BTreeSet<String>> = BTreeMap::new();
    for objection in grade_objection::of_enterprises(db, ids, Some(ObjectionState::Upheld)).await? {
        struck.entry(objection.enterprise).or_default().extend(objection.contested);
    }
    let groups: BTreeMap<&str, &str> =
        pack.duties.iter().map(|d| (d.file.id.as_str(), d.file.group.as_str())).collect();
    let active = |s: &Source| s.standing == anlu_domain::party::enterprise::Standing::Active;
    Ok(sources
        .into_iter()
        .filter(active)
        .map(|source| {
            let id = source.enterprise;
            let rate = rated.remove(&id).unwrap_or_default();
            let mut inputs = inputs(&source, &rate, &groups, today);
            for event in entered.remove(&id).unwrap_or_default() {
                add(&mut inputs, &event);
            }
            if let Some(struck) = struck.get(&id) {
                inputs.events.retain(|e| !struck.contains(&e.reference));
                inputs.checks.retain(|c| !struck.contains(&c.reference));
            }
            Gathered { source, inputs }
        })
        .collect())
}

fn inputs(source: &Source, rate: &RateSource, groups: &BTreeMap<&str, &str>, today: CivilDay) -> Inputs {
    let mut events = Vec::new();
    for task in &rate.late {
        events.push(Event {
            reference: format!("task:{}", task.id),
            kind: EventKind::LateTask,
            class: groups.get(task.duty.as_str()).copied().unwrap_or("management").to_owned(),
            day: task.due,
            due: Some(task.due),
            settled: None,
            count: 1,
        });
    }
    for hazard in &rate.hazards {
        events.push(Event {
            reference: format!("hazard:{}", hazard.id),
            kind: EventKind::Hazard,
            class: hazard.level.as_str().to_owned(),
            day: hazard.found,
            due: hazard.deadline,
            settled: hazard.settled,
            count: 1,
        });
    }
    for (rank, day, count) in &rate.findings {
        let class = usize::try_from(*rank).ok().and_then(|r| SEVERITIES.get(r)).copied().unwrap_or("notice");
        events.push(Event {
            reference: format!("finding:{class}:{day}"),
            kind: EventKind::Finding,
            class: class.to_owned(),
            day: *day,
            due: None,
            settled: None,
            count: *count,
        });
    }
    Inputs {
        since: Some(source.since),
        facts: facts::of_enterprise(source),
        events,
        checks: Vec::new(),
        figures: figures(source, rate, groups, today),
    }
}

#[expect(clippy::cast_precision_loss, reason = "metres of a fleet in a year are far below 2^52")]
fn figures(
    source: &Source,
    rate: &RateSource,
    groups: &BTreeMap<&str, &str>,
    today: CivilDay,
) -> BTreeMap<Figure, f64> {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let vehicles: u32 = source.vehicles.iter().map(|(_, n)| *n).sum();
    let needed = |p: &&plan_source::SourcePerson| p.posts.iter().any(|post| facts::certified(*post));
    let holds = |p: &&plan_source::SourcePerson| p.certificate_expiry.is_some_and(|day| day >= today);
    let certified: Vec<_> = source.people.iter().filter(needed).collect();
    let valid = certified.iter().filter(|p| holds(p)).count();
    let sum = |training: bool| {
        let of =
            rate.tasks.iter().filter(|(duty, _)| !training || groups.get(duty.as_str()).copied() == Some("training"));
        of.fold((0_u32, 0_u32), |(due, done), (_, (d, s))| (due.saturating_add(*d), done.saturating_add(*s)))
    };
    let ((due, done), (training_due, training_done)) = (sum(false), sum(true));
    let mut figures = BTreeMap::from([
        (Figure::Vehicles, f64::from(vehicles)),
        (Figure::People, number(source.people.len())),
        (Figure::TasksDue, f64::from(due)),
        (Figure::TasksDone, f64::from(done)),
        (Figure::TrainingDue, f64::from(training_due)),
        (Figure::TrainingDone, f64::from(training_done)),
        (Figure::CertificatesNeeded, number(certified.len())),
        (Figure::CertificatesValid, number(valid)),
    ]);
    if let Some(metres) = rate.distance_m {
        figures.insert(Figure::DistanceKm, metres as f64 / 1_000.0);
    }
    figures
}

/// Adds what an officer entered, or a case wrote.
fn add(inputs: &mut Inputs, event: &GradeEvent) {
    let reference = reference(event);
    let kind = match event.kind.as_str() {
        "accident" => EventKind::Accident,
        "penalty" => EventKind::Penalty,
        _ => {
            let detail: CheckDetail =
                event.detail.as_deref().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
            inputs.checks.push(Check {
                reference,
                day: event.day,
                vehicles: detail.vehicles.max(1),
                parts: detail.parts,
                smart_fleet: detail.smart_fleet,
                violations: detail.violations,
            });
            let checks = inputs.figures.entry(Figure::Checks).or_insert(0.0);
            *checks += 1.0;
            return;
        }
    };
    let (class, day) = (event.class.clone(), event.day);
    inputs.events.push(Event { reference, kind, class, day, due: None, settled: None, count: 1 });
}

/// How ratings name such a fact.
pub(crate) fn reference(event: &GradeEvent) -> String {
    format!("{}:{}", event.kind, event.id)
}
