//! 日报: a civil day of the vehicles somebody sees, or of one enterprise: on line, indices, findings by kind, the severe
//! ones one by one, and how far signals are handled.

use std::collections::BTreeMap;

use anlu_domain::{
    finding::Severity,
    ids::{EnterpriseId, SignalId, VehicleId},
    signal::State,
    time::{CivilDay, UtcMs},
};
use anlu_rules::indices::GroupDay;
use anlu_store::{
    Page,
    repo::{enterprise, index, names, report as repo, rule_basis},
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    index::group,
    registry::{RegistryError, named::Owners},
};

/// Severe findings told one by one; the count tells of all.
const MOST_SEVERE: u64 = 200;
/// Enterprises of a report.
const MOST_ENTERPRISES: usize = 20_000;

/// Findings of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindCount {
    /// Rule.
    pub rule: String,
    /// All.
    pub count: u64,
    /// Of them severe.
    pub severe: u64,
}

/// How far signals are handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Handling {
    /// All signals of the day.
    pub signals: u64,
    /// Nobody has looked yet.
    pub open: u64,
    /// Settled: closed, a hazard, a false alarm.
    pub settled: u64,
    /// Their clock ran out at some time.
    pub escalated: u64,
}

/// A severe finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Severe {
    /// Rule.
    pub rule: String,
    /// Begin and end so far.
    pub start: UtcMs,
    /// End so far.
    pub end: UtcMs,
    /// Minutes at the wheel.
    pub driving_minutes: f64,
    /// Limit, minutes.
    pub limit_minutes: f64,
    /// Vehicle and its plate; `None`: not registered.
    pub vehicle: Option<(VehicleId, String)>,
    /// Owner.
    pub enterprise: Option<Named>,
    /// Its signal and how that stands.
    pub signal: Option<(SignalId, State)>,
}

/// An enterprise of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Enterprise; `None`: vehicles that are not registered.
    pub enterprise: Option<Named>,
    /// Indices of the day.
    pub index: GroupDay,
    /// Findings.
    pub findings: u64,
    /// Of them severe.
    pub severe: u64,
    /// Signals.
    pub handling: Handling,
}

/// The report.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily {
    /// The day.
    pub day: CivilDay,
    /// When the report was made.
    pub made_at: UtcMs,
    /// The enterprise it is about; `None`: everything the viewer sees.
    pub enterprise: Option<Named>,
    /// Whether the day is over and its indices are computed.
    pub computed: bool,
    /// Indices of all vehicles.
    pub index: GroupDay,
    /// Findings by kind, most frequent first.
    pub kinds: Vec<KindCount>,
    /// Signals.
    pub handling: Handling,
    /// Severe findings by start.
    pub severe: Vec<Severe>,
    /// Severe findings, all of them.
    pub severe_count: u64,
    /// Names of the rules in Chinese, for the workbook.
    pub rule_names: BTreeMap<String, String>,
    /// Enterprises: severe findings first, then findings, then vehicles off line.
    pub lines: Vec<Line>,
}

/// The report of `day` for what the viewer sees, or for one enterprise of it.
pub async fn daily(ctx: &Ctx, id: Option<EnterpriseId>, day: CivilDay) -> Result<Daily, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    require(ctx, Action::SignalRead)?;
    let db = ctx.store.read();
    let about = match id {
        None => None,
        Some(id) => {
            let found = enterprise::get(db, &ctx.viewer, id).await?.ok_or(RegistryError::NotFound)?;
            Some(Named { id: id.0, name: found.value.name })
        }
    };
    let mut lines: BTreeMap<Option<EnterpriseId>, Line> = BTreeMap::new();
    let blank =
        || Line { enterprise: None, index: GroupDay::default(), findings: 0, severe: 0, handling: Handling::default() };
    for (firm, sums) in index::of_day(db, &ctx.viewer, id, day).await? {
        lines.entry(Some(firm)).or_insert_with(blank).index = group(&sums);
    }
    let mut kinds: BTreeMap<String, KindCount> = BTreeMap::new();
    for found in repo::findings(db, &ctx.viewer, id, day).await? {
        let severe = if found.severity == Severity::Severe { found.count } else { 0 };
        let kind = kinds.entry(found.rule.clone()).or_default();
        kind.rule = found.rule;
        kind.count += found.count;
        kind.severe += severe;
        let line = lines.entry(found.enterprise).or_insert_with(blank);
        line.findings += found.count;
        line.severe += severe;
    }
    for found in repo::signals(db, &ctx.viewer, id, day).await? {
        add(&mut lines.entry(found.enterprise).or_insert_with(blank).handling, &found);
    }
    let owners = Owners::of(db, lines.keys().flatten().copied()).await?;
    let mut lines: Vec<Line> =
        lines.into_iter().map(|(firm, line)| Line { enterprise: firm.map(|firm| owners.get(firm)), ..line }).collect();
    let (mut index, mut handling) = (GroupDay::default(), Handling::default());
    for line in &lines {
        index.merge(&line.index);
        handling.signals += line.handling.signals;
        handling.open += line.handling.open;
        handling.settled += line.handling.settled;
        handling.escalated += line.handling.escalated;
    }
    lines.sort_by_key(|l| {
        let off_line = l.index.vehicles.saturating_sub(l.index.online);
        (std::cmp::Reverse((l.severe, l.findings, off_line)), l.enterprise.as_ref().map(|e| e.name.clone()))
    });
    lines.truncate(MOST_ENTERPRISES);
    let mut kinds: Vec<KindCount> = kinds.into_values().collect();
    kinds.sort_by_key(|k| std::cmp::Reverse(k.count));
    let known = rule_basis::of_rules(db, kinds.iter().map(|k| k.rule.clone())).await?;
    let rule_names = known.into_iter().map(|k| (k.rule, k.basis.title.zh)).collect();
    Ok(Daily {
        day,
        rule_names,
        made_at: ctx.now(),
        enterprise: about,
        computed: index::computed_on(db, day).await?.is_some(),
        index,
        severe_count: kinds.iter().map(|k| k.severe).sum(),
        kinds,
        handling,
        severe: severe(ctx, id, day).await?,
        lines,
    })
}

fn add(handling: &mut Handling, found: &repo::SignalCount) {
    handling.signals += found.count;
    handling.escalated += found.escalated;
    if found.state == State::Open {
        handling.open += found.count;
    } else if found.state.settled() {
        handling.settled += found.count;
    }
}

async fn severe(ctx: &Ctx, id: Option<EnterpriseId>, day: CivilDay) -> Result<Vec<Severe>, RegistryError> {
    let db = ctx.store.read();
    let found = repo::severe(db, &ctx.viewer, id, day, MOST_SEVERE).await?;
    let plates = names::vehicles(db, found.iter().filter_map(|(f, _)| f.vehicle)).await?;
    let owners = Owners::of(db, found.iter().filter_map(|(f, _)| f.enterprise)).await?;
    let severe = found.into_iter().map(|(f, signal)| Severe {
        rule: f.finding.rule,
        start: f.finding.start,
        end: f.finding.end,
        driving_minutes: f.finding.driving_minutes,
        limit_minutes: f.finding.limit_minutes,
        vehicle: f.vehicle.and_then(|v| Some((v, plates.get(&v)?.plate.clone()))),
        enterprise: f.enterprise.map(|e| owners.get(e)),
        signal,
    });
    Ok(severe.collect())
}

/// Enterprises on a page of the screen; the workbook holds all.
pub fn shown(lines: &[Line]) -> &[Line] {
    let page = usize::try_from(Page::MAX_SIZE).unwrap_or(usize::MAX);
    lines.get(..page).unwrap_or(lines)
}
