//! Silence goes by the clock of receipt: what is noted, what is stored, and what nobody could have heard.

use anlu_domain::{
    finding::{Finding, Phase},
    party::profile::Profile,
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    track::Fact,
};

use super::super::{
    Engine, ShardState,
    tests::{BEGIN, HAZMAT, PACK, fix},
};

const A: &str = "A";

/// A shard in which time passes.
struct Shard {
    engine: Engine,
    state: ShardState,
    told: Vec<Finding>,
}

impl Shard {
    fn new() -> Self {
        Self { engine: Engine::new(&PACK), state: ShardState::default(), told: Vec::new() }
    }

    /// A position at this minute, of a vehicle at this speed.
    fn hears(&mut self, vehicle: &str, minute: i64, speed: f32) {
        self.takes(vehicle, &fix(BEGIN + minute * MINUTE_MS, 0.0, Some(speed)), minute);
    }

    fn takes(&mut self, vehicle: &str, fact: &Fact, minute: i64) {
        let received = UtcMs(BEGIN + minute * MINUTE_MS);
        self.engine.step(&mut self.state, (&vehicle.to_owned(), &HAZMAT), fact, received, &mut self.told);
    }

    /// Minutes in which nothing comes, noted as a log notes them.
    fn passes(&mut self, minutes: std::ops::Range<i64>) {
        for minute in minutes {
            let now = UtcMs(BEGIN + minute * MINUTE_MS);
            if self.engine.overdue(&self.state, now) {
                self.engine.advance(&mut self.state, now, &mut self.told);
            }
        }
    }

    /// Minutes of silence that each revision tells of.
    fn silent(&self) -> Vec<(Phase, f64)> {
        let told = self.told.iter().filter(|f| f.rule == "data.silent");
        told.map(|f| (f.phase, f.driving_minutes)).collect()
    }
}

#[test]
fn a_vehicle_that_falls_silent_on_the_road_is_told_of_while_it_is() {
    let mut shard = Shard::new();
    shard.hears(A, 0, 60.0);
    shard.passes(1..31);
    assert_eq!(shard.silent(), []);
    shard.passes(31..32);
    assert_eq!(shard.silent(), [(Phase::Open, 31.0)]);
    shard.passes(32..300);
    assert_eq!(shard.silent()[1..], [(Phase::Open, 271.0)], "every four hours");
    shard.hears(A, 300, 0.0);
    assert_eq!(shard.silent()[2..], [(Phase::Closed, 300.0)]);
    shard.passes(301..2_000);
    assert_eq!(shard.silent().len(), 3, "it stands");
}

#[test]
fn one_that_goes_on_for_days_is_told_of_for_one() {
    let mut shard = Shard::new();
    shard.hears(A, 0, 60.0);
    shard.passes(1..10_000);
    assert_eq!(shard.silent().len(), 7);
    assert!(!shard.engine.overdue(&shard.state, UtcMs(BEGIN + 20_000 * MINUTE_MS)), "nobody waits for it any more");
    shard.hears(A, 10_000, 60.0);
    shard.passes(10_001..10_032);
    assert_eq!(shard.silent()[7..], [(Phase::Closed, 10_000.0), (Phase::Open, 31.0)]);
}

#[test]
fn nobody_is_silent_while_we_do_not_listen() {
    let mut shard = Shard::new();
    shard.hears(A, 0, 60.0);
    shard.passes(1..10);
    // The program is stopped for an hour, and for longer than the limit nobody knows more.
    shard.passes(70..100);
    assert_eq!(shard.silent(), []);
    shard.passes(100..102);
    assert_eq!(shard.silent(), [(Phase::Open, 31.0)], "since we listen again");
    assert_eq!(shard.told[0].start, UtcMs(BEGIN), "last heard of before");
}

#[test]
fn a_clock_that_was_ahead_and_is_set_back_is_gone_by_again() {
    let mut shard = Shard::new();
    shard.hears(A, 0, 60.0);
    shard.hears("B", 1_440, 0.0);
    shard.hears(A, 1, 60.0);
    shard.passes(2..33);
    assert_eq!(shard.silent(), [(Phase::Open, 31.0)]);
}

#[test]
fn words_without_a_position_are_no_silence() {
    let mut shard = Shard::new();
    shard.hears(A, 0, 60.0);
    let Fact::Fix(blind) = fix(BEGIN, 0.0, None) else { unreachable!("a fix") };
    for minute in 1..120 {
        let time = UtcMs(BEGIN + minute * MINUTE_MS);
        shard.takes(A, &Fact::Fix(anlu_domain::track::Fix { time, at: None, ..blind }), minute);
    }
    // Nor are positions of a clock that runs ahead.
    for minute in 120..240 {
        shard.takes(A, &fix(BEGIN + 48 * HOUR_MS, 0.0, Some(60.0)), minute);
    }
    assert_eq!(shard.silent(), []);
    shard.passes(240..272);
    assert_eq!(shard.silent().len(), 1);
}

#[test]
fn a_busy_shard_needs_no_notes() {
    let mut shard = Shard::new();
    shard.hears(A, 0, 60.0);
    for minute in 1..60 {
        shard.hears("B", minute, 60.0);
    }
    assert_eq!(shard.silent(), [(Phase::Open, 31.0)]);
    assert_eq!((shard.told[0].vehicle.as_str(), shard.told[0].late), (A, false));
}

#[test]
fn what_is_stored_and_read_again_finds_the_same() {
    let play = |restored: bool| {
        let mut shard = Shard::new();
        for minute in 0..2_000 {
            if restored {
                shard.state = ShardState::decode(&shard.state.encode()).unwrap();
            }
            match minute {
                0..=20 | 110..=111 | 400..=401 | 700 => shard.hears(A, minute, 60.0),
                402 => shard.hears(A, minute, 0.0),
                600..=620 => shard.hears("B", minute, 60.0),
                _ => shard.passes(minute..minute + 1),
            }
        }
        shard.told
    };
    let told = play(false);
    assert!(told.iter().filter(|f| f.rule == "data.silent").count() > 10);
    assert_eq!(told, play(true));
}

#[test]
fn who_is_not_under_supervision_may_be_silent() {
    let mut shard = Shard::new();
    let (any, fact) = (Profile::default(), fix(BEGIN, 0.0, Some(60.0)));
    shard.engine.step(&mut shard.state, (&A.to_owned(), &any), &fact, UtcMs(BEGIN), &mut shard.told);
    shard.passes(1..200);
    assert_eq!(shard.silent(), []);
}
