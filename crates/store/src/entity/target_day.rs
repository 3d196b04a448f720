//! Table `target_day`: how a target stood on a day, by the grid node of the enterprises; the nil id: in none.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "target_day")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) target: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) day: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) grid_id: Uuid,
    pub(crate) about: i64,
    pub(crate) held: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
