//! Table `enterprise`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprise")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) uscc: String,
    pub(crate) name: String,
    /// Full pinyin of the name: the order of lists.
    pub(crate) name_pinyin: String,
    /// Lower-case text the search box looks in: name, initials, pinyin, code.
    pub(crate) search: String,
    /// JSON list of sector names.
    pub(crate) sectors: String,
    pub(crate) business_scope: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) lon: Option<f64>,
    pub(crate) lat: Option<f64>,
    pub(crate) grid_id: Option<Uuid>,
    pub(crate) principal_name: Option<String>,
    /// JSON list of names.
    pub(crate) safety_officers: String,
    pub(crate) phone: Option<String>,
    pub(crate) headcount: Option<i64>,
    pub(crate) licence_no: Option<String>,
    /// Days since 1970-01-01.
    pub(crate) licence_expiry: Option<i32>,
    pub(crate) standing: String,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
