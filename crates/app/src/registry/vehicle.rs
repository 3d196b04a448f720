//! Vehicles.

pub mod day;
pub mod get;
pub mod list;
pub mod sightings;
