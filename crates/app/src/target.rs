//! Targets (指标): how the territory stands with each, where that leads, who is missing, and one act that reminds all of
//! them.
//!
//! The standings are written by the reconciler of duties, in the transaction that plans an enterprise; a background task
//! notes the figures of each day.

mod error;
pub mod export;
pub mod get;
pub mod names;
pub mod remind;
pub(crate) mod standing;
pub mod view;

pub use error::TargetError;
pub use view::TargetView;
