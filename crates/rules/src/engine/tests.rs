//! Tests of the engine: replay, snapshot at every prefix, both ways in, and the scenarios of the national pack.

use std::{
    fmt::Write as _,
    sync::{Arc, LazyLock},
};

use anlu_domain::{
    finding::{Finding, Phase, newest_revisions},
    geo::{Point, datum::Datum, shape::Shape},
    ids::ZoneId,
    party::{
        profile::{Profile, Sectors},
        vehicle::VehicleClass,
    },
    time::UtcMs,
    track::{DriverEvent, Fact, Fix},
    zone::{Hours, Zone, ZoneUse},
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Clock, Course, Engine, Row, Sample, ShardState,
    packed::{Draft, Packed},
    wheel::{Told, Wheel},
    window::Recent,
};
use crate::{
    emit::{Subject, Wanted},
    pack::{Pack, load, tests::national},
    scenario,
    zones::ZoneSet,
};

pub(super) static PACK: LazyLock<Pack> = LazyLock::new(|| load(&[national()]).expect("the national pack is whole"));

/// The national pack without the rule that waits for silence: only persons' clocks do.
static PERSONS: LazyLock<Engine> = LazyLock::new(|| {
    let mut pack = PACK.clone();
    pack.rules.retain(|rule| rule.id != "data.silent");
    Engine::new(&pack)
});

/// A pack with small limits, so that short random traces cross them.
static SMALL: LazyLock<Engine> = LazyLock::new(|| {
    let mut layer = national();
    for (path, text) in &mut layer.files {
        if path.starts_with("rules/") {
            *text = text
                .replace("limit_minutes = 240", "limit_minutes = 24")
                .replace("limit_minutes = 480", "limit_minutes = 48")
                .replace("severe_above_minutes = 360", "severe_above_minutes = 36")
                .replace("severe_above_minutes = 720", "severe_above_minutes = 72")
                .replace("warning_above_minutes = 240", "warning_above_minutes = 24")
                .replace("warning_above_minutes = 360", "warning_above_minutes = 36")
                .replace("warning_above_minutes = 480", "warning_above_minutes = 48")
                .replace("warning_above_minutes = 720", "warning_above_minutes = 72")
                .replace("limit_kmh = 80", "limit_kmh = 50");
        }
    }
    Engine::new(&load(&[layer]).expect("whole")).with_zones(zones())
});

/// [`SMALL`] with rules that come into force in the night of the random traces, and one that ends there.
static TURNING: LazyLock<Engine> = LazyLock::new(|| {
    let mut layer = national();
    for (path, text) in &mut layer.files {
        if path.starts_with("rules/fatigue.") || path.starts_with("rules/speed.") {
            let from = text.lines().find(|line| line.starts_with("valid_from")).expect("a first day").to_owned();
            let turn = if path.contains("compare") {
                format!("{from}\nvalid_to = \"2026-10-26\"")
            } else {
                String::from("valid_from = \"2026-10-27\"")
            };
            *text = text.replace(&from, &turn).replace("limit_kmh = 80", "limit_kmh = 50");
        }
    }
    Engine::new(&load(&[layer]).expect("whole")).with_zones(zones())
});

/// Zones of every use along the way of the random traces, some over others.
fn zones() -> Arc<ZoneSet> {
    let uses = ZoneUse::ALL.iter().cycle().take(40);
    let zones = (0u32..).zip(uses).map(|(n, (usage, ..))| {
        let west = 121.0 + f64::from(n) * 0.04;
        let corners = [(0.0, -0.01), (0.06, -0.01), (0.06, 0.01), (0.0, 0.01)];
        let ring = corners.map(|(east, north)| Point { lon: west + east, lat: 30.17 + north });
        let line = Shape::Lines { lines: vec![ring.to_vec()], half_width_m: 2_000.0 };
        Zone {
            id: ZoneId(Uuid::from_u128(u128::from(n))),
            name: format!("示例 {n}"),
            usage: *usage,
            shape: if *usage == ZoneUse::Corridor { line } else { Shape::Areas(vec![vec![ring.to_vec()]]) },
            datum: Datum::Wgs84,
            hours: if n % 3 == 0 { vec![Hours { from: 1_320, to: 360 }] } else { Vec::new() },
            limit_kmh: Some(40),
            classes: vec![VehicleClass::HazmatTruck],
            sectors: Vec::new(),
            enterprise: None,
            retired: false,
        }
    });
    Arc::new(ZoneSet::new(zones.collect()))
}

pub(super) fn fix(time: i64, east_m: f64, speed: Option<f32>) -> Fact {
    let time = UtcMs(time);
    Fact::Fix(Fix {
        at: Some(Point { lon: 121.0 + east_m / 96_250.0, lat: 30.17 }),
        gnss_speed_kmh: speed,
        ..Fix::blank(time, time)
    })
}

/// A vehicle of which the registry knows nothing.
const ANY: Profile =
    Profile { class: None, total_mass_kg: None, line_km: None, sectors: Sectors::NONE, enterprise: None };

/// One that rules about fatigue, speed and gaps are about.
pub(super) const HAZMAT: Profile =
    Profile { class: Some(VehicleClass::HazmatTruck), total_mass_kg: Some(31_000), ..ANY };

pub(super) const BEGIN: i64 = 1_793_000_000_000;

/// One step of a random trace: seconds since the step before, speed, whether a speed is sent, and what the driver does.
#[derive(Clone, Debug)]
struct Step {
    vehicle: usize,
    seconds: i64,
    kmh: f64,
    speed: bool,
    card: u8,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let seconds = prop_oneof![6 => 20i64..400, 2 => 600i64..602, 1 => 600i64..5_000, 1 => 20_000i64..90_000];
    let kmh = prop_oneof![4 => Just(60.0), 2 => Just(0.0), 1 => 0.0..10.0];
    let step = (0usize..2, seconds, kmh, any::<bool>(), 0u8..20)
        .prop_map(|(vehicle, seconds, kmh, speed, card)| Step { vehicle, seconds, kmh, speed, card });
    prop::collection::vec(step, 1..160)
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "small numbers of a test")]
fn facts(steps: &[Step], cards: bool) -> Vec<(&'static str, Fact)> {
    let mut clock = [(BEGIN, 0.0), (BEGIN, 0.0)];
    let mut facts = Vec::new();
    for s in steps {
        let name = ["A", "B"][s.vehicle];
        let (time, east) = &mut clock[s.vehicle];
        *time += s.seconds * 1000;
        *east += s.kmh / 3.6 * s.seconds as f64;
        if cards && s.card < 4 {
            let certificate_no = Some(format!("C{}", s.card % 2));
            facts.push((
                name,
                Fact::Driver(DriverEvent { time: UtcMs(*time), on_duty: s.card < 2, certificate_no, name: None }),
            ));
        }
        facts.push((name, fix(*time, *east, s.speed.then_some(s.kmh as f32))));
    }
    facts
}

/// A day of one vehicle, every half minute with few exceptions: hours that are quiet, and what ends them.
fn day() -> impl Strategy<Value = Vec<Fact>> {
    let minutes = 1usize..50;
    let kmh = prop_oneof![6 => Just(45.0_f32), 3 => Just(0.0), 1 => Just(95.0)];
    let alarm = prop_oneof![12 => Just(0_u32), 1 => Just(1 << 2), 1 => Just(1 << 7)];
    let gap = prop_oneof![8 => Just(0_i64), 1 => 300i64..1_500];
    // Minutes without a fix: none, or all but the first.
    let blind = prop_oneof![3 => Just(false), 1 => Just(true)];
    let spell = (minutes, kmh, alarm, gap, any::<bool>(), (0usize..8, blind));
    prop::collection::vec(spell, 1..9).prop_map(|spells| {
        let (mut time, mut east, mut facts) = (BEGIN, 0.0, Vec::new());
        for (minutes, kmh, alarm, gap, loaded, (swapped, blind)) in spells {
            time += gap * 1_000;
            for n in 0..minutes * 2 {
                time += 30_000;
                east += f64::from(kmh) / 3.6 * 30.0;
                let mut fact = fix(time, east, Some(kmh));
                if let Fact::Fix(fix) = &mut fact {
                    let blind = blind && n > 1;
                    fix.alarm = if n == 3 || (blind && n % 20 > 3) { alarm } else { 0 };
                    fix.safety = u8::from(loaded && n == 7);
                    if blind {
                        (fix.at, fix.gnss_speed_kmh) = (None, None);
                    }
                    fix.status = if loaded { 0b11 << 8 } else { 0 };
                }
                facts.push(fact);
                if n > 4 && n % 40 == swapped * 5 {
                    let last = facts.len() - 1;
                    facts.swap(last, last - 3);
                }
            }
        }
        facts
    })
}

fn step_all(engine: &Engine, facts: &[(&str, Fact)]) -> Vec<Finding> {
    let mut state = ShardState::default();
    let mut out = Vec::new();
    for (vehicle, fact) in facts {
        engine.step(&mut state, (vehicle, &HAZMAT), fact, fact.time(), &mut out);
    }
    engine.finish(&mut state, &mut out);
    out
}

#[test]
fn the_scenarios_of_the_national_pack_hold() {
    let outcomes = scenario::run_all(&PACK);
    assert!(outcomes.len() >= 25);
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|o| !o.differences.is_empty())
        .map(|o| format!("{}: {}", o.id, o.differences.join("; ")))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_finding_opens_is_revised_and_is_closed() {
    let engine = Engine::new(&PACK);
    let scenario = PACK.scenarios.iter().find(|s| s.id == "continuous_severe_above").unwrap();
    let mut state = ShardState::default();
    let mut out = Vec::new();
    for s in scenario::facts(scenario) {
        engine.step(&mut state, (&s.vehicle, &ANY), &s.fact, s.received, &mut out);
    }
    out.retain(|f| f.rule == "fatigue.continuous");
    let first = &out[0];
    assert_eq!((first.phase, first.revision), (Phase::Open, 0));
    assert!((first.driving_minutes - 240.5).abs() < 1e-9);
    assert!(out.iter().enumerate().all(|(i, f)| f.revision == u32::try_from(i).unwrap() && f.id == first.id));
    // From 240.5 to 360.5 minutes once in five minutes; the last one is severe.
    assert_eq!(out.len(), 26);
    assert_eq!(out[24].severity, anlu_domain::finding::Severity::Severe);
    engine.finish(&mut state, &mut out);
    let last = out.iter().rfind(|f| f.rule == "fatigue.continuous").unwrap();
    assert_eq!((last.phase, last.revision), (Phase::Closed, 25));
}

#[test]
fn every_fact_is_judged_as_it_comes_and_the_newest_position_is_known() {
    let engine = &*PERSONS;
    let (mut state, mut out) = (ShardState::default(), Vec::new());
    let minute = |m: i64| UtcMs(BEGIN + m * 60_000);
    for m in 0..242 {
        assert!(out.is_empty(), "{m}");
        engine.step(&mut state, (&"A", &ANY), &fix(minute(m).0, 0.0, Some(60.0)), minute(m), &mut out);
    }
    assert_eq!((out.len(), out[0].phase, out[0].end), (1, Phase::Open, minute(241)));
    let newest: Vec<_> = state.newest().map(|(_, name, f)| (*name, f.time, f.received, f.speed_kmh())).collect();
    assert_eq!(newest, [("A", minute(241), minute(241), Some(60.0))]);
    assert!(!engine.overdue(&state, minute(600)), "no person's clock waits");
    // It falls silent and comes back: the spell was not closed meanwhile.
    for m in 246..255 {
        engine.step(&mut state, (&"A", &ANY), &fix(minute(m).0, 0.0, Some(60.0)), minute(m), &mut out);
    }
    assert!(out.iter().all(|f| f.id == out[0].id) && out.len() == 3, "two more revisions of the same finding");
}

/// A report without a fix at minute `m`.
fn word(m: i64, alarm: u32) -> Fact {
    let Fact::Fix(fix) = fix(BEGIN + m * 60_000, 0.0, None) else { unreachable!("a fix is a fix") };
    Fact::Fix(Fix { at: None, alarm, ..fix })
}

#[test]
fn an_alarm_without_a_fix_is_told_at_once_and_ends_when_the_word_says_so() {
    let engine = Engine::new(&PACK);
    let (mut state, mut out) = (ShardState::default(), Vec::new());
    let mut step = |m: i64, alarm: u32| {
        engine.step(&mut state, (&"A", &HAZMAT), &word(m, alarm), UtcMs(BEGIN + m * 60_000), &mut out);
        let ours = out.drain(..).filter(|f| f.rule == "fatigue.device");
        let told: Vec<_> = ours.map(|f| (f.rule, f.phase, f.driving_minutes)).collect();
        (told, state.counts().void)
    };
    let told = |phase, minutes| vec![(String::from("fatigue.device"), phase, minutes)];
    assert_eq!(step(0, 0), (vec![], 1), "it says nothing and ends nothing");
    assert_eq!(step(1, 1 << 2), (vec![], 1));
    assert_eq!(step(2, 1 << 2), (told(Phase::Open, 1.0), 1));
    assert_eq!(step(3, 0), (vec![], 1), "it says that the alarm is over, and is kept");
    assert_eq!(step(4, 1 << 1), (told(Phase::Closed, 2.0), 1), "as the next report shows");
    assert_eq!(step(5, 0), (vec![], 1));
    assert_eq!(step(6, 0), (vec![], 2));
}

#[test]
fn a_person_of_a_silent_vehicle_is_judged_to_the_last_fact() {
    let engine = &*PERSONS;
    let (mut state, mut out) = (ShardState::default(), Vec::new());
    let minute = |m: i64| UtcMs(BEGIN + m * 60_000);
    let card = DriverEvent { time: minute(0), on_duty: true, certificate_no: Some(String::from("C1")), name: None };
    engine.step(&mut state, (&"A", &ANY), &Fact::Driver(card), minute(0), &mut out);
    for m in 0..242 {
        engine.step(&mut state, (&"A", &ANY), &fix(minute(m).0, 0.0, Some(60.0)), minute(m), &mut out);
    }
    assert!(out.is_empty(), "241 minutes at the wheel, the last three have not settled");
    assert!(!engine.overdue(&state, minute(244)), "three minutes are the window");
    engine.advance(&mut state, minute(244), &mut out);
    assert!(out.is_empty());
    assert!(engine.overdue(&state, minute(245)));
    engine.advance(&mut state, minute(245), &mut out);
    assert_eq!((out.len(), out[0].phase, out[0].end), (1, Phase::Open, minute(241)));
    assert_eq!(out[0].driver.as_deref(), Some("C1"));
    assert!(!engine.overdue(&state, minute(600)), "nothing waits any more");
}

/// Minutes of driving with one fix a minute, but for the minutes `without`.
fn driven(
    engine: &Engine,
    state: &mut ShardState<&'static str>,
    minutes: i64,
    without: &[i64],
    out: &mut Vec<Finding>,
) {
    for m in (0..minutes).filter(|m| !without.contains(m)) {
        let time = BEGIN + m * 60_000;
        engine.step(state, (&"A", &ANY), &fix(time, 0.0, Some(60.0)), UtcMs(time), out);
    }
}

#[test]
fn late_data_revise_what_they_change_and_take_back_what_they_refute() {
    let (engine, mut state, mut out) = (&*SMALL, ShardState::default(), Vec::new());
    // 24 minutes are the limit here; the finding is told with the 25th, at which the vehicle had in truth stood since 23.
    driven(engine, &mut state, 26, &[23], &mut out);
    let told: Vec<Finding> = out.drain(..).filter(|f| f.rule == "fatigue.continuous").collect();
    assert_eq!((told.len(), told[0].phase, told[0].late), (1, Phase::Open, false));
    let late = fix(BEGIN + 23 * 60_000, 0.0, Some(0.0));
    engine.step(&mut state, (&"A", &ANY), &late, UtcMs(BEGIN + 26 * 60_000), &mut out);
    out.retain(|f| f.rule == "fatigue.continuous");
    assert_eq!((out.len(), out[0].phase, out[0].late), (1, Phase::Withdrawn, true));
    assert!(out[0].id == told[0].id && out[0].revision > told[0].revision);
    let taken_back = out[0].revision;
    out.clear();
    // It drives on: the same spell passes the limit a minute later, and the newest revision tells so.
    for m in 26..28 {
        let time = BEGIN + m * 60_000;
        engine.step(&mut state, (&"A", &ANY), &fix(time, 0.0, Some(60.0)), UtcMs(time), &mut out);
    }
    out.retain(|f| f.rule == "fatigue.continuous");
    assert_eq!((out[0].id, out[0].phase), (told[0].id, Phase::Open));
    assert!(out[0].revision > taken_back);
    assert_eq!(state.counts().overtaken, 1);
}

#[test]
fn a_state_of_other_rules_starts_anew() {
    let engine = Engine::new(&PACK);
    let mut fewer = PACK.clone();
    fewer.rules.truncate(1);
    let mut state = ShardState::default();
    let mut out = Vec::new();
    for time in 0..20 {
        Engine::new(&fewer).step(
            &mut state,
            (&"A", &ANY),
            &fix(BEGIN + time * 60_000, 0.0, Some(60.0)),
            UtcMs(i64::MAX),
            &mut out,
        );
    }
    for time in 20..400 {
        engine.step(&mut state, (&"A", &ANY), &fix(BEGIN + time * 60_000, 0.0, Some(60.0)), UtcMs(i64::MAX), &mut out);
    }
    assert!(!out.is_empty());
}

#[test]
fn extreme_values_are_values() {
    let engine = Engine::new(&PACK);
    let mut state = ShardState::default();
    let mut out = Vec::new();
    for time in [i64::MIN, -1, 0, i64::MAX - 1, i64::MAX] {
        for speed in [None, Some(f32::NAN), Some(f32::INFINITY), Some(-1.0), Some(f32::MAX)] {
            engine.step(&mut state, (&"A", &ANY), &fix(time, f64::NAN, speed), UtcMs(i64::MAX), &mut out);
            engine.step(&mut state, (&"B", &ANY), &fix(time, 0.0, speed), UtcMs(i64::MAX), &mut out);
        }
    }
    engine.finish(&mut state, &mut out);
}

#[test]
fn the_sample_of_version_11_is_read() {
    let text = include_str!("../../testdata/shard_state_v11.hex").replace('\n', "");
    let mut now = String::new();
    for byte in sample().encode() {
        write!(now, "{byte:02x}").unwrap();
    }
    assert_eq!(now, text, "the stored form has changed: raise the version and add a sample");
    assert_eq!(ShardState::<String>::decode(&from_hex(&text)).unwrap(), sample());
}

#[test]
fn samples_of_older_versions_are_refused_by_their_version() {
    // The first knew of no load, the second not when a vehicle was last heard of, the third not what the registry told,
    // the fourth judged only what had settled, the fifth knew of no owner, the sixth settled fact by
    // fact, the seventh told what the registry told by names, the eighth knew of no usual time between facts, the ninth of
    // nothing that is said without a position, the tenth of no silence: the caller starts from an empty state and replays.
    for (version, text) in (1..).zip([
        include_str!("../../testdata/shard_state_v1.hex"),
        include_str!("../../testdata/shard_state_v2.hex"),
        include_str!("../../testdata/shard_state_v3.hex"),
        include_str!("../../testdata/shard_state_v4.hex"),
        include_str!("../../testdata/shard_state_v5.hex"),
        include_str!("../../testdata/shard_state_v6.hex"),
        include_str!("../../testdata/shard_state_v7.hex"),
        include_str!("../../testdata/shard_state_v8.hex"),
        include_str!("../../testdata/shard_state_v9.hex"),
        include_str!("../../testdata/shard_state_v10.hex"),
    ]) {
        let read = ShardState::<String>::decode(&from_hex(&text.replace('\n', "")));
        assert!(matches!(read, Err(super::SnapshotError::OtherVersion { found }) if found == version));
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn every_scenario_survives_restarts() {
    let engine = Engine::new(&PACK);
    for s in &PACK.scenarios {
        let engine = engine.with_zones(scenario::zones(s));
        let play = |restart: bool| {
            let (mut state, mut out) = (ShardState::default(), Vec::new());
            for (index, sent) in scenario::facts(s).into_iter().enumerate() {
                if restart && index % 29 == 0 {
                    state = ShardState::<String>::decode(&state.encode()).unwrap();
                }
                engine.step(&mut state, (&sent.vehicle, &s.profile), &sent.fact, sent.received, &mut out);
            }
            engine.finish(&mut state, &mut out);
            out
        };
        assert_eq!(play(true), play(false), "{}", s.id);
    }
}

#[test]
fn a_vehicle_that_changes_its_class_closes_what_was_open() {
    let engine = Engine::new(&PACK);
    let coach = Profile { class: Some(VehicleClass::Coach), ..Profile::default() };
    let s = PACK.scenarios.iter().find(|s| s.id == "night_severe_above").unwrap();
    let (mut state, mut out) = (ShardState::default(), Vec::new());
    for (index, sent) in scenario::facts(s).iter().enumerate() {
        let profile = if index < 300 { coach } else { Profile::default() };
        engine.step(&mut state, (&"A", &profile), &sent.fact, sent.received, &mut out);
    }
    out.retain(|f| f.rule == "fatigue.night");
    let last = out.last().unwrap();
    assert_eq!(last.phase, Phase::Closed);
    assert!(last.driving_minutes > 120.0 && last.driving_minutes < 150.5, "{}", last.driving_minutes);
}

#[test]
fn an_ordinary_truck_is_remembered_in_few_bytes() {
    let engine = Engine::new(&PACK);
    let truck = Profile { class: Some(VehicleClass::HeavyTruck), total_mass_kg: Some(31_000), ..Profile::default() };
    let (mut state, mut out) = (ShardState::default(), Vec::new());
    let empty = state.encode().len();
    // Three hours on the road without a rest: every rule about trucks has something to remember.
    for minute in 0_i32..180 {
        let mut fact = fix(BEGIN + i64::from(minute) * 60_000, 0.0, Some(60.0));
        if let Fact::Fix(fix) = &mut fact {
            // As terminals send it: in millionths of a degree.
            fix.at = Some(Point { lon: f64::from(121_000_000 + 8_800 * minute) / 1e6, lat: 30.17 });
        }
        let received = UtcMs(fact.time().0 + 2_000);
        engine.step(&mut state, (&"A".to_owned(), &truck), &fact, received, &mut out);
    }
    assert!(
        state.vehicles.iter().all(|(_, packed)| packed.open().silent_until.is_some()),
        "nothing is to be told for an hour"
    );
    let bytes = state.encode().len() - empty;
    assert!(bytes <= 200, "{bytes} bytes");
}

/// The state behind `testdata/shard_state_v11.hex`.
fn sample() -> ShardState {
    let engine = Engine::new(&PACK);
    let mut state = ShardState::default();
    let mut out = Vec::new();
    for id in [
        "silent_goes_on",
        "daily_above",
        "driver_relay",
        "fault_never_fixed",
        "gap_on_the_road",
        "late_beyond_the_window",
        "zone_forbidden_midnight",
    ] {
        let scenario = PACK.scenarios.iter().find(|s| s.id == id).unwrap();
        let engine = engine.with_zones(scenario::zones(scenario));
        for s in scenario::facts(scenario) {
            engine.step(&mut state, (&format!("{id}-{}", s.vehicle), &scenario.profile), &s.fact, s.received, &mut out);
        }
    }
    state
}

#[test]
fn damaged_snapshots_are_refused() {
    let bytes = sample().encode();
    assert!(ShardState::<String>::decode(&bytes).is_ok());
    assert!(ShardState::<String>::decode(&bytes[..bytes.len() / 2]).is_err());
    assert!(ShardState::<String>::decode(b"").is_err());
    let mut other = bytes.clone();
    other[8] = 99;
    assert!(matches!(ShardState::<String>::decode(&other), Err(super::SnapshotError::OtherVersion { found: 99 })));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn a_replay_gives_the_same_bytes(steps in steps()) {
        let facts = facts(&steps, true);
        let json = |found: &[Finding]| serde_json::to_string(found).unwrap();
        prop_assert_eq!(json(&step_all(&SMALL, &facts)), json(&step_all(&SMALL, &facts)));
    }

    #[test]
    fn a_restored_snapshot_goes_on_as_if_nothing_had_happened(steps in steps()) {
        let facts = facts(&steps, true);
        let whole = step_all(&SMALL, &facts);
        let mut state = ShardState::default();
        let mut out = Vec::new();
        for (vehicle, fact) in &facts {
            // Stored and restored before every single fact.
            state = ShardState::<String>::decode(&state.encode()).unwrap();
            SMALL.step(&mut state, (&(*vehicle).to_owned(), &HAZMAT), fact, fact.time(), &mut out);
        }
        SMALL.finish(&mut state, &mut out);
        prop_assert_eq!(out, whole);
    }

    /// Whoever asks only the rules that have to do with a vehicle is told what all of them tell.
    #[test]
    fn a_course_leaves_out_nobody_who_has_something_to_say(facts in day(), later in 0i64..9, class in 0usize..4) {
        let class = [None, Some(VehicleClass::HeavyTruck), Some(VehicleClass::Coach), HAZMAT.class][class];
        let profile = Profile { class, ..HAZMAT };
        let mut samples: Vec<Sample> = facts.iter().filter_map(|fact| match fact {
            Fact::Fix(fix) => Some(Sample::of(&Fix { time: fix.time.plus(later * 3_600_000), ..*fix })),
            Fact::Driver(_) => None,
        }).collect();
        samples.sort_by_key(|sample| sample.time);
        samples.dedup_by_key(|sample| sample.time);
        for engine in [&*SMALL, &*TURNING] {
            let (mut all, mut asked) = (Clock::default(), Clock::default());
            let (mut by_all, mut by_asked) = (Vec::new(), Vec::new());
            let mut course = Course::new(engine, profile);
            let subject = Subject { vehicle: &"A", driver: None };
            let mut wheel = Wheel::default();
            for sample in &samples {
                wheel.pass(&engine.movement, profile, &Recent::Fix(*sample), |told| {
                    let Told::Piece(piece, _) = told else { return };
                    engine.feed(&mut all, piece, subject, Wanted::All, &mut by_all);
                    course.feed(&mut asked, piece, subject, Wanted::All, &mut by_asked);
                });
                prop_assert_eq!(&all, &asked);
            }
            prop_assert_eq!(by_all, by_asked);
        }
    }

    /// However a vehicle came to be what it is: its bytes are those of what is remembered of it.
    #[test]
    fn equal_states_give_equal_bytes(steps in steps(), day in day()) {
        let (mut state, mut out) = (ShardState::default(), Vec::new());
        let day = day.into_iter().map(|fact| ("day", fact));
        for (vehicle, fact) in facts(&steps, true).into_iter().chain(day) {
            SMALL.step(&mut state, (&vehicle.to_owned(), &HAZMAT), &fact, fact.time(), &mut out);
            for (_, packed) in &state.vehicles {
                let mut again = Packed::default();
                again.close(&packed.open(), &mut Draft::default());
                prop_assert_eq!(&again, packed);
            }
        }
    }

    /// What is said without a position is heard by those who ask for alarms, and is nothing to all others.
    #[test]
    fn without_a_position_only_words_are_told(facts in day()) {
        let sees = |fact: &&Fact| matches!(fact, Fact::Fix(fix) if fix.at.is_some());
        let by_motion = |facts: &mut dyn Iterator<Item = &Fact>| {
            let facts: Vec<_> = facts.map(|fact| ("A", fact.clone())).collect();
            let mut found = newest_revisions(step_all(&SMALL, &facts));
            found.retain(|f| !f.rule.starts_with("device.") && !f.rule.starts_with("fatigue.device"));
            for finding in &mut found {
                (finding.revision, finding.late) = (0, false);
            }
            found.sort_by_key(|f| (f.rule.clone(), f.start, f.id));
            found
        };
        prop_assert_eq!(by_motion(&mut facts.iter()), by_motion(&mut facts.iter().filter(sees)));
    }

    /// A vehicle that sleeps is told of as one that does not: every revision, at the same fact.
    #[test]
    fn a_vehicle_may_sleep_and_nobody_notices(facts in day()) {
        let sleeps = SMALL.with_zones(Arc::default());
        let sleepless = Engine { sleepless: true, ..sleeps.clone() };
        let (mut one, mut other) = (ShardState::<&str>::default(), ShardState::default());
        for fact in &facts {
            let (mut asleep, mut awake) = (Vec::new(), Vec::new());
            sleeps.step(&mut one, (&"A", &HAZMAT), fact, fact.time(), &mut asleep);
            sleepless.step(&mut other, (&"A", &HAZMAT), fact, fact.time(), &mut awake);
            prop_assert_eq!(asleep, awake);
            for (_, packed) in &one.vehicles {
                prop_assert_eq!(packed.newest(), packed.open().newest());
            }
        }
        prop_assert_eq!(one.counts(), other.counts());
    }

    /// Judging a silent vehicle early changes when its findings are told, never what they say.
    #[test]
    fn looking_at_the_clock_in_between_changes_no_verdict(steps in steps(), ahead in 0i64..900_000) {
        let facts = facts(&steps, false);
        let mut state = ShardState::default();
        let mut out = Vec::new();
        for (vehicle, fact) in &facts {
            SMALL.step(&mut state, (vehicle, &HAZMAT), fact, fact.time(), &mut out);
            let now = fact.time().plus(ahead);
            SMALL.advance(&mut state, now, &mut out);
            prop_assert!(!SMALL.overdue(&state, now));
        }
        SMALL.finish(&mut state, &mut out);
        let mut whole = step_all(&SMALL, &facts);
        // But for what is told by the clock alone.
        out.retain(|f| f.rule != "data.silent");
        whole.retain(|f| f.rule != "data.silent");
        let key = |f: &Finding| (f.vehicle.clone(), f.rule.clone(), f.start, f.revision, f.id);
        out.sort_by_key(key);
        whole.sort_by_key(key);
        prop_assert_eq!(out, whole);
    }

    #[test]
    fn screening_and_stepping_give_one_verdict(steps in steps(), shuffled in any::<bool>()) {
        let mut sent = facts(&steps, false);
        let mut screened = Vec::new();
        for name in ["A", "B"] {
            let rows = sent.iter().filter(|(v, _)| *v == name).filter_map(|(_, f)| match f {
                Fact::Fix(f) => f.at.map(|p| Row {
                    time_ms: f.time.0,
                    lon: p.lon,
                    lat: p.lat,
                    speed: f.gnss_speed_kmh,
                    alarm: Some(f.alarm),
                    safety: f.safety,
                    loaded: f.loaded(),
                }),
                Fact::Driver(_) => None,
            });
            SMALL.screen_vehicle((name, &HAZMAT), rows, &mut screened);
        }
        if shuffled {
            // Neighbours change places, and each comes twice: all inside the window when they lie close.
            let near = |a: &Fact, b: &Fact| (a.time().0 - b.time().0).abs() < 150_000;
            let mut index = 0;
            while index + 1 < sent.len() {
                if sent[index].0 == sent[index + 1].0 && near(&sent[index].1, &sent[index + 1].1) {
                    sent.swap(index, index + 1);
                    index += 1;
                }
                index += 1;
            }
            sent = sent.into_iter().flat_map(|s| [s.clone(), s]).collect();
        }
        let mut state = ShardState::default();
        let mut stepped = Vec::new();
        for (vehicle, fact) in &sent {
            SMALL.step(&mut state, (vehicle, &HAZMAT), fact, UtcMs(i64::MAX), &mut stepped);
        }
        SMALL.finish(&mut state, &mut stepped);
        let mut stepped = newest_revisions(stepped);
        stepped.retain(|f| f.phase == Phase::Closed);
        if shuffled {
            // Late data raise revision numbers, and say that they were late.
            for finding in stepped.iter_mut().chain(&mut screened) {
                (finding.revision, finding.late) = (0, false);
            }
        }
        let key = |f: &Finding| (f.vehicle.clone(), f.rule.clone(), f.start, f.id);
        stepped.sort_by_key(key);
        screened.sort_by_key(key);
        prop_assert_eq!(stepped, screened);
    }
}
