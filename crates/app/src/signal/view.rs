//! A signal as screens show it.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{
    access::Viewer,
    finding::{Finding, Phase, Severity},
    hazard::PersonRef,
    ids::{HazardId, SignalId, VehicleId, WatchId},
    signal::{Action, FalseAlarm, Owner, State, actions},
    time::{CivilDay, UtcMs},
};
use anlu_store::{
    Db, StoreError,
    repo::{finding, names, signal::StoredSignal, superseded::Superseded},
};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    downward::{LowerAlarm, Supervision},
    hazard::{EvidenceView, Named},
    policy::RuleBasis,
    registry::vehicle::day::DayPiece,
    timeline::TimelineItem,
};

/// What a rule found. `driver` of a finding never leaves the store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingView {
    /// The finding.
    pub finding: Finding,
    /// The clause it rests on, by its own pack. Not in lists.
    pub basis: Option<RuleBasis>,
    /// What it told before late data changed it, oldest first. Not in lists.
    pub superseded: Vec<Superseded>,
    /// What the vehicle did, from the rest before it to its end. Not in lists; empty when positions are not kept any more.
    pub pieces: Vec<DayPiece>,
}

impl FindingView {
    fn of(finding: Finding) -> Self {
        Self { finding, basis: None, superseded: Vec::new(), pieces: Vec::new() }
    }

    /// The vehicle, when the registry knows it.
    pub fn vehicle(&self) -> Option<VehicleId> {
        self.finding.vehicle.parse().ok().map(VehicleId)
    }
}

/// The vehicle of a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VehicleRef {
    /// Id.
    pub id: Uuid,
    /// Plate.
    pub plate: String,
    /// Plate colour, stable name.
    pub colour: String,
}

/// One signal. In lists `evidence` and `activity` are empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalView {
    /// Id.
    pub id: SignalId,
    /// Family of the findings.
    pub kind: String,
    /// Rules that found something, sorted.
    pub rules: Vec<String>,
    /// Highest severity.
    pub severity: Severity,
    /// State.
    pub state: State,
    /// Civil day of the group.
    pub day: CivilDay,
    /// 0 for the first signal of its group.
    pub seq: u32,
    /// Vehicle, when the registry knows it.
    pub vehicle: Option<VehicleRef>,
    /// Driver, when a card named one the registry knows.
    pub driver: Option<Named>,
    /// Enterprise.
    pub enterprise: Option<Named>,
    /// Number of findings.
    pub finding_count: u32,
    /// Start of the first finding.
    pub first_at: UtcMs,
    /// End of the last finding.
    pub last_at: UtcMs,
    /// Minutes at the wheel of the finding furthest above its limit.
    pub driving_minutes: Option<f64>,
    /// That finding's limit.
    pub limit_minutes: Option<f64>,
    /// Who owes the next step.
    pub owner: Option<Owner>,
    /// Officer it was assigned to.
    pub assignee: Option<PersonRef>,
    /// When it came in.
    pub opened_at: UtcMs,
    /// When the present owner got it.
    pub since: UtcMs,
    /// When the present owner must have acted.
    pub due_at: Option<UtcMs>,
    /// The clock has run out.
    pub overdue: bool,
    /// Version to send with a step.
    pub version: i64,
    /// Findings in order of time.
    pub findings: Vec<FindingView>,
    /// Evidence of the enterprise's answers, oldest first.
    pub evidence: Vec<EvidenceView>,
    /// History, oldest first.
    pub activity: Vec<TimelineItem>,
    /// Alarms that platforms below report of it, newest first. Not in lists.
    pub alarms: Vec<LowerAlarm>,
    /// What was demanded of platforms below, oldest first; for the authority only. Not in lists.
    pub supervisions: Vec<Supervision>,
    /// The platform below of which the viewer may demand something now. Not in lists.
    pub supervisable: Option<String>,
    /// The hazard made from it.
    pub hazard_id: Option<HazardId>,
    /// The watch proposed from it.
    pub watch_id: Option<WatchId>,
    /// Why it is a false alarm.
    pub false_alarm: Option<FalseAlarm>,
    /// Steps the viewer may do now.
    pub actions: Vec<Action>,
}

/// Views of signals, names looked up together.
pub(super) async fn views(
    db: Db<'_>,
    stored: Vec<StoredSignal>,
    viewer: &Viewer,
    now: UtcMs,
) -> Result<Vec<SignalView>, StoreError> {
    let enterprises = names::enterprises(db, stored.iter().filter_map(|s| s.signal.enterprise)).await?;
    let vehicles = names::vehicles(db, stored.iter().filter_map(|s| s.signal.vehicle)).await?;
    let people = names::people(db, stored.iter().filter_map(|s| s.signal.driver)).await?;
    let ids: Vec<SignalId> = stored.iter().map(|s| s.signal.id).collect();
    let mut findings: BTreeMap<SignalId, Vec<Finding>> = BTreeMap::new();
    for (signal, found) in finding::of_signals(db, &ids).await? {
        findings.entry(signal).or_default().push(found.finding);
    }
    Ok(stored
        .into_iter()
        .map(|stored| {
            let (actions, overdue) = (actions(&stored.signal, viewer), stored.signal.overdue(now));
            let owner = stored.signal.owner();
            let s = stored.signal;
            let findings = findings.remove(&s.id).unwrap_or_default();
            let worst = worst(&findings);
            let rules: BTreeSet<&str> = findings.iter().map(|f| f.rule.as_str()).collect();
            let vehicle = s.vehicle.and_then(|id| {
                vehicles.get(&id).map(|v| VehicleRef { id: id.0, plate: v.plate.clone(), colour: v.colour.clone() })
            });
            SignalView {
                id: s.id,
                kind: s.kind,
                rules: rules.into_iter().map(str::to_owned).collect(),
                severity: s.severity,
                state: s.state,
                day: s.day,
                seq: s.seq,
                vehicle,
                driver: s.driver.and_then(|id| Some(Named { id: id.0, name: people.get(&id)?.name.clone() })),
                enterprise: s
                    .enterprise
                    .and_then(|id| Some(Named { id: id.0, name: enterprises.get(&id)?.name.clone() })),
                finding_count: stored.findings,
                first_at: stored.first_at,
                last_at: stored.last_at,
                driving_minutes: worst.map(|f| f.driving_minutes),
                limit_minutes: worst.map(|f| f.limit_minutes),
                owner,
                assignee: s.assignee,
                opened_at: s.opened_at,
                since: s.since,
                due_at: s.due_at,
                overdue,
                version: stored.version,
                findings: findings.into_iter().map(FindingView::of).collect(),
                evidence: Vec::new(),
                activity: Vec::new(),
                alarms: Vec::new(),
                supervisions: Vec::new(),
                supervisable: None,
                hazard_id: s.hazard,
                watch_id: s.watch.or_else(|| s.group.watch_id()),
                false_alarm: s.false_alarm,
                actions,
            }
        })
        .collect())
}

/// The finding furthest above its limit.
fn worst(findings: &[Finding]) -> Option<&Finding> {
    let over = |f: &Finding| if f.limit_minutes > 0.0 { f.driving_minutes / f.limit_minutes } else { 0.0 };
    // What was taken back speaks only when nothing else does.
    let rank = |f: &Finding| (f.phase != Phase::Withdrawn, over(f));
    findings.iter().max_by(|a, b| rank(a).0.cmp(&rank(b).0).then(rank(a).1.total_cmp(&rank(b).1)))
}
