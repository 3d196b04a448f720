//! The few seams that fence something heavy or impure away from the pure crates.

use thiserror::Error;

use crate::{
    geo::{Bounds, Point},
    ids::VehicleId,
    time::{CivilDay, UtcMs},
    track::{Fix, Sighting},
};

/// Tells the time. The only place from which business code may learn "now".
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> UtcMs;
}

/// Stored positions cannot be read.
#[derive(Debug, Error)]
#[error("positions cannot be read: {0}")]
pub struct TrackError(pub String);

/// Stored positions of vehicles. Fences the columnar files away from the use cases.
pub trait TrackArchive: Send + Sync {
    /// The fixes of one vehicle from `from` to `to` (both included), by device time. Blocks on files: callers run it
    /// off the async threads.
    fn track(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs) -> Result<Vec<Fix>, TrackError>;

    /// The vehicles that had a fix inside `bounds` for which `inside` also holds, from `from` to `to` (both included), by
    /// vehicle. Blocks on files.
    fn sightings(
        &self,
        bounds: Bounds,
        inside: &(dyn Fn(Point) -> bool + Sync),
        from: UtcMs,
        to: UtcMs,
    ) -> Result<Vec<Sighting>, TrackError>;

    /// Civil days of which there are positions, oldest first. Blocks on files.
    fn days(&self) -> Result<Vec<CivilDay>, TrackError>;

    /// Shows every fix of a day that is on disk by vehicle and device time, each time of a vehicle once; all fixes of a
    /// vehicle come in one row. `visit` ends it by answering `false`. Memory does not grow with the day. Blocks on files.
    fn each_of_day(&self, day: CivilDay, visit: &mut dyn FnMut(VehicleId, &Fix) -> bool) -> Result<(), TrackError>;
}

/// An archive that holds nothing: for roles and tests without stored positions.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTracks;

impl TrackArchive for NoTracks {
    fn track(&self, _: VehicleId, _: UtcMs, _: UtcMs) -> Result<Vec<Fix>, TrackError> {
        Ok(Vec::new())
    }
    fn sightings(
        &self,
        _: Bounds,
        _: &(dyn Fn(Point) -> bool + Sync),
        _: UtcMs,
        _: UtcMs,
    ) -> Result<Vec<Sighting>, TrackError> {
        Ok(Vec::new())
    }
    fn days(&self) -> Result<Vec<CivilDay>, TrackError> {
        Ok(Vec::new())
    }
    fn each_of_day(&self, _: CivilDay, _: &mut dyn FnMut(VehicleId, &Fix) -> bool) -> Result<(), TrackError> {
        Ok(())
    }
}
