//! The few seams that fence something heavy or impure away from the pure crates.

use core::fmt;

use thiserror::Error;
use uuid::Uuid;

use crate::{
    document::Paper,
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

/// A paper was not set in type.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TypesetError {
    /// There is no typesetter on this machine, or it has no Chinese font.
    #[error("no typesetter: {0}")]
    Absent(String),
    /// The typesetter refused the paper, or died of it.
    #[error("not typeset: {0}")]
    Failed(String),
}

/// Sets papers in type. Fences the typesetter, which is a program of its own, away from the use cases.
pub trait Typesetter: Send + Sync {
    /// PDF/A-3 of `paper` with `link` as a QR code, `code` beside it, and
    /// [`placeholder`](crate::document::receipt::placeholder) attached as it is. The same arguments give the same bytes.
    /// Blocks.
    fn typeset(&self, paper: &Paper, link: &str, code: &str) -> Result<Vec<u8>, TypesetError>;
}

/// A short message to a phone.
#[derive(Clone, PartialEq, Eq)]
pub struct ShortMessage {
    /// Id: the same at each try, so that a gateway can tell that it came twice.
    pub id: Uuid,
    /// Mobile number, eleven digits.
    pub phone: String,
    /// Text.
    pub text: String,
}

impl fmt::Debug for ShortMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShortMessage").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A short message was not taken: a stable code, e.g. `spool_unwritable`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not taken: {0}")]
pub struct NotTaken(pub String);

/// Takes short messages to phones. Fences whoever carries them away from the use cases.
pub trait SmsGateway: Send + Sync {
    /// Hands one over; once it is taken it is the gateway's to deliver. Blocks, below a minute.
    fn take(&self, message: &ShortMessage) -> Result<(), NotTaken>;
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
