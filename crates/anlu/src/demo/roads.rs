//! Invented roads: one between every two neighbouring villages, gently curved; and a drive along them.

use anlu_domain::geo::{Point, distance_m};

use super::{rng::Rng, territory::Territory};

/// Points of one road, metres from its start, and the place it leads to.
#[derive(Clone, Debug)]
struct Road {
    to: usize,
    points: Vec<(Point, f64)>,
}

/// The road network: for each village its roads.
#[derive(Clone, Debug)]
pub(crate) struct Roads {
    from: Vec<Vec<Road>>,
}

impl Roads {
    /// Lays roads between the middles of neighbouring villages.
    pub(crate) fn generate(seed: u64, territory: &Territory) -> Self {
        let mut rng = Rng::for_part(seed, "roads");
        let villages = &territory.villages;
        let mut from: Vec<Vec<Road>> = vec![Vec::new(); villages.len()];
        for (a, village) in villages.iter().enumerate() {
            for &b in village.neighbours.iter().filter(|b| **b > a) {
                let line = curve(village.centre, villages[b].centre, &mut rng);
                let back: Vec<Point> = line.iter().rev().copied().collect();
                from[a].push(Road { to: b, points: measured(line) });
                from[b].push(Road { to: a, points: measured(back) });
            }
        }
        Self { from }
    }

    /// How many villages the roads join.
    pub(crate) fn places(&self) -> usize {
        self.from.len()
    }
}

fn curve(a: Point, b: Point, rng: &mut Rng) -> Vec<Point> {
    const PIECES: u32 = 12;
    let (bow, ripple, turns) = (rng.range(-0.18, 0.18), rng.range(-0.05, 0.05), rng.range(1.5, 3.5));
    (0..=PIECES)
        .map(|i| {
            let t = f64::from(i) / f64::from(PIECES);
            let arch = (std::f64::consts::PI * t).sin();
            let off = bow * arch + ripple * arch * (std::f64::consts::TAU * turns * t).sin();
            Point {
                lon: a.lon + (b.lon - a.lon) * t - (b.lat - a.lat) * off,
                lat: a.lat + (b.lat - a.lat) * t + (b.lon - a.lon) * off,
            }
        })
        .collect()
}

fn measured(points: Vec<Point>) -> Vec<(Point, f64)> {
    let (mut out, mut along): (Vec<(Point, f64)>, f64) = (Vec::with_capacity(points.len()), 0.0);
    for p in points {
        along += out.last().map_or(0.0, |(q, _)| distance_m(*q, p));
        out.push((p, along));
    }
    out
}

/// A vehicle somewhere on the roads.
#[derive(Clone, Debug)]
pub(crate) struct Drive<'a> {
    roads: &'a Roads,
    at: usize,
    road: usize,
    along_m: f64,
}

impl<'a> Drive<'a> {
    /// Starts at a village.
    pub(crate) fn start(roads: &'a Roads, village: usize, rng: &mut Rng) -> Self {
        let at = village % roads.places().max(1);
        let road = rng.below(u32::try_from(roads.from[at].len()).unwrap_or(1)) as usize;
        Self { roads, at, road, along_m: 0.0 }
    }

    /// Goes on by `metres`, turning into another road at each village but never straight back.
    pub(crate) fn advance(&mut self, metres: f64, rng: &mut Rng) {
        self.along_m += metres;
        loop {
            let road = &self.roads.from[self.at][self.road];
            let length = road.points.last().map_or(0.0, |p| p.1);
            if self.along_m < length || length <= 0.0 {
                return;
            }
            self.along_m -= length;
            let (came_from, here) = (self.at, road.to);
            let onward: Vec<usize> =
                (0..self.roads.from[here].len()).filter(|r| self.roads.from[here][*r].to != came_from).collect();
            self.at = here;
            self.road = *rng.pick(&onward);
        }
    }

    /// Where the vehicle is, and its heading in degrees.
    pub(crate) fn place(&self) -> (Point, u16) {
        let points = &self.roads.from[self.at][self.road].points;
        let next = points.iter().position(|p| p.1 > self.along_m).unwrap_or(points.len() - 1).max(1);
        let ((a, from), (b, to)) = (points[next - 1], points[next]);
        let t = if to > from { ((self.along_m - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
        let at = Point { lon: a.lon + (b.lon - a.lon) * t, lat: a.lat + (b.lat - a.lat) * t };
        let east = (b.lon - a.lon) * a.lat.to_radians().cos();
        let degrees = east.atan2(b.lat - a.lat).to_degrees().rem_euclid(360.0);
        (at, whole_degrees(degrees))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 360 by construction")]
fn whole_degrees(degrees: f64) -> u16 {
    (degrees.round() as u16) % 360
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_moves_as_far_as_it_is_told_and_stays_in_the_county() {
        let territory = Territory::generate(9, 0);
        let roads = Roads::generate(9, &territory);
        let mut rng = Rng::for_part(9, "drive");
        let mut drive = Drive::start(&roads, 5, &mut rng);
        let mut before = drive.place().0;
        for _ in 0..2_000 {
            drive.advance(400.0, &mut rng);
            let (now, heading) = drive.place();
            let step = distance_m(before, now);
            assert!((1.0..401.0).contains(&step), "{step}");
            assert!(heading < 360);
            assert!((120.9..121.5).contains(&now.lon) && (29.95..30.45).contains(&now.lat), "{now:?}");
            before = now;
        }
    }
}
