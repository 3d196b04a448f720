//! Table `sms_outbox`: short messages on their way. Number and text are sealed, and gone when the message is.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_outbox")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) link_id: Uuid,
    pub(crate) kind: String,
    pub(crate) body: Option<String>,
    pub(crate) state: String,
    pub(crate) tries: i32,
    pub(crate) problem: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) until: i64,
    pub(crate) next_at: Option<i64>,
    pub(crate) done_at: Option<i64>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
