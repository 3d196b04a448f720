//! Table `risk`: risk points. Assessment, controls and registration are JSON text; what lists filter by is a column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "risk")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) no: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) place: Option<String>,
    pub(crate) accident: String,
    pub(crate) owner: String,
    pub(crate) grade: i32,
    pub(crate) score: i64,
    pub(crate) assessed_at: i64,
    pub(crate) assessment: String,
    pub(crate) controls: String,
    pub(crate) picture: Option<String>,
    pub(crate) x: Option<i32>,
    pub(crate) y: Option<i32>,
    pub(crate) area: Option<String>,
    pub(crate) standing: Option<String>,
    pub(crate) major: Option<String>,
    pub(crate) template: Option<String>,
    pub(crate) retired: Option<String>,
    pub(crate) retired_at: Option<i64>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
