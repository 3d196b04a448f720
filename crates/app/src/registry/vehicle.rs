//! Vehicles.

pub mod day;
pub mod get;
pub mod list;
