//! `PATCH /enterprises/{id}`: change named members of an enterprise file.

use anlu_app::registry::enterprise::{patch::Patch, update};
use anlu_domain::ids::{EnterpriseId, GridId};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::EnterpriseFile;
use crate::{
    api::{
        values::{Day, Place, present},
        vocabulary::{Sector, Standing},
    },
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Members to change. An absent member stays as it is; `null` clears it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 3, "headcount": 45, "licence_expiry": "2027-12-31"}))]
#[expect(clippy::option_option, reason = "absent and `null` differ in a merge patch")]
pub(crate) struct EnterprisePatch {
    /// Version the change is based on.
    pub(crate) version: i64,
    /// Name.
    #[schema(max_length = 200)]
    pub(crate) name: Option<String>,
    /// Lines of business, at least one.
    pub(crate) sectors: Option<Vec<Sector>>,
    /// 经营范围.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 2000)]
    pub(crate) business_scope: Option<Option<String>>,
    /// Address text.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 300)]
    pub(crate) address: Option<Option<String>>,
    /// Location.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Place>)]
    pub(crate) location: Option<Option<Place>>,
    /// Grid node.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    pub(crate) grid_id: Option<Option<Uuid>>,
    /// 主要负责人.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 50)]
    pub(crate) principal_name: Option<Option<String>>,
    /// 安全员.
    pub(crate) safety_officers: Option<Vec<String>>,
    /// Business line.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 30)]
    pub(crate) phone: Option<Option<String>>,
    /// Employees.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<u32>)]
    pub(crate) headcount: Option<Option<u32>>,
    /// 经营许可证号 or filing number.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 100)]
    pub(crate) licence_no: Option<Option<String>>,
    /// Last day the licence is valid.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    pub(crate) licence_expiry: Option<Option<Day>>,
    /// Whether it is in business.
    pub(crate) standing: Option<Standing>,
}

impl From<EnterprisePatch> for Patch {
    fn from(p: EnterprisePatch) -> Self {
        Self {
            name: p.name,
            sectors: p.sectors.map(|all| all.into_iter().map(Into::into).collect()),
            business_scope: p.business_scope,
            address: p.address,
            location: p.location.map(|l| l.map(Into::into)),
            grid: p.grid_id.map(|g| g.map(GridId)),
            principal_name: p.principal_name,
            safety_officers: p.safety_officers,
            phone: p.phone,
            headcount: p.headcount,
            licence_no: p.licence_no,
            licence_expiry: p.licence_expiry.map(|d| d.map(|day| day.0)),
            standing: p.standing.map(Into::into),
        }
    }
}

/// Changes an enterprise file; the change and what it replaced go to the ledger. What an enterprise is
/// licensed for, its standing and its grid are changed by the authority only.
#[utoipa::path(patch, path = "/enterprises/{id}", operation_id = "update_enterprise", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = EnterprisePatch,
    responses((status = 200, body = EnterpriseFile), WriteProblems))]
pub(crate) async fn update_enterprise(
    session: Session,
    Id(id): Id,
    Body(patch): Body<EnterprisePatch>,
) -> Result<Json<EnterpriseFile>, Problem> {
    let version = patch.version;
    Ok(Json(update::update(&session.ctx, EnterpriseId(id), version, patch.into()).await?.into()))
}
