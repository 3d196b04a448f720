//! Signals (预警线索): the inbox, triage, answers. One file per step.

pub mod acknowledge;
pub mod answer;
pub mod assign;
pub mod clocks;
pub mod close;
pub mod error;
mod explain;
pub mod get;
pub mod list;
pub mod media;
pub(crate) mod raise;
mod step;
pub mod track;
pub mod triage;
pub mod view;

pub use anlu_store::repo::superseded::Superseded;
pub use error::SignalError;
pub use view::{FindingView, SignalView, VehicleRef};
