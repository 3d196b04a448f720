//! Pieces of time that stir no rule, whichever: nearly all, told by a few comparisons instead of asking every rule.

use anlu_domain::geo::Point;

use super::motion::{Motion, Piece, Tells};

/// A degree of longitude or latitude is nowhere longer, metres.
const DEGREE_M: f64 = 111_700.0;

/// What every rule lets pass. Each rule that may be stirred narrows it.
#[derive(Clone, Debug)]
pub(crate) struct Calm {
    /// Some rule lets nothing pass.
    never: bool,
    /// No faster, km/h.
    kmh: f32,
    /// From begin to end nearer than this, metres.
    near_m: f64,
    /// Its begin inside of these, WGS-84 degrees.
    lon: (f64, f64),
    lat: (f64, f64),
}

impl Default for Calm {
    fn default() -> Self {
        Self { never: false, kmh: f32::INFINITY, near_m: f64::INFINITY, lon: (-180.0, 180.0), lat: (-90.0, 90.0) }
    }
}

impl Calm {
    /// A rule says nothing of what it lets pass.
    pub(crate) fn never(&mut self) {
        self.never = true;
    }

    /// A rule is stirred by nothing that is no faster.
    pub(crate) fn kmh(&mut self, kmh: u16) {
        self.kmh = self.kmh.min(kmh.into());
    }

    /// A rule is stirred by nothing whose ends are nearer.
    pub(crate) fn near(&mut self, metres: f64) {
        self.near_m = self.near_m.min(metres);
    }

    /// A rule is stirred by nothing that begins inside.
    pub(crate) fn inside(&mut self, lon: (f64, f64), lat: (f64, f64)) {
        let both = |a: (f64, f64), b: (f64, f64)| (a.0.max(b.0), a.1.min(b.1));
        (self.lon, self.lat) = (both(self.lon, lon), both(self.lat, lat));
    }

    /// Whether no rule but those about zones is stirred by `piece`: it is heard, raises no alarm, and lies in all bounds.
    pub(super) fn holds(&self, piece: &Piece) -> bool {
        let inside =
            |p: &Point| (self.lon.0 <= p.lon && p.lon <= self.lon.1) && (self.lat.0 <= p.lat && p.lat <= self.lat.1);
        !self.never
            && matches!(piece.motion, Motion::Driving | Motion::Still)
            && piece.tells == Tells::All
            && piece.alarm.unwrap_or(0) == 0
            && piece.safety == 0
            && piece.speed.is_none_or(|speed| speed <= self.kmh)
            && piece.from.as_ref().is_none_or(inside)
            && piece.from.zip(piece.at).is_none_or(|(from, at)| nearer(from, at, self.near_m))
    }
}

/// Whether two places are surely nearer than `metres`: on a plane whose degrees are nowhere shorter.
pub(crate) fn nearer(a: Point, b: Point, metres: f64) -> bool {
    let (east, north) = ((a.lon - b.lon) * DEGREE_M, (a.lat - b.lat) * DEGREE_M);
    east * east + north * north < metres * metres
}

#[cfg(test)]
mod tests {
    use anlu_domain::{geo::distance_m, party::profile::Profile};

    use super::{
        super::{
            Engine,
            tests::{HAZMAT, PACK},
        },
        *,
    };

    /// What the six that may be stirred ask for, below, at and above every bound of the pack.
    #[test]
    fn no_rule_is_stirred_by_a_calm_piece() {
        let engine = Engine::new(&PACK);
        let (mut calm, mut all) = (0, 0);
        let home = Point { lon: 121.2, lat: 30.17 };
        let places = [home, Point { lon: 72.9, ..home }, Point { lat: 54.1, ..home }, Point { lon: f64::NAN, ..home }];
        for profile in [HAZMAT, Profile::default()] {
            for motion in [Motion::Driving, Motion::Still, Motion::Unknown, Motion::Away] {
                for tells in [Tells::All, Tells::Motion, Tells::Word] {
                    for speed in [None, Some(0.0), Some(79.9), Some(80.0), Some(80.1), Some(161.0), Some(f32::NAN)] {
                        for (alarm, safety) in
                            [(None, 0), (Some(0), 0), (Some(1 << 2), 0), (Some(1 << 28), 0), (Some(0), 1)]
                        {
                            for from in places {
                                for east_m in [0.0, 400.0, 990.0, 1_010.0, 9_000.0] {
                                    let at = Point { lon: from.lon + east_m / 96_250.0, ..from };
                                    let (start, end) = (0, 10_000);
                                    let (from, at) = (Some(from), Some(at));
                                    let loaded = true;
                                    let piece = Piece {
                                        start,
                                        end,
                                        motion,
                                        tells,
                                        from,
                                        at,
                                        speed,
                                        alarm,
                                        safety,
                                        loaded,
                                        profile,
                                    };
                                    let holds = engine.calm.holds(&piece);
                                    assert!(!holds || !engine.stirred(&piece), "{piece:?}");
                                    calm += u32::from(holds);
                                    all += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
        assert!(calm > 50 && calm < all / 4, "{calm} of {all}");
    }

    #[test]
    fn what_is_surely_nearer_is_nearer() {
        for lat in [-89.0, -30.0, 0.0, 45.0, 89.9] {
            for (east, north) in [(0.001, 0.0), (0.0, 0.001), (0.008, 0.004)] {
                let (a, b) = (Point { lon: 10.0, lat }, Point { lon: 10.0 + east, lat: lat + north });
                let metres = distance_m(a, b);
                assert!(!nearer(a, b, metres), "{lat} {east} {north}");
                assert!(nearer(a, b, metres.max(1_000.0) * 200.0));
            }
        }
    }
}
