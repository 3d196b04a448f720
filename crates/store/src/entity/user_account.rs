//! Table `user_account`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_account")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) grid_id: Option<Uuid>,
    pub(crate) enterprise_id: Option<Uuid>,
    pub(crate) person_id: Option<Uuid>,
    pub(crate) password_hash: String,
    pub(crate) disabled: bool,
    pub(crate) must_change: bool,
    pub(crate) failures: i32,
    pub(crate) locked_until: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
