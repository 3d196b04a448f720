//! Zones and corridors (电子围栏): list, import of GeoJSON, changes.

pub mod change;
pub mod geojson;
pub mod import;
pub mod list;
