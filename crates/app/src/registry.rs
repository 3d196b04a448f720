//! The registry (一企一档): enterprises, people, vehicles, the grid tree, and the search over all of them.

pub mod enterprise;
pub mod error;
pub mod grid;
pub(crate) mod named;
pub mod person;
pub mod search;
pub mod vehicle;

pub use error::{Fault, RegistryError};
