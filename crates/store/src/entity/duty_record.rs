//! Table `duty_record`: records (履职记录).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_record")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) person_id: Option<Uuid>,
    pub(crate) kind: String,
    /// Days since 1970-01-01.
    pub(crate) day: i32,
    pub(crate) quantity: i64,
    pub(crate) note: String,
    /// JSON object: what the kind asks for besides.
    pub(crate) details: String,
    pub(crate) by_id: Uuid,
    pub(crate) by_name: String,
    pub(crate) at: i64,
    /// JSON: who withdrew it, when and why.
    pub(crate) withdrawn: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
