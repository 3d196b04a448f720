//! Campaigns (专项行动): started from a template of the pack or a blank form, subjects found by a condition or by a file,
//! outcomes with evidence by the grid that owns the enterprise, progress by grid, a report at the end.

pub mod add;
pub mod close;
mod error;
pub mod export;
pub mod file;
pub mod find;
pub mod get;
pub mod list;
pub mod record;
pub mod start;
pub mod subjects;
pub mod view;

pub use anlu_rules::pack::{CampaignTemplate, Title};
pub use error::CampaignError;
pub use view::{CampaignView, GridRow, SubjectView};
