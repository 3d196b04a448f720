//! Enterprise files.

pub mod get;
pub mod list;
pub mod patch;
pub mod update;
