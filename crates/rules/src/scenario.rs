//! Runs the scenarios of a pack: data in, facts made from it, findings compared.

use std::sync::Arc;

use anlu_domain::{
    finding::{Finding, Phase, newest_revisions},
    party::profile::Profile,
    time::{MINUTE_MS, UtcMs},
};

use crate::{
    engine::{Counts, Engine, ShardState},
    pack::{Expected, Pack, Scenario},
    zones::ZoneSet,
};

mod facts;

pub(crate) use self::facts::along;
pub use self::facts::{Sent, facts};

/// How a scenario came out.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Scenario id.
    pub id: String,
    /// What differs from what must be found; empty: passed.
    pub differences: Vec<String>,
    /// The closed findings of its rules.
    pub findings: Vec<Finding>,
}

/// Runs every scenario of `pack`, in their order.
pub fn run_all(pack: &Pack) -> Vec<Outcome> {
    let engine = Engine::new(pack);
    pack.scenarios.iter().map(|s| run(&engine, s)).collect()
}

/// The zones of a scenario.
pub fn zones(scenario: &Scenario) -> Arc<ZoneSet> {
    let zones = (1..).zip(&scenario.zones).map(|(number, zone)| zone.zone(number));
    Arc::new(ZoneSet::new(zones.collect()))
}

/// Runs one scenario.
pub fn run(engine: &Engine, scenario: &Scenario) -> Outcome {
    let engine = &engine.with_zones(zones(scenario));
    let (found, counts) = play(engine, &scenario.profile, &facts(scenario));
    let mut findings = newest_revisions(found);
    findings.retain(|f| f.phase == Phase::Closed && scenario.rules.contains(&f.rule));
    findings.sort_by(|a, b| (subject(a), a.start, &a.rule, a.end).cmp(&(subject(b), b.start, &b.rule, b.end)));
    let mut differences = Vec::new();
    for (name, wanted, got) in [
        ("late", scenario.late, counts.late),
        ("duplicate", scenario.duplicate, counts.duplicate),
        ("future", scenario.future, counts.future),
    ] {
        if wanted != got {
            differences.push(format!("{name}: {got} facts, expected {wanted}"));
        }
    }
    if findings.len() != scenario.expect.len() {
        differences.push(format!("{} findings, expected {}", findings.len(), scenario.expect.len()));
    }
    for (index, (found, wanted)) in findings.iter().zip(&scenario.expect).enumerate() {
        for difference in compare(found, wanted, scenario.start) {
            differences.push(format!("finding {}: {difference}", index + 1));
        }
    }
    for extra in findings.iter().skip(scenario.expect.len()) {
        differences.push(format!("not expected: {} of {}, {} min", extra.rule, subject(extra), extra.driving_minutes));
    }
    Outcome { id: scenario.id.clone(), differences, findings }
}

/// Steps the engine through `sent` and finishes.
fn play(engine: &Engine, profile: &Profile, sent: &[Sent]) -> (Vec<Finding>, Counts) {
    let mut state = ShardState::default();
    let mut out = Vec::new();
    let mut now = sent.first().map_or(0, |first| first.received.0);
    for s in sent {
        // As a log notes the time while nothing comes.
        while now + MINUTE_MS < s.received.0 {
            now += MINUTE_MS;
            if engine.overdue(&state, UtcMs(now)) {
                engine.advance(&mut state, UtcMs(now), &mut out);
            }
        }
        now = now.max(s.received.0);
        engine.step(&mut state, (&s.vehicle, profile), &s.fact, s.received, &mut out);
    }
    engine.finish(&mut state, &mut out);
    (out, state.counts())
}

fn subject(finding: &Finding) -> &str {
    finding.driver.as_deref().unwrap_or(&finding.vehicle)
}

fn compare(found: &Finding, wanted: &Expected, start: UtcMs) -> Vec<String> {
    let mut all = Vec::new();
    let mut differ = |what: &str, got: String, expected: String| {
        if got != expected {
            all.push(format!("{what} is {got}, expected {expected}"));
        }
    };
    differ("rule", found.rule.clone(), wanted.rule.clone());
    differ("vehicle", found.vehicle.clone(), wanted.vehicle.clone());
    differ("driver", format!("{:?}", found.driver), format!("{:?}", wanted.driver));
    let since = |t: UtcMs| crate::emit::minutes(t.0.saturating_sub(start.0));
    let figures = [
        ("driving_minutes", found.driving_minutes, Some(wanted.driving_minutes)),
        ("max_gap_minutes", found.max_gap_minutes, wanted.max_gap_minutes),
        ("start_minute", since(found.start), wanted.start_minute),
        ("end_minute", since(found.end), wanted.end_minute),
        ("peak_kmh", found.speed.map_or(0.0, |s| f64::from(s.peak_kmh)), wanted.peak_kmh),
        ("limit_kmh", found.speed.map_or(0.0, |s| f64::from(s.limit_kmh)), wanted.limit_kmh),
    ];
    for (what, got, expected) in figures {
        if let Some(expected) = expected {
            differ(what, format!("{got:.3}"), format!("{expected:.3}"));
        }
    }
    if wanted.zone.is_some() {
        let name = found.zone.as_ref().map(|zone| zone.name.clone());
        differ("zone", format!("{name:?}"), format!("{:?}", wanted.zone));
    }
    if let Some(severity) = wanted.severity {
        differ("severity", format!("{:?}", found.severity), format!("{severity:?}"));
    }
    all
}
