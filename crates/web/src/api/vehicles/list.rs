//! `GET /vehicles`: vehicles, filtered and paged.

use anlu_app::registry::vehicle::list;
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named, Time},
        vocabulary::{PlateColour, Severity, VehicleClass, mirror},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// Whether a vehicle is heard of: within the last ten minutes, before, or no position of it is known.
    Presence = list::Presence { Online, Offline, Never }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VehicleParams {
    /// Part of the plate, or a terminal id.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Only of this enterprise.
    pub(crate) enterprise_id: Option<Uuid>,
    /// Only of this class.
    #[param(inline)]
    pub(crate) class: Option<VehicleClass>,
    /// Only those in service that are heard of so.
    #[param(inline)]
    pub(crate) state: Option<Presence>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// One vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleRow {
    /// Registry id.
    pub(crate) id: Uuid,
    /// Plate.
    #[schema(example = "浙B0T001")]
    pub(crate) plate: String,
    /// Plate colour.
    pub(crate) colour: PlateColour,
    /// Class.
    pub(crate) class: VehicleClass,
    /// Owner.
    pub(crate) enterprise: Named,
    /// 总质量, kilograms.
    pub(crate) total_mass_kg: Option<u32>,
    /// Length of the passenger line it serves, kilometres.
    pub(crate) line_km: Option<u32>,
    /// Number of the terminal's SIM.
    pub(crate) sim: Option<String>,
    /// Terminal id.
    pub(crate) terminal_id: Option<String>,
    /// 道路运输证号.
    pub(crate) licence_no: Option<String>,
    /// Last day the licence is valid.
    pub(crate) licence_expiry: Option<Day>,
    /// Out of service.
    pub(crate) retired: bool,
    /// Whether it has been heard within the last ten minutes.
    pub(crate) online: bool,
    /// When it was last heard of, when a position of it is known.
    pub(crate) last_at: Option<Time>,
    /// Severity of a finding about it that still goes on.
    pub(crate) alert: Option<Severity>,
}

impl From<VehicleParams> for list::Filter {
    fn from(p: VehicleParams) -> Self {
        Self { q: p.q, enterprise: p.enterprise_id.map(EnterpriseId), class: p.class.map(Into::into), retired: None }
    }
}

impl From<list::Listed> for VehicleRow {
    fn from(l: list::Listed) -> Self {
        let v = l.vehicle;
        Self {
            id: v.id.0,
            plate: v.plate,
            colour: v.colour.into(),
            class: v.class.into(),
            enterprise: l.enterprise.into(),
            total_mass_kg: v.total_mass_kg,
            line_km: v.line_km,
            sim: v.sim,
            terminal_id: v.terminal_id,
            licence_no: v.licence_no,
            licence_expiry: v.licence_expiry.map(Into::into),
            retired: v.retired,
            online: l.heard.presence == list::Presence::Online,
            last_at: l.heard.last_at.map(Into::into),
            alert: l.heard.alert.map(Into::into),
        }
    }
}

/// Vehicles in the viewer's scope.
#[utoipa::path(get, path = "/vehicles", operation_id = "list_vehicles", tag = "vehicles", params(VehicleParams),
    responses((status = 200, body = Paged<VehicleRow>), ListProblems))]
pub(crate) async fn list_vehicles(
    session: Session,
    Params(filter): Params<VehicleParams>,
) -> Result<Json<Paged<VehicleRow>>, Problem> {
    let (page, state) = (page(filter.page, filter.page_size), filter.state);
    let found = match state {
        None => list::list(&session.ctx, &filter.into(), page).await?,
        Some(state) => list::present(&session.ctx, &filter.into(), state.into(), page).await?,
    };
    Ok(Json(Paged::of(found, VehicleRow::from)))
}
