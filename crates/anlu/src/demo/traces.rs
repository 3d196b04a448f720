//! Generated traces: what the vehicles of the invented county did today and will do next.
//!
//! Most drivers rest well. Some drive on beyond 4 h, a few loaded heavy trucks beyond 6 h, some drive all day. The
//! habits are laid around `now`, so that the limits are passed shortly before it, whenever the demo is started.

use anlu_domain::{
    geo::Point,
    party::{
        enterprise::Standing,
        vehicle::{Vehicle, VehicleClass},
    },
    time::{HOUR_MS, MINUTE_MS, UtcMs},
};

use super::{
    county::County,
    rng::Rng,
    roads::{Drive, Roads},
};

/// Hours before `now` at which the traces begin.
pub(crate) const PAST_H: i64 = 14;
/// Hours after `now` at which they end: a demo left alone keeps moving that long.
pub(crate) const AHEAD_H: i64 = 6;
/// Distance between two fixes with the engine on.
const STEP_MS: i64 = 30_000;
/// With the engine off only every tenth is sent.
const PARKED_EVERY: u32 = 10;

/// One fix to be sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    /// Device time.
    pub(crate) time: UtcMs,
    /// WGS-84.
    pub(crate) at: Point,
    /// GNSS speed; `None` when the source has none.
    pub(crate) speed_kmh: Option<f32>,
    /// Heading.
    pub(crate) direction_deg: Option<u16>,
    /// Engine on.
    pub(crate) acc: bool,
}

/// The fixes of one vehicle in time order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trace {
    /// Index into the county's vehicles.
    pub(crate) vehicle: usize,
    /// Goes loaded (status bits 8–9).
    pub(crate) loaded: bool,
    /// Fixes.
    pub(crate) samples: Vec<Sample>,
}

/// How a driver spends the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    /// Drives an hour or three, rests at least 25 minutes.
    Careful,
    /// Stays parked.
    Parked,
    /// Passes 4 h at the wheel so many minutes before (or after) now; short stops only.
    Beyond4h(i64),
    /// Passes 6 h at the wheel, loaded.
    Beyond6h(i64),
    /// Rests often enough, but drives far more than 8 h.
    AllDay,
}

/// Traces of about `count` vehicles around `now`, the featured enterprise's trucks first.
pub(crate) fn generate(seed: u64, county: &County, count: usize, now: UtcMs) -> Vec<Trace> {
    let roads = Roads::generate(seed, &county.territory);
    let mut rng = Rng::for_part(seed, "traces");
    let vehicles = choose(county, count);
    vehicles
        .into_iter()
        .enumerate()
        .map(|(i, v)| {
            let habit = habit(i, &county.vehicles[v], &mut rng);
            trace(v, habit, &roads, now, &mut rng)
        })
        .collect()
}

/// Vehicles that can speak and may drive: trucks and coaches before the rest, spread over the enterprises.
fn choose(county: &County, count: usize) -> Vec<usize> {
    let active: std::collections::BTreeSet<_> =
        county.enterprises.iter().filter(|e| e.standing == Standing::Active).map(|e| e.id).collect();
    let usable = |v: &Vehicle| v.sim.is_some() && !v.retired && active.contains(&v.enterprise);
    let featured = county.enterprises[0].id;
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for (i, v) in county.vehicles.iter().enumerate().filter(|(_, v)| usable(v)) {
        let heavy = matches!(
            v.class,
            VehicleClass::HeavyTruck | VehicleClass::Tractor | VehicleClass::HazmatTruck | VehicleClass::Coach
        );
        match (v.enterprise == featured, heavy) {
            (true, _) => first.push(i),
            (_, true) => rest.push(i),
            _ => {}
        }
    }
    let wanted = count.saturating_sub(first.len()).max(1);
    let stride = (rest.len() / wanted).max(1);
    first.truncate(count);
    let more = count.saturating_sub(first.len());
    first.extend(rest.into_iter().step_by(stride).take(more));
    first
}

fn habit(i: usize, vehicle: &Vehicle, rng: &mut Rng) -> Habit {
    let truck = matches!(vehicle.class, VehicleClass::HeavyTruck | VehicleClass::Tractor);
    // The featured firm tells the story: one truck passes the limit while one looks on, one passed 6 h, one rests well.
    match (i, rng.below(100)) {
        (0, _) => Habit::Beyond4h(9),
        (1, _) => Habit::Beyond6h(14),
        (2, _) => Habit::AllDay,
        (3, _) => Habit::Beyond4h(-4),
        (4..=9, _) => Habit::Careful,
        (_, 0..=6) => Habit::Parked,
        (_, 7..=14) => Habit::Beyond4h(i64::from(rng.between(-40, 150))),
        (_, 15..=17) if truck => Habit::Beyond6h(i64::from(rng.between(2, 100))),
        (_, 18..=20) => Habit::AllDay,
        _ => Habit::Careful,
    }
}

/// Spells at the wheel, in time order, as (from, to).
fn spells(habit: Habit, now: UtcMs, rng: &mut Rng) -> Vec<(UtcMs, UtcMs)> {
    let (begin, end) = (now.plus(-PAST_H * HOUR_MS), now.plus(AHEAD_H * HOUR_MS));
    let minutes = |low, high, rng: &mut Rng| i64::from(rng.between(low, high)) * MINUTE_MS;
    let mut out = Vec::new();
    let mut careful = |from: UtcMs, to: UtcMs, drive: (i32, i32), rest: (i32, i32), rng: &mut Rng| {
        let mut at = from;
        while at < to {
            let stop = at.plus(minutes(drive.0, drive.1, rng)).min(to);
            out.push((at, stop));
            at = stop.plus(minutes(rest.0, rest.1, rng));
        }
    };
    match habit {
        Habit::Parked => {}
        Habit::Careful => {
            let first = begin.plus(minutes(0, 300, rng));
            careful(first, end, (45, 185), (25, 80), rng);
        }
        Habit::AllDay => careful(begin.plus(minutes(5, 40, rng)), end, (140, 165), (24, 28), rng),
        Habit::Beyond4h(ago) | Habit::Beyond6h(ago) => {
            let (limit, over) = if matches!(habit, Habit::Beyond6h(_)) {
                (360, rng.between(25, 70))
            } else {
                (240, rng.between(20, 75))
            };
            let pass = now.plus(-ago * MINUTE_MS);
            // Two short stops: they stop the clock but are no rest.
            let (s1, s2) = (rng.between(6, 11), rng.between(8, 14));
            let third = limit / 3;
            let m = |n: i32| i64::from(n) * MINUTE_MS;
            let start = pass.plus(-m(limit + s1 + s2));
            careful(begin.plus(minutes(10, 60, rng)), start.plus(-m(45)), (40, 110), (30, 60), rng);
            let a = start.plus(m(third));
            let b = a.plus(m(s1 + third));
            out.push((start, a));
            out.push((a.plus(m(s1)), b));
            out.push((b.plus(m(s2)), pass.plus(m(over))));
        }
    }
    out.sort_unstable();
    out
}

fn trace(vehicle: usize, habit: Habit, roads: &Roads, now: UtcMs, rng: &mut Rng) -> Trace {
    let spells = spells(habit, now, rng);
    let mut drive = Drive::start(roads, rng.below(1_000) as usize, rng);
    drive.advance(rng.range(0.0, 900.0), rng);
    let cruise = rng.range(46.0, 78.0);
    // Terminals do not send in step with each other.
    let mut time = now.plus(-PAST_H * HOUR_MS + i64::from(rng.below(30)) * 1_000);
    let end = now.plus(AHEAD_H * HOUR_MS);
    let (mut samples, mut next, mut parked) = (Vec::new(), 0, 0_u32);
    while time < end {
        while spells.get(next).is_some_and(|s| s.1 <= time) {
            next += 1;
        }
        let driving = spells.get(next).is_some_and(|s| s.0 <= time);
        // A short stop is made with the engine running.
        let acc = driving || spells.get(next).is_some_and(|s| s.0.0 - time.0 < 15 * MINUTE_MS);
        let speed = if driving { (cruise + rng.range(-22.0, 12.0)).max(14.0) } else { 0.0 };
        if driving {
            drive.advance(speed / 3.6 * 30.0, rng);
        }
        parked = if acc { 0 } else { parked + 1 };
        if acc || parked % PARKED_EVERY == 1 {
            let (at, heading) = drive.place();
            let (at, speed_kmh) = (jitter(at, rng), Some(narrow(speed)));
            samples.push(Sample { time, at, speed_kmh, direction_deg: Some(heading), acc });
        }
        time = time.plus(STEP_MS);
    }
    Trace { vehicle, loaded: matches!(habit, Habit::Beyond6h(_)) || rng.chance(0.4), samples }
}

/// GNSS noise of a few metres.
fn jitter(p: Point, rng: &mut Rng) -> Point {
    let round = |x: f64| (x * 1_000_000.0).round() / 1_000_000.0;
    Point { lon: round(p.lon + rng.range(-3e-5, 3e-5)), lat: round(p.lat + rng.range(-3e-5, 3e-5)) }
}

#[expect(clippy::cast_possible_truncation, reason = "a speed of three digits, sent in tenths")]
fn narrow(speed: f64) -> f32 {
    (speed * 10.0).round() as f32 / 10.0
}

#[cfg(test)]
mod tests {
    use anlu_domain::time::CivilDay;

    use super::*;

    /// Longest driving time without 20 minutes of standstill, from the samples alone.
    fn longest_minutes(trace: &Trace) -> i64 {
        let (mut best, mut driven, mut still) = (0, 0, 0);
        for pair in trace.samples.windows(2) {
            let gap = pair[1].time.0 - pair[0].time.0;
            if pair[0].speed_kmh.is_some_and(|s| s > 5.0) {
                driven += gap;
                still = 0;
            } else {
                still += gap;
                if still >= 20 * MINUTE_MS {
                    driven = 0;
                }
            }
            best = best.max(driven);
        }
        best / MINUTE_MS
    }

    #[test]
    fn most_drivers_rest_well_and_some_do_not() {
        let now = UtcMs(1_795_507_200_000);
        let county = County::generate(20_261_124, CivilDay(20_781));
        let traces = generate(20_261_124, &county, 150, now);
        assert_eq!(traces.len(), 150);
        let longest: Vec<i64> = traces.iter().map(longest_minutes).collect();
        let beyond_4h = longest.iter().filter(|m| **m > 240).count();
        let beyond_6h = longest.iter().filter(|m| **m > 360).count();
        assert!((8..30).contains(&beyond_4h), "{beyond_4h}");
        assert!((2..10).contains(&beyond_6h), "{beyond_6h}");
        assert!(longest[0] > 240 && longest[1] > 360, "{longest:?}");
        for trace in &traces {
            assert!(trace.samples.windows(2).all(|w| w[0].time < w[1].time));
            assert!(county.vehicles[trace.vehicle].sim.is_some());
        }
        assert_eq!(traces, generate(20_261_124, &county, 150, now), "deterministic");
    }
}
