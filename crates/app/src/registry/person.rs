//! People, masked.

pub mod erase;
pub mod get;
pub mod list;
pub mod reveal;
