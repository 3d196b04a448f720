//! Vehicles (车辆).

pub(crate) mod commands;
pub(crate) mod day;
pub(crate) mod get;
pub(crate) mod indices;
pub(crate) mod list;
pub(crate) mod live;
pub(crate) mod media;
pub(crate) mod sightings;
