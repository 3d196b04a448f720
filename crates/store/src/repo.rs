//! One file per aggregate: reads take a [`Db`](crate::Db) and a viewer, writes take a [`Tx`](crate::Tx).

pub mod account;
mod column;
pub mod evidence;
pub mod expiry;
pub mod finding;
pub mod hazard;
pub mod hazard_list;
pub mod names;
pub mod signal;
pub mod signal_list;
pub mod watch;
