//! Table `grid`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grid")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) search: String,
    pub(crate) level: String,
    pub(crate) parent_id: Option<Uuid>,
    /// `/<id>/<id>/`: ids from the county down to this node.
    pub(crate) path: String,
    pub(crate) chief_name: Option<String>,
    /// JSON rings of `[lon, lat]`.
    pub(crate) boundary: Option<String>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
