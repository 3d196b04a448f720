//! `[map]`: base maps. Off by default: the county's own boundaries need no external service.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Base maps.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MapSection {
    /// Key of the 天地图 (Tianditu) raster service. None: no request leaves the building.
    pub(crate) tianditu_key: Option<String>,
}
