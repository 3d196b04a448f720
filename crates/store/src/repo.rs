//! One file per aggregate: reads take a [`Db`](crate::Db) and a viewer, writes take a [`Tx`](crate::Tx).

pub mod account;
mod column;
pub mod command;
pub mod duty_fact;
pub mod duty_record;
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
pub mod plan;
pub mod plan_source;
mod record;
pub mod report;
pub mod rule_basis;
pub mod search;
pub mod signal;
pub mod signal_list;
pub mod superseded;
pub mod tally;
pub mod task;
pub mod upper_report;
pub mod upper_request;
pub mod vehicle;
pub mod waiver;
pub mod watch;
pub mod zone;

pub use record::{By, Stored};
