//! Latest position of each vehicle, in memory. One bad fix never freezes it: a fix from the future is not taken.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use anlu_domain::{
    finding::Severity,
    geo::Point,
    ids::{EnterpriseId, VehicleId},
    time::{MINUTE_MS, UtcMs},
    track::Fix,
};
use anlu_rules::engine::Number;
use rustc_hash::FxBuildHasher;

/// Device time may run this far ahead of the receive time before a fix counts as from the future.
const FUTURE_MS: i64 = 5 * MINUTE_MS;
/// A vehicle that was heard of within this time is on line.
const ONLINE_MS: i64 = 10 * MINUTE_MS;

/// The newest fix of a vehicle, which has this number in its shard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    pub(crate) number: Number,
    pub(crate) vehicle: VehicleId,
    pub(crate) fix: Fix,
}

/// Where a vehicle is now, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleNow {
    /// Vehicle.
    pub vehicle: VehicleId,
    /// Plate.
    pub plate: String,
    /// Owner and its name.
    pub enterprise: Option<(EnterpriseId, String)>,
    /// Position.
    pub at: Point,
    /// Speed, km/h.
    pub speed_kmh: Option<f32>,
    /// Heading, degrees.
    pub direction_deg: Option<u16>,
    /// Device time of the position.
    pub time: UtcMs,
    /// When it was last heard of.
    pub received: UtcMs,
    /// Severity of a finding that still goes on.
    pub alert: Option<Severity>,
}

impl VehicleNow {
    /// Heard of within the last ten minutes.
    pub fn online(&self, now: UtcMs) -> bool {
        now.0.saturating_sub(self.received.0) <= ONLINE_MS
    }
}

/// Name and owner of a vehicle, as the registry tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Plate.
    pub plate: String,
    /// Owner and its name.
    pub enterprise: Option<(EnterpriseId, String)>,
}

/// Latest positions of all vehicles.
#[derive(Debug, Default)]
pub struct Latest {
    vehicles: RwLock<HashMap<VehicleId, VehicleNow, FxBuildHasher>>,
}

impl Latest {
    /// Takes a fix; returns what is new to show, `None` when the fix changes nothing that is shown.
    pub fn take(&self, vehicle: VehicleId, identity: &Identity, fix: &Fix) -> Option<VehicleNow> {
        let mut vehicles = self.vehicles.write().unwrap_or_else(PoisonError::into_inner);
        let future = fix.time.0.saturating_sub(fix.received.0) > FUTURE_MS;
        let Some(at) = fix.at.filter(|_| !future) else {
            if let Some(known) = vehicles.get_mut(&vehicle) {
                known.received = known.received.max(fix.received);
            }
            return None;
        };
        let alert = match vehicles.get_mut(&vehicle) {
            Some(known) if fix.time < known.time => {
                known.received = known.received.max(fix.received);
                return None;
            }
            Some(known) => known.alert,
            None => None,
        };
        let now = VehicleNow {
            vehicle,
            plate: identity.plate.clone(),
            enterprise: identity.enterprise.clone(),
            at,
            speed_kmh: fix.speed_kmh(),
            direction_deg: fix.direction_deg,
            time: fix.time,
            received: fix.received,
            alert,
        };
        vehicles.insert(vehicle, now.clone());
        Some(now)
    }

    /// Notes that a finding goes on (or has ended).
    pub fn alert(&self, vehicle: VehicleId, severity: Option<Severity>) {
        let mut vehicles = self.vehicles.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = vehicles.get_mut(&vehicle) {
            known.alert = severity;
        }
    }

    /// What `tell` says of a vehicle; `None` when no position of it is known.
    pub fn of<T>(&self, vehicle: VehicleId, tell: impl FnOnce(&VehicleNow) -> T) -> Option<T> {
        self.vehicles.read().unwrap_or_else(PoisonError::into_inner).get(&vehicle).map(tell)
    }

    /// All vehicles that `sees` lets through, by plate.
    pub fn list(&self, sees: impl Fn(&VehicleNow) -> bool) -> Vec<VehicleNow> {
        let vehicles = self.vehicles.read().unwrap_or_else(PoisonError::into_inner);
        let mut list: Vec<VehicleNow> = vehicles.values().filter(|v| sees(v)).cloned().collect();
        list.sort_by(|a, b| a.plate.cmp(&b.plate).then_with(|| a.vehicle.cmp(&b.vehicle)));
        list
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn fix(time: i64, received: i64, lon: f64) -> Fix {
        Fix {
            at: Some(Point { lon, lat: 30.0 }),
            gnss_speed_kmh: Some(40.0),
            ..Fix::blank(UtcMs(time), UtcMs(received))
        }
    }

    #[test]
    fn a_fix_from_the_future_does_not_freeze_the_latest() {
        let (latest, v) = (Latest::default(), VehicleId(Uuid::from_u128(1)));
        let id = Identity { plate: String::from("浙B00001"), enterprise: None };
        let t = 1_795_500_000_000;
        assert!(latest.take(v, &id, &fix(t, t, 121.0)).is_some());
        assert!(latest.take(v, &id, &fix(t + 86_400_000, t + 1_000, 99.0)).is_none());
        assert!(latest.take(v, &id, &fix(t + 2_000, t + 2_000, 121.1)).is_some());
        assert!(latest.take(v, &id, &fix(t + 1_000, t + 3_000, 121.05)).is_none(), "late");
        let all = latest.list(|_| true);
        assert_eq!((all.len(), all[0].at.lon, all[0].received), (1, 121.1, UtcMs(t + 3_000)));
        assert!(all[0].online(UtcMs(t + 600_000)) && !all[0].online(UtcMs(t + 700_000)));
    }
}
