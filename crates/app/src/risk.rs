//! Risks (风险分级管控): the census of an enterprise, templates, the checklist of its controls, major risks.
//!
//! A census answers what used to be told: how many major risks there are and how many are not registered. An inspection
//! by controls is itself the record that proves the duty, and what it finds are hazards.

pub mod assessed;
mod book;
pub mod census;
pub mod error;
pub mod get;
pub mod inspect;
pub mod inspections;
pub mod list;
pub mod major;
pub mod pictures;
pub mod start;
mod step;
pub mod view;
pub mod write;

pub use anlu_rules::pack::{Confidence, RiskEdge, RiskFactor, RiskMethod, RiskTemplate, RiskValue, Title};
pub use census::TemplateOffer;
pub use error::RiskError;
pub use view::RiskView;
