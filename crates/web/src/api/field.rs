//! Inspections by the authority on the spot (检查).

pub(crate) mod get;
pub(crate) mod hand_in;
pub(crate) mod list;
pub(crate) mod results;
pub(crate) mod sheet;
