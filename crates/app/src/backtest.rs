//! What if? Two versions of the policy pack judge the same stored positions, and only what differs is told: in words, in
//! numbers, and vehicle by vehicle. Nothing is written; no signal comes of it.
//!
//! Start at [`run`].

mod changes;
mod report;
mod run;
mod shelf;

pub use changes::changes;
pub use report::{Changed, Direction, Report, RuleCount, Said, Short};
pub use run::{BacktestError, Hooks, LONGEST_DAYS, Request, allowed, choices, run};
pub use shelf::{Choice, DraftFile, PackFault, Shelf};
