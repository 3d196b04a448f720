//! Table `person`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) name: String,
    pub(crate) name_pinyin: String,
    pub(crate) search: String,
    /// Encrypted, see `personal`.
    pub(crate) id_number: String,
    /// Blind index of the ID number, unique.
    pub(crate) id_number_index: String,
    /// What a list may show of it.
    pub(crate) id_number_masked: String,
    /// Encrypted.
    pub(crate) phone: Option<String>,
    pub(crate) phone_index: Option<String>,
    pub(crate) phone_masked: Option<String>,
    /// JSON list of post names.
    pub(crate) posts: String,
    pub(crate) employment: String,
    pub(crate) certificate_no: Option<String>,
    pub(crate) certificate_expiry: Option<i32>,
    pub(crate) has_left: bool,
    /// What the register said of the person was erased then: the row keeps its id, for the records that name it.
    pub(crate) erased_at: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
