//! Rules that ask what the registry knows, and findings that are only worth knowing.

use std::{fs, time::Duration};

use anlu_domain::{
    finding::{Overspeed, Severity},
    party::vehicle::VehicleClass,
    time::{MINUTE_MS, UtcMs},
    track::Fact,
};
use anlu_store::repo::finding;
use tokio_util::sync::CancellationToken;

use super::{
    all,
    fixture::{BEGIN, Fixture, run},
    ledger_size, tired,
};
use crate::live::{event::LiveEvent, plane::Plane};

/// Ten minutes at 120 km/h, then ten at 60.
fn fast(from: i64) -> Vec<Fact> {
    let mut facts = run(from..from + 10, 120.0);
    facts.extend(run(from + 10..from + 20, 60.0));
    facts
}

#[tokio::test]
async fn a_vehicle_is_judged_by_what_the_registry_knew_and_a_replay_judges_alike() {
    let f = Fixture::new().await;
    f.becomes(VehicleClass::Taxi).await;
    f.send(&fast(0)).await;
    f.work().await;
    assert!(all(&f).await.is_empty(), "no rule is about the speed of a taxi");
    // The registry is corrected while nothing runs.
    f.becomes(VehicleClass::HeavyTruck).await;
    f.send(&fast(20)).await;
    f.work().await;
    let found = all(&f).await;
    assert_eq!((found.len(), found[0].1.len()), (1, 1));
    let one = &found[0].1[0].finding;
    assert_eq!((one.rule.as_str(), one.start), ("speed.truck", UtcMs(BEGIN + 20 * MINUTE_MS)));
    assert_eq!(one.speed, Some(Overspeed { peak_kmh: 120.0, limit_kmh: 100.0 }));
    let ledger = ledger_size(&f).await;
    fs::remove_file(f.snapshot()).unwrap();
    f.work().await;
    assert_eq!((all(&f).await, ledger_size(&f).await), (found, ledger), "it was a taxi in its first minutes");
}

#[tokio::test]
async fn a_change_of_the_registry_is_heard_of_at_once() {
    let f = Fixture::new().await;
    f.becomes(VehicleClass::Taxi).await;
    f.send(&fast(0)).await;
    let mut events = f.desk.events.subscribe();
    let stop = CancellationToken::new();
    let plane = Plane::start(&f.desk, f.ports(), &stop);
    plane.health().caught_up().await;
    f.becomes(VehicleClass::HazmatTruck).await;
    f.desk.tell(LiveEvent::Registry);
    // What is taken after this one is taken after the news.
    f.send(&run(20..21, 60.0)).await;
    while f.desk.latest.list(|_| true).first().is_none_or(|now| now.time < UtcMs(BEGIN + 20 * MINUTE_MS)) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    f.send(&fast(21)).await;
    while !matches!(events.recv().await.unwrap(), LiveEvent::Signal { new: true, .. }) {}
    stop.cancel();
    plane.join().await;
    let found = all(&f).await;
    assert_eq!((found.len(), found[0].1[0].finding.rule.as_str()), (1, "speed.hazmat"));
}

/// The vehicle stands for `minutes` with a fault of its terminal (bit 5), then without.
fn faulty(from: i64, minutes: i64) -> Vec<Fact> {
    let mut facts = run(from..from + minutes, 0.0);
    for fact in &mut facts {
        if let Fact::Fix(fix) = fact {
            fix.alarm = 1 << 5;
        }
    }
    facts.extend(run(from + minutes..from + minutes + 10, 0.0));
    facts
}

#[tokio::test]
async fn what_is_only_worth_knowing_opens_no_signal_and_joins_one_that_is_open() {
    let f = Fixture::new().await;
    f.send(&faulty(-90, 70)).await;
    f.work().await;
    assert!(all(&f).await.is_empty());
    let kept = finding::of_vehicle(f.desk.store.read(), f.truck, UtcMs(0), UtcMs(i64::MAX)).await.unwrap();
    assert_eq!((kept.len(), kept[0].finding.rule.as_str()), (1, "device.fault"));
    assert_eq!(kept[0].finding.severity, Severity::Notice);
    f.send(&tired()).await;
    f.send(&faulty(281, 70)).await;
    f.work().await;
    let found = all(&f).await;
    assert_eq!(found.len(), 1, "one signal");
    let rules: Vec<&str> = found[0].1.iter().map(|s| s.finding.rule.as_str()).collect();
    assert_eq!((rules, found[0].0.findings), (vec!["fatigue.continuous", "device.fault"], 2));
    assert_eq!(found[0].0.signal.severity, Severity::Warning, "a notice raises nothing");
}
