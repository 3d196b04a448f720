//! Table `rating_history`: ratings as they were; each stands until the next.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_history")]
#[expect(clippy::struct_field_names, reason = "the scoring model, as the column is called")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) enterprise_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) model: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) day: i32,
    pub(crate) pack: String,
    pub(crate) score: f64,
    pub(crate) grade: Option<String>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
