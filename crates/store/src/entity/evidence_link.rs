//! Table `evidence_link`: what a content proves.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_link")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) subject_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) subject_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) hash: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) phase: String,
    pub(crate) name: String,
    pub(crate) captured_at: Option<i64>,
    pub(crate) attached_by: Uuid,
    pub(crate) attached_by_name: String,
    pub(crate) attached_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
