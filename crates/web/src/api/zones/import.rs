//! `POST /zones/import`: zones out of a GeoJSON file.

use anlu_app::zone::{
    geojson::{FeatureFault, Usual},
    import::{self, Import},
};
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    change::hours,
    list::{Datum, ZoneUse},
};
use crate::{
    api::vocabulary::{Sector, VehicleClass},
    error::{Problem, WriteProblems},
    extract::{Body, Session},
};

/// A file and what holds where its features do not say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ZoneImport {
    /// A GeoJSON `Feature` or `FeatureCollection`. Members of `properties` that count: `name` (名称), `usage` (用途),
    /// `hours` (时段), `limit_kmh` (限速), `half_width_m` (半宽), `classes` (车型), `sectors` (业态).
    pub(crate) file: Value,
    /// Datum of its coordinates: no file says so itself.
    pub(crate) datum: Datum,
    /// Use of zones that do not say.
    pub(crate) usage: ZoneUse,
    /// Name of zones without one; they are numbered.
    #[schema(max_length = 80)]
    pub(crate) name: String,
    /// Width of corridors to either side, metres.
    #[serde(default = "usual_width")]
    #[schema(minimum = 1, maximum = 50000)]
    pub(crate) half_width_m: f64,
    /// Hours in which zones hold, `HH:MM-HH:MM`; none: always.
    #[serde(default)]
    pub(crate) hours: Vec<String>,
    /// Highest speed of speed zones, km/h.
    pub(crate) limit_kmh: Option<u16>,
    /// Classes of vehicles the zones are about; none: all.
    #[serde(default)]
    pub(crate) classes: Vec<VehicleClass>,
    /// Sectors of owners the zones are about; none: all.
    #[serde(default)]
    pub(crate) sectors: Vec<Sector>,
    /// Vehicles of this enterprise only.
    pub(crate) enterprise_id: Option<Uuid>,
    /// Only tell what would be done.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

fn usual_width() -> f64 {
    100.0
}

/// What is wrong with a feature.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ZoneFeatureFault {
    /// Number of the feature in the file, from 1; 0: the file itself.
    feature: usize,
    /// Stable code.
    code: &'static str,
}

/// What an import did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ZoneImportOutcome {
    /// Zones entered, or that would be.
    zones: usize,
    /// Their names, at most 20.
    names: Vec<String>,
    /// What is wrong; when there is anything, nothing was entered.
    faults: Vec<ZoneFeatureFault>,
}

impl From<FeatureFault> for ZoneFeatureFault {
    fn from(f: FeatureFault) -> Self {
        Self { feature: f.feature, code: f.code }
    }
}

/// Enters the zones of a file, all or none. Coordinates of GCJ-02 and BD-09 are converted to WGS-84; the datum is kept.
#[utoipa::path(post, path = "/zones/import", operation_id = "import_zones", tag = "zones", request_body = ZoneImport,
    responses((status = 200, body = ZoneImportOutcome), WriteProblems))]
pub(crate) async fn import_zones(
    session: Session,
    Body(asked): Body<ZoneImport>,
) -> Result<Json<ZoneImportOutcome>, Problem> {
    let usual = Usual {
        datum: asked.datum.into(),
        usage: asked.usage.into(),
        half_width_m: asked.half_width_m,
        hours: hours(&asked.hours, "/hours")?,
        limit_kmh: asked.limit_kmh,
    };
    let wanted = Import {
        file: asked.file,
        usual,
        name: asked.name,
        classes: asked.classes.into_iter().map(Into::into).collect(),
        sectors: asked.sectors.into_iter().map(Into::into).collect(),
        enterprise: asked.enterprise_id.map(EnterpriseId),
        dry_run: asked.dry_run,
    };
    let done = import::import(&session.ctx, wanted).await?;
    Ok(Json(ZoneImportOutcome {
        zones: done.zones.len(),
        names: done.zones.iter().take(20).map(|z| z.name.clone()).collect(),
        faults: done.faults.into_iter().map(Into::into).collect(),
    }))
}
