//! Entities, migrations, repositories, ledger and encryption at rest, on SQLite or PostgreSQL.
//!
//! Owns how things are kept and who may see which row. Must not know use cases, permissions or HTTP. Start at
//! [`Store`]: reads go through [`Store::read`], every change through [`Store::tx`], which also appends to the
//! [`ledger`]. One file per aggregate in [`repo`].

mod connect;
mod entity;
mod error;
mod keys;
pub mod ledger;
mod migration;
mod page;
pub mod personal;
pub mod pinyin;
pub mod repo;
pub mod scope;
mod tx;

pub use self::{
    connect::{Backend, Store},
    error::StoreError,
    keys::Keys,
    page::{Page, Paged},
    tx::{Db, Tx},
};
