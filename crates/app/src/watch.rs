//! Watches (布控): confirmed by a second officer, withdrawn, closed.

pub mod error;
pub mod get;
pub mod list;
pub mod step;
pub mod view;

pub use self::{error::WatchError, view::WatchView};
