//! An enterprise (企业) under supervision.

use serde::{Deserialize, Serialize};

use super::sector::Sector;
use crate::{
    geo::Point,
    ids::{EnterpriseId, GridId},
    time::CivilDay,
};

/// Whether the enterprise is in business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 正常.
    #[default]
    Active,
    /// 停业.
    Suspended,
    /// 注销.
    Closed,
    /// 无证经营: found by an inspection, without a licence; owes no duties, which are for the licensed.
    Unlicensed,
}

super::names!(Standing {
    Active = "active" "正常",
    Suspended = "suspended" "停业",
    Closed = "closed" "注销",
    Unlicensed = "unlicensed" "无证经营",
});

/// One enterprise file (一企一档). People named here by name only live in `person` with `posts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enterprise {
    /// Registry id.
    pub id: EnterpriseId,
    /// 统一社会信用代码, 18 characters, check character verified.
    pub uscc: String,
    /// Name.
    pub name: String,
    /// Lines of business, sorted, at least one.
    pub sectors: Vec<Sector>,
    /// 经营范围.
    pub business_scope: Option<String>,
    /// Address text.
    pub address: Option<String>,
    /// Location, WGS-84.
    pub location: Option<Point>,
    /// Grid node it belongs to.
    pub grid: Option<GridId>,
    /// 主要负责人 name.
    pub principal_name: Option<String>,
    /// 安全员 names.
    pub safety_officers: Vec<String>,
    /// Contact phone of the enterprise (a business line, not a person's).
    pub phone: Option<String>,
    /// Number of employees.
    pub headcount: Option<u32>,
    /// 经营许可证号 or filing number.
    pub licence_no: Option<String>,
    /// Last day the licence is valid.
    pub licence_expiry: Option<CivilDay>,
    /// Whether it is in business.
    pub standing: Standing,
}
