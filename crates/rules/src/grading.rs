//! Graded supervision (分级分类): facts and a scoring model in, a waterfall from the base to the score and the grade out.
//!
//! Pure: the same facts, model and day always give the same rating, so that a rating can be made again for an objection,
//! for a backtest, and for "what if these were mended" ([`ways`]).

mod eu;
mod inputs;
mod points;
mod rating;
pub mod scenario;
pub mod sms;
pub mod ways;

pub use inputs::{Check, Event, EventKind, Figure, Inputs, Violation};
pub use rating::{FactOf, Held, Rating, StepResult, Wanting, rate};

#[cfg(test)]
mod tests;
