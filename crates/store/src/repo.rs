//! One file per aggregate: reads take a [`Db`](crate::Db) and a viewer, writes take a [`Tx`](crate::Tx).

pub mod account;
mod column;
pub mod command;
pub mod enterprise;
pub mod evidence;
pub mod expiry;
pub mod finding;
pub mod grid;
pub mod hazard;
pub mod hazard_list;
pub mod index;
pub mod link;
pub mod media;
pub mod names;
pub mod outbox;
pub mod person;
mod record;
pub mod report;
pub mod rule_basis;
pub mod search;
pub mod signal;
pub mod signal_list;
pub mod tally;
pub mod vehicle;
pub mod watch;
pub mod zone;

pub use record::{By, Stored};
