//! Hazards (隐患): report, then step by step to 销号. One file per step.

pub mod close;
pub mod criteria;
pub mod error;
pub mod export;
pub mod extension;
pub mod filters;
pub mod get;
pub mod govern;
pub mod list;
pub mod notify;
mod papers;
pub mod plan;
pub mod rates;
pub mod rejudge;
pub mod report;
mod step;
pub mod submit;
pub mod verify;
pub mod view;

pub use error::HazardError;
pub use step::Attach;
pub(crate) use step::attach;
pub use view::{EvidenceView, HazardView, Named};
