//! Table `campaign_subject`: the enterprises on the list of a campaign.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign_subject")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) campaign_id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) later: bool,
    pub(crate) added_at: i64,
    pub(crate) outcome: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) recorded_at: Option<i64>,
    pub(crate) recorded_by: Option<Uuid>,
    pub(crate) recorded_by_name: Option<String>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
