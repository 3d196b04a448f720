//! `GET /enterprises`: the register, filtered and paged.

use anlu_app::registry::enterprise::list;
use anlu_domain::ids::GridId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named},
        vocabulary::{Sector, Standing},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EnterpriseSort {
    /// By name.
    #[default]
    Name,
    /// Licences that end first come first.
    LicenceExpiry,
    /// Last changed first.
    Updated,
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EnterpriseParams {
    /// Part of the name, pinyin initials or credit code.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Only this line of business.
    #[param(inline)]
    pub(crate) sector: Option<Sector>,
    /// Only this grid node and everything below it.
    pub(crate) grid_id: Option<Uuid>,
    /// Only this standing.
    #[param(inline)]
    pub(crate) standing: Option<Standing>,
    /// Order.
    #[param(inline)]
    pub(crate) sort: Option<EnterpriseSort>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// One enterprise in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192f0c4-0000-7000-8000-000000000002", "uscc": "91330299MA00000001", "name": "示例货运有限公司",
    "sectors": ["freight"], "grid": {"id": "0192f0c4-0000-7000-8000-000000000003", "name": "示例街道"},
    "address": "安路县示例路1号", "principal_name": "张示例", "headcount": 42, "licence_no": "示例许可0001",
    "licence_expiry": "2027-06-30", "standing": "active", "people": 39, "vehicles": 21, "hazards_open": 2
}))]
pub(crate) struct EnterpriseRow {
    /// Registry id.
    pub(crate) id: Uuid,
    /// 统一社会信用代码.
    pub(crate) uscc: String,
    /// Name.
    pub(crate) name: String,
    /// Lines of business.
    pub(crate) sectors: Vec<Sector>,
    /// Grid node it belongs to.
    pub(crate) grid: Option<Named>,
    /// Address text.
    pub(crate) address: Option<String>,
    /// 主要负责人.
    pub(crate) principal_name: Option<String>,
    /// Employees.
    pub(crate) headcount: Option<u32>,
    /// 经营许可证号 or filing number.
    pub(crate) licence_no: Option<String>,
    /// Last day the licence is valid.
    pub(crate) licence_expiry: Option<Day>,
    /// Whether it is in business.
    pub(crate) standing: Standing,
    /// People employed now.
    pub(crate) people: u64,
    /// Vehicles in service.
    pub(crate) vehicles: u64,
    /// Hazards not closed.
    pub(crate) hazards_open: u64,
}

impl From<EnterpriseParams> for list::Filter {
    fn from(p: EnterpriseParams) -> Self {
        Self {
            q: p.q,
            sector: p.sector.map(Into::into),
            grid: p.grid_id.map(GridId),
            standing: p.standing.map(Into::into),
            sort: match p.sort.unwrap_or_default() {
                EnterpriseSort::Name => list::Sort::Name,
                EnterpriseSort::LicenceExpiry => list::Sort::LicenceExpiry,
                EnterpriseSort::Updated => list::Sort::Updated,
            },
        }
    }
}

impl From<list::Listed> for EnterpriseRow {
    fn from(l: list::Listed) -> Self {
        let e = l.enterprise;
        Self {
            id: e.id.0,
            uscc: e.uscc,
            name: e.name,
            sectors: e.sectors.into_iter().map(Into::into).collect(),
            grid: l.grid.map(Into::into),
            address: e.address,
            principal_name: e.principal_name,
            headcount: e.headcount,
            licence_no: e.licence_no,
            licence_expiry: e.licence_expiry.map(Into::into),
            standing: e.standing.into(),
            people: l.tally.people,
            vehicles: l.tally.vehicles,
            hazards_open: l.tally.hazards_open,
        }
    }
}

/// Enterprises in the viewer's scope.
#[utoipa::path(get, path = "/enterprises", operation_id = "list_enterprises", tag = "enterprises",
    params(EnterpriseParams), responses((status = 200, body = Paged<EnterpriseRow>), ListProblems))]
pub(crate) async fn list_enterprises(
    session: Session,
    Params(filter): Params<EnterpriseParams>,
) -> Result<Json<Paged<EnterpriseRow>>, Problem> {
    let page = page(filter.page, filter.page_size);
    let found = list::list(&session.ctx, &filter.into(), page).await?;
    Ok(Json(Paged::of(found, EnterpriseRow::from)))
}
