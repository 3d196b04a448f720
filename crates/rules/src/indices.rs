//! Daily indices of the data that vehicles send: on-line rate 上线率, data quality 数据合格率, track integrity 轨迹完整率,
//! drift 漂移 (pack file `indices.toml`).
//!
//! A day of a vehicle is metered fix by fix in constant memory ([`Meter`]); days of vehicles add up to the day of an
//! enterprise, a platform or everything ([`GroupDay`]). Shares are whole numbers, rounded down: 94.99 % is not 95 %.

use anlu_domain::{
    geo::{Point, distance_m},
    time::{MINUTE_MS, UtcMs},
    track::Fix,
};
use serde::{Deserialize, Serialize};

use crate::pack::IndexParams;

/// Why a position is not sound; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It has no place.
    Place,
    /// The place lies outside.
    Outside,
    /// The device time cannot be read, or runs ahead.
    Time,
    /// The speed is not there or impossible.
    Speed,
    /// The heading is not there.
    Direction,
    /// The altitude is impossible.
    Altitude,
}

impl Fault {
    /// All of them, in the order of [`VehicleDay::faults`].
    pub const ALL: [Self; 6] = [Self::Place, Self::Outside, Self::Time, Self::Speed, Self::Direction, Self::Altitude];

    /// The fault of a fix; `None`: it is sound.
    pub fn of(fix: &Fix, params: &IndexParams) -> Option<Self> {
        let q = &params.quality;
        let Some(at) = fix.at.filter(|p| p.lon.is_finite() && p.lat.is_finite()) else { return Some(Self::Place) };
        let inside = (q.min_lon..=q.max_lon).contains(&at.lon) && (q.min_lat..=q.max_lat).contains(&at.lat);
        let ahead = fix.time.0.saturating_sub(fix.received.0) > i64::from(q.ahead_minutes) * MINUTE_MS;
        let fast = fix.gnss_speed_kmh.is_none_or(|kmh| !(0.0..=q.max_kmh).contains(&kmh));
        let high = fix.altitude_m.is_some_and(|m| m < q.min_altitude_m || m > q.max_altitude_m);
        if !inside {
            Some(Self::Outside)
        } else if fix.time_from_receiver || ahead {
            Some(Self::Time)
        } else if fast {
            Some(Self::Speed)
        } else if fix.direction_deg.is_none() {
            Some(Self::Direction)
        } else {
            high.then_some(Self::Altitude)
        }
    }
}

/// What one vehicle sent on one civil day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleDay {
    /// Positions that count.
    pub positions: u32,
    /// Of them sound.
    pub sound: u32,
    /// The others, by [`Fault::ALL`].
    pub faults: [u32; 6],
    /// Way between neighbouring sound positions, metres, jumps left out.
    pub track_m: u64,
    /// Of it without positions, metres.
    pub hole_m: u64,
    /// Holes.
    pub holes: u32,
    /// Jumps.
    pub jumps: u32,
}

impl VehicleDay {
    /// Whether the vehicle was on line.
    pub fn online(&self, params: &IndexParams) -> bool {
        self.sound >= params.online.positions
    }

    /// Whether its position drifted.
    pub fn drifted(&self, params: &IndexParams) -> bool {
        self.jumps >= params.drift.jumps
    }

    /// 数据合格率, per 10,000. `None`: nothing came.
    pub fn quality(&self) -> Option<u32> {
        share(self.sound.into(), self.positions.into())
    }

    /// 轨迹完整率, per 10,000. `None`: it did not move.
    pub fn integrity(&self) -> Option<u32> {
        share(self.track_m.saturating_sub(self.hole_m), self.track_m)
    }
}

/// What the vehicles of an enterprise, a platform or everybody sent on one civil day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDay {
    /// Vehicles in the network.
    pub vehicles: u32,
    /// Of them on line.
    pub online: u32,
    /// Of those with drift.
    pub drifting: u32,
    /// Positions that count.
    pub positions: u64,
    /// Of them sound.
    pub sound: u64,
    /// Way, metres.
    pub track_m: u64,
    /// Of it without positions, metres.
    pub hole_m: u64,
}

impl GroupDay {
    /// Adds a vehicle of the network; `None`: nothing came of it.
    pub fn add(&mut self, day: Option<&VehicleDay>, params: &IndexParams) {
        self.vehicles = self.vehicles.saturating_add(1);
        let Some(day) = day else { return };
        let online = day.online(params);
        self.online = self.online.saturating_add(u32::from(online));
        self.drifting = self.drifting.saturating_add(u32::from(online && day.drifted(params)));
        self.positions = self.positions.saturating_add(day.positions.into());
        self.sound = self.sound.saturating_add(day.sound.into());
        self.track_m = self.track_m.saturating_add(day.track_m);
        self.hole_m = self.hole_m.saturating_add(day.hole_m);
    }

    /// Adds another day or group: shares of several days are shares of their sums, not means of shares.
    pub fn merge(&mut self, other: &Self) {
        self.vehicles = self.vehicles.saturating_add(other.vehicles);
        self.online = self.online.saturating_add(other.online);
        self.drifting = self.drifting.saturating_add(other.drifting);
        self.positions = self.positions.saturating_add(other.positions);
        self.sound = self.sound.saturating_add(other.sound);
        self.track_m = self.track_m.saturating_add(other.track_m);
        self.hole_m = self.hole_m.saturating_add(other.hole_m);
    }

    /// 上线率, per 10,000. `None`: there are no vehicles.
    pub fn online_rate(&self) -> Option<u32> {
        share(self.online.into(), self.vehicles.into())
    }

    /// 数据合格率, per 10,000. `None`: nothing came.
    pub fn quality(&self) -> Option<u32> {
        share(self.sound, self.positions)
    }

    /// 轨迹完整率, per 10,000. `None`: nothing moved.
    pub fn integrity(&self) -> Option<u32> {
        share(self.track_m.saturating_sub(self.hole_m), self.track_m)
    }

    /// 漂移车辆率, per 10,000. `None`: nobody was on line.
    pub fn drift_rate(&self) -> Option<u32> {
        share(self.drifting.into(), self.online.into())
    }
}

/// A part of a whole per 10,000, rounded down.
fn share(part: u64, whole: u64) -> Option<u32> {
    let ten_thousandths = u128::from(part).checked_mul(10_000)?.checked_div(u128::from(whole))?;
    u32::try_from(ten_thousandths).ok()
}

/// Meters one vehicle's day: fixes in the order of device time.
#[derive(Clone, Copy, Debug)]
pub struct Meter<'p> {
    params: &'p IndexParams,
    day: VehicleDay,
    track_m: f64,
    hole_m: f64,
    /// The last position that is believed.
    good: Option<(UtcMs, Point)>,
    /// A position that jumped away from it: believed when the next one fits it better.
    suspect: Option<(UtcMs, Point)>,
}

impl<'p> Meter<'p> {
    /// A meter that has seen nothing.
    pub fn new(params: &'p IndexParams) -> Self {
        Self { params, day: VehicleDay::default(), track_m: 0.0, hole_m: 0.0, good: None, suspect: None }
    }

    /// Takes the next fix.
    pub fn take(&mut self, fix: &Fix) {
        let fault = Fault::of(fix, self.params);
        if fault == Some(Fault::Place) && !self.params.quality.without_place {
            return;
        }
        self.day.positions = self.day.positions.saturating_add(1);
        if let Some(fault) = fault {
            let place = Fault::ALL.iter().position(|f| *f == fault);
            if let Some(n) = place.and_then(|i| self.day.faults.get_mut(i)) {
                *n = n.saturating_add(1);
            }
            return;
        }
        self.day.sound = self.day.sound.saturating_add(1);
        if let Some(at) = fix.at {
            self.step((fix.time, at));
        }
    }

    fn step(&mut self, here: (UtcMs, Point)) {
        let Some(good) = self.good else {
            self.good = Some(here);
            return;
        };
        if !self.jumps(good, here) {
            self.way(good, here);
            (self.good, self.suspect) = (Some(here), None);
            return;
        }
        match self.suspect {
            // The one that jumped was right: the track goes on from there.
            Some(suspect) if !self.jumps(suspect, here) => {
                self.way(suspect, here);
                (self.good, self.suspect) = (Some(here), None);
            }
            _ => {
                self.day.jumps = self.day.jumps.saturating_add(1);
                self.suspect = Some(here);
            }
        }
    }

    fn way(&mut self, from: (UtcMs, Point), to: (UtcMs, Point)) {
        let metres = distance_m(from.1, to.1);
        self.track_m += metres;
        if metres > self.params.track.hole_m {
            self.hole_m += metres;
            self.day.holes = self.day.holes.saturating_add(1);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "compared with a threshold")]
    fn jumps(&self, from: (UtcMs, Point), to: (UtcMs, Point)) -> bool {
        let metres = distance_m(from.1, to.1);
        let ms = to.0.0.saturating_sub(from.0.0).max(1);
        let kmh = metres / (ms as f64) * 3_600.0;
        metres >= self.params.drift.min_m && kmh > self.params.drift.max_kmh
    }

    /// The day.
    pub fn day(&self) -> VehicleDay {
        VehicleDay { track_m: whole(self.track_m), hole_m: whole(self.hole_m), ..self.day }
    }
}

/// Whole metres.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a way is neither negative nor that long")]
fn whole(metres: f64) -> u64 {
    metres.round().max(0.0) as u64
}

#[cfg(test)]
#[path = "indices_tests.rs"]
mod tests;
