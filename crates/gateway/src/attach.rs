//! Attachments of active-safety alarms (T/JSATL 12-2017, T/GDRTA 002-2020): asked for on the connection of the terminal
//! once the alarm is on disk ([`order`]), taken on a listener of their own ([`serve_attachments`]).
//!
//! The number an alarm is given ([`number`]) is a message authentication code, so that only uploads that were asked for
//! are taken, and nothing has to be remembered for it, whatever restarts in between.

mod connection;
mod listen;
pub(crate) mod number;
pub(crate) mod order;
mod staging;

pub use listen::{AttachmentPorts, AttachmentSettings, serve_attachments};
pub use order::AttachmentAddress;

use std::{future::Future, pin::Pin};

use anlu_domain::{ids::VehicleId, time::UtcMs};

/// A whole file of an alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmFile {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// The alarm, by type and by what its terminal calls it: `65-01 261126080000 0` (item, type, time, counter).
    pub alarm: String,
    /// Time of the alarm; `None` when the terminal sent none that can be read.
    pub at: Option<UtcMs>,
    /// File name.
    pub name: String,
    /// 0 picture, 1 sound, 2 video, 3 text, 4 other.
    pub kind: u8,
    /// When it was whole.
    pub received: UtcMs,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A file could not be kept now; the terminal is not told that it arrived.
#[derive(Debug, thiserror::Error)]
#[error("a file cannot be kept: {0}")]
pub struct Unkept(pub String);

/// Answer of [`FileKeeper::keep`].
pub type Kept<'a> = Pin<Box<dyn Future<Output = Result<(), Unkept>> + Send + 'a>>;

/// Keeps files as evidence. The same file twice changes nothing.
pub trait FileKeeper: Send + Sync {
    /// Keeps one; when it is told `Ok`, the file is on disk.
    fn keep(&self, file: AlarmFile) -> Kept<'_>;
}
