//! What a vehicle did in a stretch of time, read from its fixes the way every rule reads them: for people who look at a
//! day, not for findings.

use anlu_domain::{
    geo::{Point, distance_m},
    party::profile::Profile,
    track::Fix,
};

use crate::{
    engine::motion::{Motion, Movement, Piece, Sample},
    pack::MovementParams,
};

/// A stretch of time of one vehicle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journey {
    /// Driving, still and unknown time in order; neighbours differ.
    pub pieces: Vec<Piece>,
    /// Distance over the ground while driving, metres: great circles between neighbouring positions.
    pub distance_m: f64,
    /// Distance by the odometer, kilometres, when it only ever rose.
    pub odometer_km: Option<f64>,
    /// Highest speed told by the terminal, km/h.
    pub max_kmh: Option<f32>,
    /// Fixes, each device time once.
    pub fixes: u32,
    /// Fixes without a position.
    pub without_position: u32,
}

impl Journey {
    /// Total of one kind of time, milliseconds.
    pub fn total_ms(&self, motion: Motion) -> i64 {
        self.pieces.iter().filter(|p| p.motion == motion).map(Piece::length).fold(0, i64::saturating_add)
    }

    /// Where the vehicle stood for at least `shortest_ms`.
    pub fn stops(&self, shortest_ms: i64) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |p| p.motion == Motion::Still && p.length() >= shortest_ms)
    }
}

/// Reads `fixes`, which are in the order of device time.
pub fn journey(fixes: &[Fix], params: &MovementParams) -> Journey {
    let movement = Movement::new(params);
    let mut found = Journey { odometer_km: odometer(fixes), ..Journey::default() };
    let mut last: Option<(Sample, Option<Point>)> = None;
    for fix in fixes {
        found.fixes = found.fixes.saturating_add(1);
        found.without_position = found.without_position.saturating_add(u32::from(fix.at.is_none()));
        let sample = Sample::of(fix);
        if !sample.sees() {
            continue;
        }
        if let Some(speed) = sample.speed {
            found.max_kmh = Some(found.max_kmh.map_or(speed, |max| max.max(speed)));
        }
        let place = sample.at.or(last.as_ref().and_then(|(_, place)| *place));
        if let Some((before, from)) = &last
            && before.time < sample.time
        {
            let piece = movement.piece(before, &sample, Profile::default());
            if let (Motion::Driving, Some(p), Some(q)) = (piece.motion, from, sample.at) {
                found.distance_m += distance_m(*p, q);
            }
            add(&mut found.pieces, Piece { at: place, ..piece });
        }
        last = Some((sample, place));
    }
    found
}

fn add(pieces: &mut Vec<Piece>, piece: Piece) {
    match pieces.last_mut() {
        Some(last) if last.motion == piece.motion => {
            last.end = piece.end;
            last.at = piece.at;
        }
        _ => pieces.push(piece),
    }
}

/// What the odometer gained; `None` when fewer than two fixes tell it, or when it went back.
fn odometer(fixes: &[Fix]) -> Option<f64> {
    let mut told = fixes.iter().filter_map(|f| f.mileage_km).filter(|km| km.is_finite());
    let first = told.next()?;
    let mut last = None;
    for km in told {
        if km < last.unwrap_or(first) {
            return None;
        }
        last = Some(km);
    }
    last.map(|last| last - first)
}

#[cfg(test)]
mod tests {
    use anlu_domain::time::{MINUTE_MS, UtcMs};

    use super::*;

    const PARAMS: MovementParams =
        MovementParams { moving_above_kmh: 5.0, max_interval_minutes: 10, same_place_m: 500.0 };

    /// A fix in minute `n`; a thousandth of a degree of latitude is about 111 metres.
    fn fix(n: i64, speed: f32, milli_degrees: f64, km: Option<f64>) -> Fix {
        let time = UtcMs(n * MINUTE_MS);
        Fix {
            at: Some(Point { lon: 121.0, lat: 30.0 + milli_degrees / 1_000.0 }),
            gnss_speed_kmh: Some(speed),
            mileage_km: km,
            ..Fix::blank(time, time)
        }
    }

    #[test]
    fn a_day_falls_into_driving_standing_and_gaps() {
        let fixes = [
            fix(0, 60.0, 0.0, Some(10.0)),
            fix(1, 80.0, 9.0, None),
            fix(2, 0.0, 18.0, Some(12.0)),
            fix(3, 0.0, 18.0, Some(12.0)),
            // Fifty minutes of silence, and ten kilometres further on.
            fix(53, 50.0, 108.0, Some(22.5)),
            Fix { at: None, gnss_speed_kmh: None, ..fix(54, 0.0, 0.0, None) },
            fix(55, 0.0, 117.0, None),
        ];
        let j = journey(&fixes, &PARAMS);
        let kinds: Vec<_> = j.pieces.iter().map(|p| (p.start / MINUTE_MS, p.end / MINUTE_MS, p.motion)).collect();
        let expected =
            [(0, 2, Motion::Driving), (2, 3, Motion::Still), (3, 53, Motion::Unknown), (53, 55, Motion::Driving)];
        assert_eq!(kinds, expected);
        assert!((j.distance_m - 3_002.0).abs() < 10.0, "three times a kilometre, not the gap: {}", j.distance_m);
        assert_eq!((j.odometer_km, j.max_kmh, j.fixes, j.without_position), (Some(12.5), Some(80.0), 7, 1));
        assert_eq!((j.total_ms(Motion::Driving), j.total_ms(Motion::Still)), (4 * MINUTE_MS, MINUTE_MS));
        assert_eq!(j.stops(MINUTE_MS).count(), 1);
        assert_eq!(j.stops(MINUTE_MS + 1).count(), 0);
    }

    #[test]
    fn an_odometer_that_went_back_tells_nothing() {
        let fixes = [fix(0, 0.0, 0.0, Some(10.0)), fix(1, 0.0, 0.0, Some(9.0)), fix(2, 0.0, 0.0, Some(11.0))];
        assert_eq!(journey(&fixes, &PARAMS).odometer_km, None);
        assert_eq!(journey(&[], &PARAMS), Journey::default());
    }
}
