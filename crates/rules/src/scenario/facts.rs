//! From the legs of a scenario to facts in the order of their arrival.

use std::collections::BTreeMap;

use anlu_domain::{
    geo::Point,
    time::{MINUTE_MS, UtcMs},
    track::{DriverEvent, Fact, Fix, SAFETY_FATIGUE, STATUS_LOAD_MASK},
};

use crate::pack::{Act, Disorder, Leg, Scenario};

/// Metres of a degree of longitude at the latitude used here.
const DEGREE_M: f64 = 96_250.0;
/// Metres of a degree of latitude.
const LATITUDE_M: f64 = 111_195.0;
/// Where vehicles start.
const ORIGIN: Point = Point { lon: 121.2, lat: 30.17 };

/// A fact on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Vehicle.
    pub vehicle: String,
    /// Fact.
    pub fact: Fact,
    /// When it arrives.
    pub received: UtcMs,
}

/// Where a vehicle is on its time line.
#[derive(Clone, Copy)]
struct Cursor {
    time: i64,
    lon: f64,
}

/// A place along the way, `aside_m` metres north of it.
pub(crate) fn along(metres: f64, aside_m: f64) -> Point {
    Point { lon: ORIGIN.lon + metres / DEGREE_M, lat: ORIGIN.lat + aside_m / LATITUDE_M }
}

/// The facts of a scenario in the order of their arrival.
pub fn facts(scenario: &Scenario) -> Vec<Sent> {
    let mut cursors: BTreeMap<&str, Cursor> = BTreeMap::new();
    let mut sent = Vec::new();
    for (index, leg) in scenario.legs.iter().enumerate() {
        let cursor = cursors.entry(leg.vehicle.as_str()).or_insert(Cursor { time: scenario.start.0, lon: ORIGIN.lon });
        if let Some(minute) = leg.at_minute {
            cursor.time = scenario.start.0.saturating_add(ms(minute));
        }
        let next = scenario
            .legs
            .iter()
            .skip(index + 1)
            .find(|l| l.vehicle == leg.vehicle && !matches!(l.act, Act::CardIn | Act::CardOut));
        // The fix that ends a leg is the one that begins the next; it is sent here when nothing follows.
        let closes = next.is_none_or(|n| n.at_minute.is_some() || matches!(n.act, Act::SilentDrive | Act::SilentStand));
        match leg.act {
            Act::CardIn | Act::CardOut => sent.push(card(leg, cursor.time)),
            Act::SilentDrive | Act::SilentStand => advance(cursor, leg, ms(leg.minutes)),
            Act::Drive | Act::Stand => send(leg, cursor, closes, &mut sent),
        }
    }
    sent.sort_by_key(|s: &Sent| s.received);
    sent
}

fn send(leg: &Leg, cursor: &mut Cursor, closes: bool, sent: &mut Vec<Sent>) {
    let length = ms(leg.minutes);
    let step = i64::from(leg.every_seconds) * 1000;
    let begin = *cursor;
    let mut leg_facts = Vec::new();
    let mut passed = 0;
    while passed < length || (closes && passed == length) {
        let mut here = begin;
        advance(&mut here, leg, passed);
        leg_facts.push(fix(leg, here));
        // The last fix of a leg lies at its end, whatever the interval.
        passed = if passed < length { (passed + step).min(length) } else { length + 1 };
    }
    advance(cursor, leg, length);
    disorder(leg, cursor.time, &mut leg_facts);
    sent.extend(leg_facts);
}

fn fix(leg: &Leg, here: Cursor) -> Sent {
    let speed = if leg.act == Act::Drive { leg.speed_kmh } else { 0.0 };
    let time = UtcMs(here.time);
    let fact = Fact::Fix(Fix {
        at: (!leg.no_fix).then_some(Point { lon: here.lon, lat: ORIGIN.lat + leg.aside_m / LATITUDE_M }),
        gnss_speed_kmh: (!leg.no_speed && !leg.no_fix).then_some(speed),
        alarm: leg.alarm,
        status: if leg.loaded { STATUS_LOAD_MASK } else { 0 },
        safety: if leg.dsm_fatigue { SAFETY_FATIGUE } else { 0 },
        ..Fix::blank(time, time)
    });
    Sent { vehicle: leg.vehicle.clone(), fact, received: time }
}

fn card(leg: &Leg, time: i64) -> Sent {
    let time = UtcMs(time);
    let on_duty = leg.act == Act::CardIn;
    let fact = Fact::Driver(DriverEvent { time, on_duty, certificate_no: leg.driver.clone(), name: None });
    Sent { vehicle: leg.vehicle.clone(), fact, received: time }
}

fn disorder(leg: &Leg, end: i64, facts: &mut Vec<Sent>) {
    let shift = ms(leg.disorder_minutes);
    match leg.disorder {
        Disorder::None => {}
        Disorder::Twice => *facts = facts.iter().flat_map(|s| [s.clone(), s.clone()]).collect(),
        Disorder::Swapped => {
            for pair in facts.chunks_exact_mut(2) {
                if let [a, b] = pair {
                    std::mem::swap(&mut a.received, &mut b.received);
                }
            }
            facts.sort_by_key(|s| s.received);
        }
        Disorder::Reversed => {
            facts.reverse();
            for s in facts.iter_mut() {
                s.received = UtcMs(end);
            }
        }
        Disorder::Late => {
            for s in facts.iter_mut() {
                s.received = UtcMs(end).plus(shift);
            }
        }
        Disorder::ClockAhead => {
            for s in facts.iter_mut() {
                if let Fact::Fix(fix) = &mut s.fact {
                    fix.time = fix.time.plus(shift);
                }
            }
        }
    }
    for s in facts.iter_mut() {
        if let Fact::Fix(fix) = &mut s.fact {
            fix.received = s.received;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "scenario lengths are days at most")]
fn advance(cursor: &mut Cursor, leg: &Leg, length: i64) {
    cursor.time = cursor.time.saturating_add(length);
    if matches!(leg.act, Act::Drive | Act::SilentDrive) {
        cursor.lon += f64::from(leg.speed_kmh) / 3.6 * (length as f64 / 1000.0) / DEGREE_M;
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "checked to lie within 14 days when the pack was loaded"
)]
fn ms(minutes: f64) -> i64 {
    (minutes * MINUTE_MS as f64).round() as i64
}
