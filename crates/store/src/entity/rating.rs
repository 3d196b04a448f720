//! Table `rating`: the newest rating of each enterprise by each model.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rating")]
#[expect(clippy::struct_field_names, reason = "the scoring model, as the column is called")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) enterprise_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) model: String,
    /// Its grade counts for `enterprise.grade`.
    pub(crate) gives_grade: bool,
    /// Day of rating.
    pub(crate) day: i32,
    /// Pack and version.
    pub(crate) pack: String,
    pub(crate) score: f64,
    pub(crate) grade: Option<String>,
    /// Grade before the last move.
    pub(crate) was: Option<String>,
    /// Day of the last move.
    pub(crate) moved_on: Option<i32>,
    pub(crate) peer_group: i32,
    /// The waterfall as JSON.
    pub(crate) body: String,
    /// Of everything but the day.
    pub(crate) digest: i64,
    /// The enterprise has not confirmed the last move.
    pub(crate) notice_unread: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
