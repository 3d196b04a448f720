//! A signal (预警线索): what machines noticed, one per driver-day or vehicle-day, with an owner and a clock until it
//! is settled. Start at [`state`], then [`triage`].

pub mod act;
pub mod state;
pub mod triage;

pub use act::{Action, Refusal, actions};
pub use state::{FalseAlarm, GroupKey, Owner, Signal, State};
