//! `GET /zones`: zones, filtered and paged, with their places for the map.

use anlu_app::zone::{
    geojson::geometry,
    list::{self, Filter, Listed},
};
use anlu_domain::geo::{Bounds, datum, shape::Shape};
use axum::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::Named,
        vocabulary::{Sector, VehicleClass, mirror},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// What a zone asks of vehicles.
    ZoneUse = anlu_domain::zone::ZoneUse { Enter, Leave, Corridor, Forbidden, Speed }
}
mirror! {
    /// The datum of coordinates.
    Datum = datum::Datum { Wgs84, Gcj02, Bd09 }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ZoneParams {
    /// Part of the name.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Only with this use.
    #[param(inline)]
    pub(crate) usage: Option<ZoneUse>,
    /// Only in use (`false`) or out of use.
    pub(crate) retired: Option<bool>,
    /// Only those that may have a part in this rectangle: `west,south,east,north`, degrees, WGS-84.
    #[param(max_length = 100)]
    pub(crate) bbox: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// A zone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ZoneRow {
    /// Registry id.
    pub(crate) id: Uuid,
    /// Version a change must name.
    pub(crate) version: i64,
    /// Name.
    pub(crate) name: String,
    /// What it asks.
    pub(crate) usage: ZoneUse,
    /// Where it is: a GeoJSON geometry (`MultiPolygon`, or `MultiLineString` of a corridor), WGS-84.
    pub(crate) geometry: Value,
    /// Width of a corridor to either side, metres.
    pub(crate) half_width_m: Option<f64>,
    /// Datum of the file it came from.
    pub(crate) datum: Datum,
    /// Hours in which it holds, `HH:MM-HH:MM`; none: always.
    pub(crate) hours: Vec<String>,
    /// Highest speed inside, km/h.
    pub(crate) limit_kmh: Option<u16>,
    /// Classes of vehicles it is about; none: all.
    pub(crate) classes: Vec<VehicleClass>,
    /// Sectors of owners it is about; none: all.
    pub(crate) sectors: Vec<Sector>,
    /// The enterprise whose vehicles it is about; none: all.
    pub(crate) enterprise: Option<Named>,
    /// Out of use.
    pub(crate) retired: bool,
}

impl From<Listed> for ZoneRow {
    fn from(l: Listed) -> Self {
        let z = l.zone;
        Self {
            id: z.id.0,
            version: l.version,
            geometry: geometry(&z.shape),
            half_width_m: match &z.shape {
                Shape::Lines { half_width_m, .. } => Some(*half_width_m),
                Shape::Areas(_) => None,
            },
            name: z.name,
            usage: z.usage.into(),
            datum: z.datum.into(),
            hours: z.hours.iter().map(ToString::to_string).collect(),
            limit_kmh: z.limit_kmh,
            classes: z.classes.into_iter().map(Into::into).collect(),
            sectors: z.sectors.into_iter().map(Into::into).collect(),
            enterprise: l.enterprise.map(Into::into),
            retired: z.retired,
        }
    }
}

/// Zones of the authority, and those of the viewer's enterprise; those in use first, by name.
#[utoipa::path(get, path = "/zones", operation_id = "list_zones", tag = "zones", params(ZoneParams),
    responses((status = 200, body = Paged<ZoneRow>), ListProblems))]
pub(crate) async fn list_zones(
    session: Session,
    Params(p): Params<ZoneParams>,
) -> Result<Json<Paged<ZoneRow>>, Problem> {
    let within = match p.bbox.as_deref().map(Bounds::parse) {
        Some(None) => return Err(Problem::invalid("/bbox", "no_rectangle")),
        found => found.flatten(),
    };
    let filter = Filter { q: p.q, usage: p.usage.map(Into::into), retired: p.retired, within };
    let found = list::list(&session.ctx, &filter, page(p.page, p.page_size)).await?;
    Ok(Json(Paged::of(found, ZoneRow::from)))
}
