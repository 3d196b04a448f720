//! Table `pack_activation`: which version was put in force, from when, by whom. Only appended to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack_activation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    /// None: the pack of the configuration.
    pub(crate) version_id: Option<Uuid>,
    pub(crate) effect_from: i32,
    pub(crate) by_id: Uuid,
    pub(crate) by_name: String,
    pub(crate) at: i64,
    pub(crate) reason: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
