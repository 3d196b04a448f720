//! The indices on made-up days: each fault, holes, jumps, groups, rounding.

use proptest::prelude::*;

use super::*;
use crate::pack::{load, tests::national};

fn params() -> IndexParams {
    load(&[national()]).unwrap().indices
}

/// A sound fix in second `n`, `metres` north of a point.
fn fix(second: i64, metres: f64) -> Fix {
    let time = UtcMs(1_790_000_000_000 + second * 1_000);
    Fix {
        at: Some(Point { lon: 121.0, lat: 30.0 + metres / 111_195.0 }),
        gnss_speed_kmh: Some(60.0),
        direction_deg: Some(0),
        altitude_m: Some(10),
        ..Fix::blank(time, time.plus(500))
    }
}

fn day(params: &IndexParams, fixes: &[Fix]) -> VehicleDay {
    let mut meter = Meter::new(params);
    for fix in fixes {
        meter.take(fix);
    }
    meter.day()
}

#[test]
fn each_fault_is_told_by_the_first_that_holds() {
    let (p, f) = (params(), fix(0, 0.0));
    let ahead = |ms: i64| Fix { received: f.time.plus(-ms), ..f };
    for (wrong, fault) in [
        (Fix { at: None, gnss_speed_kmh: None, ..f }, Fault::Place),
        (Fix { at: Some(Point { lon: 21.0, lat: 30.0 }), direction_deg: None, ..f }, Fault::Outside),
        (Fix { time_from_receiver: true, ..f }, Fault::Time),
        (ahead(10 * MINUTE_MS + 1), Fault::Time),
        (Fix { gnss_speed_kmh: None, ..f }, Fault::Speed),
        (Fix { gnss_speed_kmh: Some(160.1), ..f }, Fault::Speed),
        (Fix { direction_deg: None, altitude_m: Some(9_000), ..f }, Fault::Direction),
        (Fix { altitude_m: Some(-201), ..f }, Fault::Altitude),
    ] {
        assert_eq!(Fault::of(&wrong, &p), Some(fault), "{wrong:?}");
    }
    for sound in [f, ahead(10 * MINUTE_MS), Fix { gnss_speed_kmh: Some(160.0), altitude_m: None, ..f }] {
        assert_eq!(Fault::of(&sound, &p), None, "{sound:?}");
    }
}

#[test]
fn quality_is_the_share_of_sound_positions() {
    let mut p = params();
    let fixes =
        [fix(0, 0.0), fix(30, 0.0), Fix { at: None, ..fix(60, 0.0) }, Fix { direction_deg: None, ..fix(90, 0.0) }];
    let d = day(&p, &fixes);
    assert_eq!((d.positions, d.sound, d.faults, d.quality()), (4, 2, [1, 0, 0, 0, 1, 0], Some(5_000)));
    assert_eq!(d.integrity(), None, "it did not move");
    assert_eq!(VehicleDay::default().quality(), None);
    p.quality.without_place = false;
    assert_eq!(day(&p, &fixes).quality(), Some(6_666), "rounded down, never up");
}

#[test]
fn a_track_has_holes_where_neighbours_lie_far_apart() {
    let p = params();
    // 500 m each half minute, then 3 km in three minutes without a position, then 500 m again.
    let d = day(&p, &[fix(0, 0.0), fix(30, 500.0), fix(210, 3_500.0), fix(240, 4_000.0)]);
    assert_eq!((d.track_m, d.hole_m, d.holes, d.jumps, d.integrity()), (4_000, 3_000, 1, 0, Some(2_500)));
    let at_the_limit = day(&p, &[fix(0, 0.0), fix(120, 1_999.0)]);
    assert_eq!((at_the_limit.holes, at_the_limit.integrity()), (0, Some(10_000)));
}

#[test]
fn one_position_that_jumps_away_and_back_is_one_jump() {
    let p = params();
    let d = day(&p, &[fix(0, 0.0), fix(30, 500.0), fix(60, 90_000.0), fix(90, 1_500.0), fix(120, 2_000.0)]);
    assert_eq!((d.jumps, d.track_m, d.holes), (1, 2_000, 0), "the way to the stray position is no way");
    assert!(d.drifted(&p));
    let scatter = day(&p, &[fix(0, 0.0), fix(1, 900.0), fix(2, 0.0)]);
    assert_eq!(scatter.jumps, 0, "shorter than a jump");
}

#[test]
fn when_the_first_position_was_the_stray_one_the_track_goes_on_from_the_second() {
    let p = params();
    let d = day(&p, &[fix(0, 90_000.0), fix(30, 0.0), fix(60, 500.0), fix(90, 1_000.0)]);
    assert_eq!((d.jumps, d.track_m), (1, 1_000));
}

#[test]
fn a_group_counts_vehicles_that_sent_nothing() {
    let p = params();
    let good = day(&p, &[fix(0, 0.0), fix(30, 500.0)]);
    let stray = day(&p, &[fix(0, 0.0), fix(30, 90_000.0)]);
    let faulty = day(&p, &[Fix { at: None, ..fix(0, 0.0) }]);
    let mut g = GroupDay::default();
    assert_eq!((g.online_rate(), g.quality(), g.integrity(), g.drift_rate()), (None, None, None, None));
    for d in [Some(&good), Some(&stray), Some(&faulty), None, None] {
        g.add(d, &p);
    }
    assert_eq!((g.vehicles, g.online, g.drifting), (5, 2, 1), "who sends only faulty positions is not on line");
    assert_eq!((g.online_rate(), g.quality(), g.drift_rate()), (Some(4_000), Some(8_000), Some(5_000)));
    let mut twice = g;
    twice.merge(&g);
    assert_eq!((twice.vehicles, twice.online_rate()), (10, Some(4_000)));
}

#[test]
fn shares_are_rounded_down() {
    let g = GroupDay { vehicles: 10_000, online: 9_499, ..GroupDay::default() };
    assert_eq!(g.online_rate(), Some(9_499));
    assert_eq!(GroupDay { vehicles: 3, online: 2, ..g }.online_rate(), Some(6_666));
    assert_eq!(share(u64::MAX, u64::MAX), Some(10_000));
}

proptest! {
    #[test]
    fn sums_hold_whatever_comes(
        seconds in prop::collection::vec((0_i64..90_000, -200_000.0_f64..200_000.0, any::<bool>()), 0..80),
    ) {
        let p = params();
        let mut fixes: Vec<Fix> = seconds
            .iter()
            .map(|(s, m, place)| { let f = fix(*s, *m); Fix { at: f.at.filter(|_| *place), ..f } })
            .collect();
        fixes.sort_by_key(|f| f.time);
        let d = day(&p, &fixes);
        prop_assert_eq!(d.sound + d.faults.iter().sum::<u32>(), d.positions);
        prop_assert!(d.hole_m <= d.track_m && d.jumps <= d.sound);
        prop_assert!(d.integrity().is_none_or(|n| n <= 10_000));
    }
}
