//! `anlu pack backtest`: what if? Both packs judge the same positions, and only the differences are told.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use anlu_domain::finding::{Finding, Severity};
use anlu_history::trace::{self, Limits};
use anlu_rules::{engine::Engine, pack::Pack, zones::ZoneSet};
use serde::Serialize;

use super::line;
use crate::{
    Failure,
    admin::{
        profile::Profiles,
        screen::untold::{self, Untold},
    },
};

/// One vehicle and rule whose verdict changes.
#[derive(Serialize)]
struct Changed<'a> {
    vehicle: &'a str,
    rule: &'a str,
    /// `more`, `fewer`, or `other` (as many findings, with other figures or severity).
    change: &'static str,
    old: Vec<Short>,
    new: Vec<Short>,
}

/// What remains the same and what does not, last line.
#[derive(Serialize)]
struct Sum {
    vehicles: usize,
    rows: u64,
    old_findings: usize,
    new_findings: usize,
    vehicles_found_by_new_only: usize,
    vehicles_found_by_old_only: usize,
}

#[derive(PartialEq, Serialize)]
struct Short {
    start: String,
    end: String,
    driving_minutes: f64,
    severity: Severity,
}

impl From<&Finding> for Short {
    fn from(f: &Finding) -> Self {
        let (start, end) = (f.start.rfc3339_cst(), f.end.rfc3339_cst());
        Self { start, end, driving_minutes: f.driving_minutes, severity: f.severity }
    }
}

pub(super) fn run(
    (old, new): (&Pack, &Pack),
    (profiles, zones): (&Profiles, &Arc<ZoneSet>),
    files: &[PathBuf],
    out: &mut impl Write,
) -> Result<ExitCode, Failure> {
    let traces = trace::read(files, &Limits::default()).map_err(|e| Failure::input(e.code(), e.to_string()))?;
    Untold::of(&[old, new]).note(traces.rows(), (&traces).into());
    let over = |pack| Engine::new(pack).with_zones(Arc::clone(zones));
    let (old, new) = (over(old), over(new));
    let (mut by_old, mut by_new) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for vehicle in traces.vehicles() {
        rows.clear();
        vehicle.rows_into(&mut rows);
        let rows = || rows.iter().map(untold::row);
        let named = (vehicle.name(), profiles.of(vehicle.name()));
        old.screen_vehicle(named, rows(), &mut by_old);
        new.screen_vehicle(named, rows(), &mut by_new);
    }
    let (before, after) = (grouped(&by_old), grouped(&by_new));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for &(vehicle, rule) in keys {
        let list = |side: &BTreeMap<_, Vec<&Finding>>| -> Vec<Short> {
            side.get(&(vehicle, rule)).map_or_else(Vec::new, |all| all.iter().map(|f| Short::from(*f)).collect())
        };
        let (was, is) = (list(&before), list(&after));
        if was != is {
            let change = match is.len().cmp(&was.len()) {
                std::cmp::Ordering::Greater => "more",
                std::cmp::Ordering::Less => "fewer",
                std::cmp::Ordering::Equal => "other",
            };
            line(out, &Changed { vehicle, rule, change, old: was, new: is })?;
        }
    }
    let vehicles = |found: &[Finding]| found.iter().map(|f| f.vehicle.clone()).collect::<BTreeSet<_>>();
    let (old_set, new_set) = (vehicles(&by_old), vehicles(&by_new));
    line(
        out,
        &Sum {
            vehicles: traces.vehicle_count(),
            rows: traces.rows(),
            old_findings: by_old.len(),
            new_findings: by_new.len(),
            vehicles_found_by_new_only: new_set.difference(&old_set).count(),
            vehicles_found_by_old_only: old_set.difference(&new_set).count(),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

fn grouped(findings: &[Finding]) -> BTreeMap<(&str, &str), Vec<&Finding>> {
    let mut groups: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    for f in findings {
        groups.entry((&f.vehicle, &f.rule)).or_default().push(f);
    }
    groups
}
