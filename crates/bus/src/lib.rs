//! Durable log of live facts: what the gateway received, in order, per shard, on disk before anyone is told so.
//!
//! Owns the stored form of a received frame, the embedded log (fjall) and the counts of links ([`Meter`]). Must not know
//! wire protocols, rules or the business store. Start at [`Log`]; every adapter of the log must pass [`contract`].

pub mod contract;
mod envelope;
mod error;
mod event;
mod log;
mod meter;
mod record;
mod settings;
mod shard;
#[cfg(test)]
mod tests;
mod writer;

#[doc(hidden)]
pub use envelope::fuzz_envelope;
pub use error::BusError;
pub use log::{Appending, Log};
pub use meter::{Counter, Counting, Meter, Part, Route, Taken};
pub use record::{Entry, Record, Source};
pub use settings::LogSettings;
