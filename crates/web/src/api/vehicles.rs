//! Vehicles (车辆).

pub(crate) mod day;
pub(crate) mod get;
pub(crate) mod indices;
pub(crate) mod list;
pub(crate) mod live;
pub(crate) mod sightings;
