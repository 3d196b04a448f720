//! From two neighbouring fixes to a piece of time: driving, still or unknown.

use anlu_domain::{
    geo::{Point, distance_m},
    party::profile::Profile,
    time::{MINUTE_MS, UtcMs},
    track::Fix,
};
use serde::{Deserialize, Serialize};

use crate::pack::MovementParams;

/// What a subject did during a piece of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// At the wheel of a moving vehicle.
    Driving,
    /// The vehicle stood.
    Still,
    /// A gap in the data: neither driving nor rest.
    Unknown,
    /// The person whose clock this is does not hold this wheel (a card event says so).
    Away,
}

/// What a piece of time tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// How the subject moved, and the alarm word.
    All,
    /// How it moved. Meanwhile the terminal spoke without a position: what it said was told as it came.
    Motion,
    /// The alarm word of a terminal that speaks without a position. How the vehicle moves is told when it has one again,
    /// as if it had been silent.
    Word,
}

/// A piece of time of one subject. Times are UTC milliseconds, `start < end`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Begin.
    pub start: i64,
    /// End.
    pub end: i64,
    /// What the subject did.
    pub motion: Motion,
    /// What of all this is told.
    pub tells: Tells,
    /// Where it began, when known.
    pub from: Option<Point>,
    /// Where it ended, when known.
    pub at: Option<Point>,
    /// Speed at its begin, km/h, told or derived.
    pub speed: Option<f32>,
    /// Alarm word at its begin (JT/T 808 table 24), where somebody tells it.
    pub alarm: Option<u32>,
    /// What active safety told of at its begin, by bits.
    pub safety: u8,
    /// The terminal said at its begin that the vehicle carries a load.
    pub loaded: bool,
    /// The vehicle, as the registry knows it.
    pub profile: Profile,
}

impl Piece {
    /// Time of a person away from every wheel that we see.
    pub(crate) fn away(start: i64, end: i64) -> Self {
        let profile = Profile::default();
        Self {
            start,
            end,
            motion: Motion::Away,
            tells: Tells::All,
            from: None,
            at: None,
            speed: None,
            alarm: None,
            safety: 0,
            loaded: false,
            profile,
        }
    }

    /// Length in milliseconds.
    pub fn length(&self) -> i64 {
        self.end.saturating_sub(self.start)
    }
}

/// What the engine keeps of a fix.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sample {
    pub(crate) time: i64,
    pub(crate) at: Option<Point>,
    /// km/h.
    pub(crate) speed: Option<f32>,
    /// Alarm word of 0x0200.
    pub(crate) alarm: u32,
    /// What active safety told of.
    pub(crate) safety: u8,
    /// Status bits 8–9 tell of a load.
    pub(crate) loaded: bool,
}

impl Sample {
    /// As a fix, which was heard of then: without heading and status.
    pub(crate) fn fix(&self, heard: Option<i64>) -> Fix {
        let time = UtcMs(self.time);
        Fix { at: self.at, gnss_speed_kmh: self.speed, ..Fix::blank(time, heard.map_or(time, UtcMs)) }
    }

    pub(crate) fn of(fix: &Fix) -> Self {
        // Without a position the GNSS speed is as void as the position; the recorder measures by itself.
        let speed = if fix.at.is_some() { fix.speed_kmh() } else { fix.recorder_speed_kmh };
        let (alarm, safety, loaded) = (fix.alarm, fix.safety, fix.loaded());
        Self { alarm, safety, loaded, ..Self::sane(fix.time.0, fix.at, speed) }
    }

    pub(crate) fn sane(time: i64, at: Option<Point>, speed: Option<f32>) -> Self {
        let at = at.filter(|p| p.lon.is_finite() && p.lat.is_finite());
        let speed = speed.filter(|s| s.is_finite() && *s >= 0.0);
        Self { time, at, speed, alarm: 0, safety: 0, loaded: false }
    }

    /// Whether it raises an alarm.
    pub(crate) fn warns(&self) -> bool {
        self.alarm != 0 || self.safety != 0
    }

    /// Whether it says where or how fast. One that does not may still raise an alarm.
    pub(crate) fn sees(&self) -> bool {
        self.at.is_some() || self.speed.is_some()
    }
}

/// Thresholds of the classification.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Movement {
    moving_kmh: f32,
    max_interval: i64,
    same_place_m: f64,
}

impl Movement {
    pub(crate) fn new(params: &MovementParams) -> Self {
        Self {
            moving_kmh: params.moving_above_kmh,
            max_interval: i64::from(params.max_interval_minutes) * MINUTE_MS,
            same_place_m: params.same_place_m,
        }
    }

    /// Whether a vehicle that sends `sample` drives, as far as it tells.
    pub(crate) fn moves(&self, sample: &Sample) -> bool {
        sample.speed.is_some_and(|speed| speed > self.moving_kmh)
    }

    /// The time from `a` to `b` of a vehicle with this profile.
    pub(crate) fn piece(&self, a: &Sample, b: &Sample, profile: Profile) -> Piece {
        let (motion, speed) = self.between(a, b);
        let Sample { time: start, at: from, alarm, safety, loaded, .. } = *a;
        let (end, tells, at, alarm) = (b.time, Tells::All, b.at, Some(alarm));
        Piece { start, end, motion, tells, from, at, speed, alarm, safety, loaded, profile }
    }

    /// What the alarm word said from `a` to `b`, of which one does not see. Over a gap nobody knows.
    pub(crate) fn word(&self, a: &Sample, b: &Sample, profile: Profile) -> Piece {
        let heard = b.time.saturating_sub(a.time) <= self.max_interval;
        let (motion, tells, speed) = (Motion::Unknown, Tells::Word, None);
        let (alarm, safety) = if heard { (Some(a.alarm), a.safety) } else { (None, 0) };
        Piece { motion, tells, speed, alarm, safety, ..self.piece(a, b, profile) }
    }

    /// What happened, and how fast, between two consecutive samples (DESIGN, live plane).
    fn between(&self, a: &Sample, b: &Sample) -> (Motion, Option<f32>) {
        let length = b.time.saturating_sub(a.time);
        if length <= self.max_interval {
            let speed = a.speed.or_else(|| derived_kmh(a, b, length));
            let motion = match speed {
                Some(speed) if speed > self.moving_kmh => Motion::Driving,
                Some(_) => Motion::Still,
                None => Motion::Unknown,
            };
            (motion, speed)
        } else {
            match (a.at, b.at) {
                (Some(p), Some(q)) if distance_m(p, q) < self.same_place_m => (Motion::Still, None),
                _ => (Motion::Unknown, None),
            }
        }
    }
}

/// Mean speed from the displacement to the next fix, km/h.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "compared with a threshold as f32")]
fn derived_kmh(a: &Sample, b: &Sample, length: i64) -> Option<f32> {
    let metres = distance_m(a.at?, b.at?);
    Some((metres / (length as f64 / 1000.0) * 3.6) as f32)
}
