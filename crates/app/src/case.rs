//! Enforcement cases (案件): opened from a hazard, a signal, an inquiry, an inspection or by hand; taken step by step
//! under the procedure of the pack in force; shown to the party from the moment something was put before it.

pub(crate) mod check;
mod error;
pub mod get;
pub mod list;
pub mod open;
pub(crate) mod papers;
pub(crate) mod rules;
pub mod step;
pub mod verbs;
pub mod view;

pub use error::CaseError;
pub(crate) use list::sure;
pub use rules::Violations;
pub use view::{CaseRow, CaseView, ClockView, Offered, OfferedTier};
