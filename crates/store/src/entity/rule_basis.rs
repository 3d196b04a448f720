//! Table `rule_basis`: what the rules of each pack version rest on.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_basis")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) pack_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) pack_version: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) rule: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) valid_from: i32,
    pub(crate) valid_to: Option<i32>,
    pub(crate) basis: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
