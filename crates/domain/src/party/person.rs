//! A person (人员) working for an enterprise.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{EnterpriseId, PersonId},
    time::CivilDay,
};

/// How a person is employed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    /// 自有.
    #[default]
    Own,
    /// 劳务派遣.
    Dispatched,
    /// 外包.
    Outsourced,
    /// 灵活用工.
    Flexible,
}

super::names!(Employment {
    Own = "own" "自有",
    Dispatched = "dispatched" "劳务派遣",
    Outsourced = "outsourced" "外包",
    Flexible = "flexible" "灵活用工",
});

/// A post (岗位) a person holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// 主要负责人.
    Principal,
    /// 安全管理人员.
    SafetyOfficer,
    /// 驾驶员.
    Driver,
    /// 押运员.
    Escort,
    /// 动态监控员.
    Monitor,
    /// 装卸管理员.
    Loader,
    /// 维修工.
    Mechanic,
    /// 教练员.
    Instructor,
    /// 特种作业人员.
    SpecialOperator,
    /// 其他.
    Other,
}

super::names!(Post {
    Principal = "principal" "主要负责人",
    SafetyOfficer = "safety_officer" "安全管理人员",
    Driver = "driver" "驾驶员",
    Escort = "escort" "押运员",
    Monitor = "monitor" "动态监控员",
    Loader = "loader" "装卸管理员",
    Mechanic = "mechanic" "维修工",
    Instructor = "instructor" "教练员",
    SpecialOperator = "special_operator" "特种作业人员",
    Other = "other" "其他",
});

/// A person. `id_number` and `phone` are personal data: encrypted at rest, masked in every answer but an unmasking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Registry id.
    pub id: PersonId,
    /// Employer.
    pub enterprise: EnterpriseId,
    /// Name.
    pub name: String,
    /// 身份证号, 18 characters, check digit verified.
    pub id_number: String,
    /// Mobile phone.
    pub phone: Option<String>,
    /// Posts, sorted, at least one.
    pub posts: Vec<Post>,
    /// How the person is employed.
    pub employment: Employment,
    /// 从业资格证号.
    pub certificate_no: Option<String>,
    /// Last day the certificate is valid.
    pub certificate_expiry: Option<CivilDay>,
    /// Left the enterprise.
    pub left: bool,
}
