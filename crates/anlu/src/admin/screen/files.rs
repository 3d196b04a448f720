//! Position files. What lies by vehicle is judged part by part as it is read; anything else is read whole first.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anlu_domain::finding::Finding;
use anlu_history::trace::{self, Limits, TraceProblem, Traces, VehicleTrace};
use anlu_rules::engine::Engine;
use indicatif::ProgressBar;

use super::untold;
use crate::{Failure, admin::profile::Profiles};

/// Vehicles a thread takes at a time.
const SHARE: usize = 16;

/// Reads and judges: what was seen, and the findings by vehicle name, start and rule.
pub(super) fn screen(
    (engine, profiles, threads): (&Engine, &Profiles, usize),
    (files, limits): (&[PathBuf], &Limits),
    bar: &ProgressBar,
) -> Result<(Traces, Vec<Finding>), Failure> {
    let mut findings = Vec::new();
    let mut watch = |rows| bar.set_position(rows);
    let mut part = |vehicles: &[VehicleTrace<'_>]| findings.extend(judge(engine, profiles, vehicles, threads));
    let mut read = trace::read_parted(files, limits, &mut watch, &mut part);
    if read.as_ref().is_err_and(|error| error.problem == TraceProblem::Scattered) {
        findings.clear();
        read = trace::read_watched(files, limits, &mut watch);
    }
    let traces = read.map_err(|error| Failure::input(error.code(), error.to_string()))?;
    bar.set_message("screening");
    let parted = !findings.is_empty();
    findings.extend(judge(engine, profiles, &traces.vehicles().collect::<Vec<_>>(), threads));
    if parted {
        // The findings of a vehicle come from one part, in their order.
        findings.sort_by(|a, b| a.vehicle.cmp(&b.vehicle));
    }
    Ok((traces, findings))
}

/// Findings of these vehicles, by vehicle name, start and rule.
fn judge(engine: &Engine, profiles: &Profiles, vehicles: &[VehicleTrace<'_>], threads: usize) -> Vec<Finding> {
    let shares: Vec<&[VehicleTrace<'_>]> = vehicles.chunks(SHARE).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(usize, Vec<Finding>)> = Vec::new();
        let mut rows = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(share) = shares.get(index) else { return done };
            let mut found = Vec::new();
            for vehicle in *share {
                let before = found.len();
                vehicle.rows_into(&mut rows);
                let ordered = rows.iter().map(untold::row);
                engine.screen_vehicle((vehicle.name(), profiles.of(vehicle.name())), ordered, &mut found);
                if let Some(own) = found.get_mut(before..) {
                    own.sort_by(|a, b| (a.start, &a.rule, a.end).cmp(&(b.start, &b.rule, b.end)));
                }
            }
            if !found.is_empty() {
                done.push((index, found));
            }
        }
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(shares.len())).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(found) => all.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().flat_map(|(_, found)| found).collect()
}
