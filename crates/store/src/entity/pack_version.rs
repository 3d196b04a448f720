//! Table `pack_version`: versions of the policy pack that people imported. Never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack_version")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) pack: String,
    pub(crate) version: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) note: String,
    /// `[[path, text]]` as JSON.
    pub(crate) files: String,
    pub(crate) author_id: Uuid,
    pub(crate) author_name: String,
    pub(crate) created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
