//! The live plane inside the process: detectors fed from the log, findings stored, latest positions, live events.
//!
//! One task per shard ([`plane::Plane`]) reads entries from its offset on, judges them, stores what was found in one
//! transaction, and every few seconds writes its state with the offset. A restart is snapshot plus replay; running the
//! same entries again changes nothing, because ids of findings are derived and revisions are compared.
//! Start at [`plane`], then `worker`.

pub mod audience;
pub mod event;
pub mod latest;
pub mod links;
pub mod list;
pub mod plane;
pub mod sink;

mod figures;
mod identities;
mod judge;
mod profiles;
mod record;
mod roster;
mod saving;
mod show;
mod snapshot;
pub(crate) mod wake;
mod worker;
mod zones;

#[cfg(test)]
pub(crate) mod tests;
