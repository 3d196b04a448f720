//! The light way in: rows of one vehicle, already in order, final figures only. No allocation per row.

use anlu_domain::{finding::Finding, geo::Point, party::profile::Profile};

use super::{
    Clock, Course, Engine,
    motion::{Piece, Sample},
};
use crate::emit::{Subject, Wanted};

/// One row of a position file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Device time, UTC milliseconds. A row that repeats the time of the one before it is a duplicate and is skipped;
    /// one that goes back is skipped too: sort first.
    pub time_ms: i64,
    /// Longitude in WGS-84 degrees.
    pub lon: f64,
    /// Latitude in WGS-84 degrees.
    pub lat: f64,
    /// km/h; `None`: derived from the displacement to the next row.
    pub speed: Option<f32>,
    /// Alarm word (JT/T 808 table 24); `None`: nobody tells it.
    pub alarm: Option<u32>,
    /// What active safety told of, by bits, as of a fix.
    pub safety: u8,
    /// The terminal said that the vehicle carries a load.
    pub loaded: bool,
}

pub(super) fn run(
    engine: &Engine,
    (vehicle, profile): (&str, &Profile),
    rows: impl Iterator<Item = Row>,
    out: &mut Vec<Finding>,
) {
    let subject = Subject { vehicle: &vehicle, driver: None };
    let mut clock = Clock::default();
    let mut course = Course::new(engine, *profile);
    let mut last: Option<(Sample, Option<u32>)> = None;
    for row in rows {
        let sample = Sample::sane(row.time_ms, Some(Point { lon: row.lon, lat: row.lat }), row.speed);
        let sample = Sample { safety: row.safety, loaded: row.loaded, ..sample };
        if !sample.sees() {
            continue;
        }
        if let Some((before, alarm)) = last {
            if sample.time <= before.time {
                continue;
            }
            let piece = Piece { alarm, ..engine.movement.piece(&before, &sample, *profile) };
            course.feed(&mut clock, &piece, subject, Wanted::Finals, out);
        }
        last = Some((sample, row.alarm));
    }
    engine.conclude(&mut clock, subject, Wanted::Finals, out);
}
