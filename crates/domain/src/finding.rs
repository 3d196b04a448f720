//! Findings: what a detector saw, with everything needed to prove and replay it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{geo::Point, ids::FindingId, time::UtcMs, zone::ZoneRef};

/// How serious a finding is; thresholds are pack parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// Beyond the legal limit.
    Warning,
    /// Far beyond: a Watch is proposed.
    Severe,
}

/// Which pack a finding was judged by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackRef {
    /// Pack id, e.g. `national`.
    pub id: String,
    /// Pack version, e.g. `2026.1`.
    pub version: String,
}

/// A finding is opened when its threshold is crossed and closed when its spell ends; each emission is a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The spell still goes on.
    Open,
    /// The spell has ended; the figures are final.
    Closed,
    /// Late data has shown that there was no such spell; the figures are those it was told with.
    Withdrawn,
}

/// A speed above a limit, km/h.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overspeed {
    /// Highest speed inside the range.
    pub peak_kmh: f32,
    /// The limit.
    pub limit_kmh: f32,
}

/// What one rule found about one vehicle (or the driver known to hold its wheel).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Derived id, see [`FindingId::derive`].
    pub id: FindingId,
    /// Rule id, e.g. `fatigue.continuous`.
    pub rule: String,
    /// The pack it was judged by.
    pub pack: PackRef,
    /// Vehicle key: the registry id in the live plane, the name in the file for a screened file.
    pub vehicle: String,
    /// Driver certificate number when a card event named one.
    pub driver: Option<String>,
    /// First instant of the fact range.
    pub start: UtcMs,
    /// Last instant of the fact range so far.
    pub end: UtcMs,
    /// Whether the spell still goes on.
    pub phase: Phase,
    /// Counts emissions of the same id from 0; a higher one replaces a lower one.
    pub revision: u32,
    /// This revision was brought about by data that came late, not by time going on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Seriousness by the pack's thresholds.
    pub severity: Severity,
    /// Minutes that count: at the wheel inside the range (rolling 24 h maximum for `fatigue.daily`), above the speed
    /// limit, standing, or of the alarm, by rule.
    pub driving_minutes: f64,
    /// Longest gap in the data inside the range, minutes; it counted neither as driving nor as rest.
    pub max_gap_minutes: f64,
    /// The limit that was passed, minutes.
    pub limit_minutes: f64,
    /// Where the range ended.
    pub at: Option<Point>,
    /// Highest speed, for rules about speed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<Overspeed>,
    /// The zone or corridor, for rules about zones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneRef>,
}

/// The newest revision of each finding, in the order in which they came up.
pub fn newest_revisions(found: Vec<Finding>) -> Vec<Finding> {
    let mut place: BTreeMap<FindingId, usize> = BTreeMap::new();
    let mut newest: Vec<Finding> = Vec::new();
    for finding in found {
        if let Some(known) = place.get(&finding.id).and_then(|i| newest.get_mut(*i)) {
            // What is told on after a correction still is corrected.
            *known = Finding { late: finding.late || known.late, ..finding };
        } else {
            place.insert(finding.id, newest.len());
            newest.push(finding);
        }
    }
    newest
}
