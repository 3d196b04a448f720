//! The grid tree (网格): county, street, village.

use serde::{Deserialize, Serialize};

use crate::ids::GridId;

/// Level of a grid node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GridLevel {
    /// 县（市、区）.
    County,
    /// 街道（乡镇）.
    Street,
    /// 村（社区）.
    Village,
}

super::names!(GridLevel {
    County = "county" "县",
    Street = "street" "街道",
    Village = "village" "村",
});

/// A node of the territory tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Registry id.
    pub id: GridId,
    /// Statistical division code (6, 9 or 12 digits).
    pub code: String,
    /// Name.
    pub name: String,
    /// Level.
    pub level: GridLevel,
    /// Parent node; `None` only for a county.
    pub parent: Option<GridId>,
    /// 网格长 name.
    pub chief_name: Option<String>,
    /// Boundary: rings of WGS-84 `[lon, lat]` pairs, closed.
    pub boundary: Option<Vec<Vec<[f64; 2]>>>,
}
