//! Table `document`: issued papers. The content is sealed; what lists filter by is a column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) number: String,
    pub(crate) paper_version: i32,
    pub(crate) state: String,
    pub(crate) for_party: bool,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: String,
    pub(crate) enterprise_id: Option<Uuid>,
    pub(crate) day: i32,
    pub(crate) issued_at: i64,
    pub(crate) issued_by: String,
    /// Sealed canonical JSON of the paper; null once it was erased.
    pub(crate) content: Option<String>,
    pub(crate) salt: String,
    pub(crate) commitment: String,
    pub(crate) reason: Option<String>,
    pub(crate) pdf_hash: Option<String>,
    pub(crate) typeset_at: Option<i64>,
    pub(crate) attempts: i32,
    pub(crate) fault: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
