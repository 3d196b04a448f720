//! Table `field_inspection`: inspections by the authority; `content` is the exact text that was sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "field_inspection")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) no: String,
    pub(crate) enterprise_id: Uuid,
    pub(crate) draw_id: Option<Uuid>,
    pub(crate) finished_at: i64,
    pub(crate) received_at: i64,
    pub(crate) seal: String,
    pub(crate) met: i32,
    pub(crate) unmet: i32,
    pub(crate) not_applicable: i32,
    pub(crate) publish_due: Option<i32>,
    pub(crate) published_at: Option<i64>,
    pub(crate) content: String,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
