//! How rule kinds speak: a sink that knows rule, pack and subject, and the bookkeeping of revisions.

use std::fmt::Display;

use anlu_domain::{
    finding::{Finding, Overspeed, PackRef, Phase, Severity},
    geo::Point,
    ids::FindingId,
    time::{MINUTE_MS, UtcMs},
    zone::ZoneRef,
};
use serde::{Deserialize, Serialize};

use crate::{pack::SeverityLimits, zones::ZoneSet};

/// What a vehicle is called in findings; written only when there is one.
pub(crate) type Name<'a> = &'a dyn Display;

/// Whose clock a finding is about.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// Vehicle that is (or was last) driven.
    pub(crate) vehicle: Name<'a>,
    /// Certificate number when the clock follows a person.
    pub(crate) driver: Option<&'a str>,
}

/// Whether open findings are wanted, or only the final figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Every revision.
    All,
    /// Closed findings only (revisions are counted all the same, so that both ways give equal findings).
    Finals,
    /// None: they have been told already.
    Nothing,
}

/// Figures of one finding. Times and durations are milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures<'a> {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) driving: i64,
    pub(crate) gap: i64,
    pub(crate) limit: i64,
    pub(crate) at: Option<Point>,
    /// Highest speed and the limit it passed.
    pub(crate) speed: Option<Overspeed>,
    /// The zone it is about.
    pub(crate) zone: Option<&'a ZoneRef>,
}

/// Takes findings of one rule about one subject.
pub(crate) struct Sink<'a> {
    pub(crate) rule: &'a str,
    pub(crate) pack: &'a PackRef,
    pub(crate) severity: &'a SeverityLimits,
    pub(crate) subject: Subject<'a>,
    pub(crate) wanted: Wanted,
    /// Added to revision numbers.
    pub(crate) lift: u32,
    /// Zones in force.
    pub(crate) zones: &'a ZoneSet,
    pub(crate) out: &'a mut Vec<Finding>,
}

/// Counts the revisions of one finding. Part of the rule states, hence of the snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revisions {
    next: u32,
    last_end: i64,
    severity: Option<Severity>,
}

impl Revisions {
    /// Whether the finding has been opened.
    pub(crate) fn any(&self) -> bool {
        self.next > 0
    }
}

impl Sink<'_> {
    /// Opens the finding, or revises it when `every` ms of device time have passed or the severity has changed.
    pub(crate) fn open(&mut self, revisions: &mut Revisions, figures: &Figures<'_>, every: i64) {
        let severity = self.severity.of(figures.driving);
        let due = revisions.next == 0
            || revisions.severity != Some(severity)
            || figures.end.saturating_sub(revisions.last_end) >= every;
        if due {
            if self.wanted == Wanted::All {
                self.push(figures, Phase::Open, revisions.next, severity);
            }
            revisions.next = revisions.next.saturating_add(1);
            revisions.last_end = figures.end;
            revisions.severity = Some(severity);
        }
    }

    /// Closes the finding with its final figures.
    pub(crate) fn close(&mut self, revisions: &Revisions, figures: &Figures<'_>) {
        if self.wanted != Wanted::Nothing {
            self.push(figures, Phase::Closed, revisions.next, self.severity.of(figures.driving));
        }
    }

    fn push(&mut self, f: &Figures<'_>, phase: Phase, revision: u32, severity: Severity) {
        let vehicle = self.subject.vehicle.to_string();
        // Two zones may begin to matter at one instant.
        let rule = f.zone.map(|zone| format!("{}@{}", self.rule, zone.id));
        let rule = rule.as_deref().unwrap_or(self.rule);
        self.out.push(Finding {
            // The person when known, else the vehicle.
            id: FindingId::derive(rule, self.subject.driver.unwrap_or(&vehicle), f.start),
            rule: self.rule.to_owned(),
            pack: self.pack.clone(),
            vehicle,
            driver: self.subject.driver.map(str::to_owned),
            start: UtcMs(f.start),
            end: UtcMs(f.end),
            phase,
            revision: revision.saturating_add(self.lift),
            late: false,
            severity,
            driving_minutes: minutes(f.driving),
            max_gap_minutes: minutes(f.gap),
            limit_minutes: minutes(f.limit),
            at: f.at,
            speed: f.speed,
            zone: f.zone.cloned(),
        });
    }
}

/// Milliseconds as minutes.
#[expect(clippy::cast_precision_loss, reason = "exact below 2^53 ms, which is 285,000 years")]
pub(crate) fn minutes(ms: i64) -> f64 {
    ms as f64 / MINUTE_MS as f64
}
