//! People, masked.

pub mod get;
pub mod list;
pub mod reveal;
