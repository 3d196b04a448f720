//! Table `waiver`: waivers (豁免).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waiver")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) task_id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) duty: String,
    pub(crate) reason: String,
    pub(crate) state: String,
    pub(crate) asked_by: Uuid,
    pub(crate) asked_by_name: String,
    pub(crate) asked_at: i64,
    pub(crate) decided_by: Option<Uuid>,
    pub(crate) decided_by_name: Option<String>,
    pub(crate) decided_at: Option<i64>,
    pub(crate) note: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
