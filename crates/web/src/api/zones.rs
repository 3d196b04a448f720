//! Zones and corridors (电子围栏).

pub(crate) mod change;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
