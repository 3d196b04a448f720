//! Wire facts to domain facts, one module per protocol; [`facts`] takes any log entry.

use anlu_bus::{Entry, Source};
use anlu_domain::{ids::VehicleId, track::Fact};

mod downward;
pub mod jt808;
pub mod jt809;
mod notice;
mod upward;

pub use notice::notices;

/// Why an entry holds no facts that can be used.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// A terminal's entry.
    #[error(transparent)]
    Jt808(#[from] jt808::MapError),
    /// A platform's entry.
    #[error(transparent)]
    Jt809(#[from] jt809::MapError),
}

/// Adds the facts of one log entry to `out`, in the order they were sent. Messages without facts add none.
pub fn facts(entry: &Entry, out: &mut Vec<(VehicleId, Fact)>) -> Result<(), MapError> {
    match &entry.record.source {
        Source::Jt808 { vehicle, .. } => jt808::facts_of(&entry.record, *vehicle, out)?,
        Source::Jt809 { edition_2019, vehicle, .. } => jt809::facts_of(&entry.record, *edition_2019, *vehicle, out)?,
        Source::Clock => {}
    }
    Ok(())
}
