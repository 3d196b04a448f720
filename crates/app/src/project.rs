//! Construction projects (公路水运工程): parties, work items with their risks, what each party owes and did, and the
//! blind spots that the rules find in it.
//!
//! A risk of a work item is a risk of the contractor's census; here it is only named.

pub mod draw;
mod error;
pub mod export;
pub mod get;
pub mod item;
pub mod kinds;
pub mod list;
pub mod record;
pub(crate) mod scene;
pub mod view;
pub mod withdraw;
pub mod write;

pub use anlu_rules::construction::{BlindKind, RowState};
pub use error::ProjectError;
