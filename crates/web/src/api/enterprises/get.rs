//! `GET /enterprises/{id}`: one enterprise file.

use anlu_app::registry::enterprise::get;
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        values::{Day, Named, Place},
        vocabulary::{Sector, Standing},
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// How much hangs on an enterprise.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct EnterpriseCounts {
    /// People employed now.
    pub(crate) people: u64,
    /// Vehicles in service.
    pub(crate) vehicles: u64,
    /// Hazards not closed.
    pub(crate) hazards_open: u64,
    /// Hazards past their deadline.
    pub(crate) hazards_overdue: u64,
    /// Signals not closed.
    pub(crate) signals_open: u64,
}

/// One enterprise file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseFile {
    /// Registry id.
    pub(crate) id: Uuid,
    /// 统一社会信用代码.
    pub(crate) uscc: String,
    /// Name.
    pub(crate) name: String,
    /// Lines of business.
    pub(crate) sectors: Vec<Sector>,
    /// 经营范围.
    pub(crate) business_scope: Option<String>,
    /// Address text.
    pub(crate) address: Option<String>,
    /// Location.
    pub(crate) location: Option<Place>,
    /// Grid node it belongs to.
    pub(crate) grid: Option<Named>,
    /// 主要负责人.
    pub(crate) principal_name: Option<String>,
    /// 安全员.
    pub(crate) safety_officers: Vec<String>,
    /// Business line of the enterprise.
    pub(crate) phone: Option<String>,
    /// Employees.
    pub(crate) headcount: Option<u32>,
    /// 经营许可证号 or filing number.
    pub(crate) licence_no: Option<String>,
    /// Last day the licence is valid.
    pub(crate) licence_expiry: Option<Day>,
    /// Whether it is in business.
    pub(crate) standing: Standing,
    /// What hangs on it.
    pub(crate) counts: EnterpriseCounts,
    /// Send it back with a change.
    pub(crate) version: i64,
}

impl From<get::File> for EnterpriseFile {
    fn from(f: get::File) -> Self {
        let (e, c) = (f.enterprise, f.counts);
        Self {
            id: e.id.0,
            uscc: e.uscc,
            name: e.name,
            sectors: e.sectors.into_iter().map(Into::into).collect(),
            business_scope: e.business_scope,
            address: e.address,
            location: e.location.map(Into::into),
            grid: f.grid.map(Into::into),
            principal_name: e.principal_name,
            safety_officers: e.safety_officers,
            phone: e.phone,
            headcount: e.headcount,
            licence_no: e.licence_no,
            licence_expiry: e.licence_expiry.map(Into::into),
            standing: e.standing.into(),
            counts: EnterpriseCounts {
                people: c.people,
                vehicles: c.vehicles,
                hazards_open: c.hazards_open,
                hazards_overdue: c.hazards_overdue,
                signals_open: c.signals_open,
            },
            version: f.version,
        }
    }
}

/// One enterprise the viewer may see.
#[utoipa::path(get, path = "/enterprises/{id}", operation_id = "get_enterprise", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 200, body = EnterpriseFile), OneProblems))]
pub(crate) async fn get_enterprise(session: Session, Id(id): Id) -> Result<Json<EnterpriseFile>, Problem> {
    Ok(Json(get::get(&session.ctx, EnterpriseId(id)).await?.into()))
}
