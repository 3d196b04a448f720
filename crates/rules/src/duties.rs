//! Duties at work: facts and records in, tasks out; the same arguments always give the same tasks.
//!
//! [`plan`] is lazy over subjects, so that a province fits into memory; [`diff`] says what a reconciler has to write;
//! [`scenario`] runs the situations of a pack.

mod diff;
mod plan;
pub mod scenario;
mod stand;
mod task;

pub use self::{
    diff::{Known, Write, diff},
    plan::{Planned, Planner, plan},
    stand::stand,
    task::{Record, Subject, Task, Undecided, Waiver, WaiverInvalid},
};

#[cfg(test)]
mod tests;
