//! Table `ledger_checkpoint`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_checkpoint")]
pub(crate) struct Model {
    /// Number of leaves this checkpoint covers.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) size: i64,
    pub(crate) root: String,
    pub(crate) at: i64,
    /// Public key, hexadecimal.
    pub(crate) key: String,
    /// Ed25519 signature, hexadecimal.
    pub(crate) signature: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
