//! What two packs make of the same positions.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{
    finding::{Finding, Severity},
    ids::{FindingId, VehicleId},
    time::UtcMs,
};
use anlu_rules::pack::{Pack, diff};

use crate::policy::Words;

/// Most vehicles and rules that are listed; the counts are of all.
const MAX_CHANGED: usize = 2_000;

/// A difference of the packs in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What it is about: a rule id, `intake`, `clocks`, `indices`, `texts` or `pack`.
    pub subject: String,
    /// In words.
    pub words: Words,
}

/// How a verdict changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// More findings.
    More,
    /// Fewer.
    Fewer,
    /// As many, with other figures or severity.
    Other,
}

/// A finding in short.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Short {
    /// First instant.
    pub start: UtcMs,
    /// Last instant.
    pub end: UtcMs,
    /// Minutes that count.
    pub minutes: f64,
    /// Severity.
    pub severity: Severity,
}

/// One vehicle and rule whose verdict changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Vehicle.
    pub vehicle: VehicleId,
    /// Rule.
    pub rule: String,
    /// How.
    pub direction: Direction,
    /// By the old pack.
    pub old: Vec<Short>,
    /// By the new one.
    pub new: Vec<Short>,
}

/// Findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// Rule.
    pub rule: String,
    /// Its name.
    pub title: Words,
    /// Findings by the old pack.
    pub old: u64,
    /// Findings by the new one.
    pub new: u64,
}

/// What comes of a back-test.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The difference of the packs in words.
    pub said: Vec<Said>,
    /// Vehicles that were judged.
    pub vehicles: u64,
    /// Positions that were judged.
    pub positions: u64,
    /// Days of which there are positions.
    pub days: u64,
    /// Findings of each rule, also of those that find as much as before.
    pub rules: Vec<RuleCount>,
    /// Vehicles of which only the new pack finds anything.
    pub new_only: u64,
    /// Vehicles of which only the old pack finds anything.
    pub old_only: u64,
    /// Verdicts that change, by rule and vehicle; at most 2,000.
    pub changed: Vec<Changed>,
    /// How many change.
    pub changed_total: u64,
}

/// Findings of one pack: the last revision of each.
pub(super) type Found = BTreeMap<FindingId, Finding>;

/// Keeps the last revision of each finding.
pub(super) fn keep(found: &mut Found, emitted: &mut Vec<Finding>) {
    for finding in emitted.drain(..) {
        let newer = found.get(&finding.id).is_none_or(|known| known.revision <= finding.revision);
        if newer {
            found.insert(finding.id, finding);
        }
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Rule, then vehicle, with the findings in the order of time.
fn grouped(found: &Found) -> BTreeMap<(&str, VehicleId), Vec<Short>> {
    let mut groups: BTreeMap<(&str, VehicleId), Vec<Short>> = BTreeMap::new();
    for f in found.values() {
        let Ok(id) = f.vehicle.parse() else { continue };
        let short = Short { start: f.start, end: f.end, minutes: f.driving_minutes, severity: f.severity };
        groups.entry((&f.rule, VehicleId(id))).or_default().push(short);
    }
    for group in groups.values_mut() {
        group.sort_by_key(|s| (s.start, s.end));
    }
    groups
}

/// Holds what one pack found against what the other did.
pub(super) fn compare((old, new): (&Pack, &Pack), (by_old, by_new): (&Found, &Found)) -> Report {
    let (before, after) = (grouped(by_old), grouped(by_new));
    let mut report = Report {
        said: diff(old, new)
            .into_iter()
            .map(|c| Said { subject: c.subject, words: Words { zh: c.zh, en: c.en } })
            .collect(),
        ..Report::default()
    };
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    let none = Vec::new();
    for key in keys {
        let (was, is) = (before.get(&key).unwrap_or(&none), after.get(&key).unwrap_or(&none));
        if was == is {
            continue;
        }
        report.changed_total += 1;
        if report.changed.len() < MAX_CHANGED {
            let direction = match is.len().cmp(&was.len()) {
                std::cmp::Ordering::Greater => Direction::More,
                std::cmp::Ordering::Less => Direction::Fewer,
                std::cmp::Ordering::Equal => Direction::Other,
            };
            let (rule, vehicle) = (key.0.to_owned(), key.1);
            report.changed.push(Changed { vehicle, rule, direction, old: was.clone(), new: is.clone() });
        }
    }
    let of_rule = |groups: &BTreeMap<(&str, VehicleId), Vec<Short>>, rule: &str| {
        groups.iter().filter(|((r, _), _)| *r == rule).map(|(_, all)| count(all.len())).sum()
    };
    // The newest version of a rule names it; a rule that only one of the packs knows is named by that one.
    let titles: BTreeMap<&str, Words> = old
        .rules
        .iter()
        .chain(&new.rules)
        .map(|r| (r.id.as_str(), Words { zh: r.title.zh.clone(), en: r.title.en.clone() }))
        .collect();
    report.rules = titles
        .into_iter()
        .map(|(rule, title)| RuleCount {
            rule: rule.to_owned(),
            title,
            old: of_rule(&before, rule),
            new: of_rule(&after, rule),
        })
        .collect();
    let vehicles = |groups: &BTreeMap<(&str, VehicleId), Vec<Short>>| -> BTreeSet<VehicleId> {
        groups.keys().map(|(_, vehicle)| *vehicle).collect()
    };
    let (old_set, new_set) = (vehicles(&before), vehicles(&after));
    report.new_only = count(new_set.difference(&old_set).count());
    report.old_only = count(old_set.difference(&new_set).count());
    report
}
