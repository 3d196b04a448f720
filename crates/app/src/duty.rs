//! Duties (责任事项): what each enterprise owes and why, records that prove it, waivers, facts.
//!
//! The planner of `rules` is pure; [`reconcile`] feeds it from the store and writes the differences. Whatever bears on a
//! plan marks its enterprise in the same transaction (`store::repo::plan`); use cases that somebody waits for plan
//! again at once, everything else is planned by the background task.

mod attach;
pub mod book;
mod error;
pub(crate) mod facts;
pub mod five;
pub mod hand_in;
pub mod kinds;
pub mod of_person;
pub mod owed;
pub mod reconcile;
pub mod records;
pub mod tell;
pub mod told;
pub mod waive;
pub mod withdraw;

pub use self::{
    book::{DutyBook, DutyBooks},
    error::DutyError,
};
