//! Table `ledger_tile`: roots of complete subtrees of 256, 65,536 and 16,777,216 leaves, for proofs.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_tile")]
pub(crate) struct Model {
    /// 1, 2 or 3: subtrees of 256^level leaves.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) level: i32,
    /// Number of the subtree at its level, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) idx: i64,
    pub(crate) hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
