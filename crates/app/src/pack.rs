//! Versions of the policy pack: imported by an author, looked at, put in force by a second person from a day on, and back
//! again. Old versions are kept; the duties of what lies before the day are judged by them.
//!
//! A version lies over the pack of the configuration and holds everything that differs from it. Start at [`import`].

pub mod activate;
mod error;
pub mod foresee;
mod foresee_grades;
pub mod import;
pub mod in_force;
pub mod list;
mod uploads;

pub use self::{
    error::{PackError, PackFault},
    uploads::Upload,
};
