//! The kinds of workbooks: their columns, and how a row becomes a record.

mod enterprises;
mod grids;
mod hazards;
mod people;
mod references;
mod vehicles;

use std::{collections::BTreeMap, future::Future};

use anlu_store::{
    Db, StoreError, Tx,
    repo::{By, Stored},
};
use uuid::Uuid;

pub(super) use self::{
    enterprises::Enterprises, grids::Grids, hazards::Hazards, people::People, references::GridNames, vehicles::Vehicles,
};
use super::{columns::Column, row::Row};
use crate::ctx::IdSource;

/// What a workbook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportKind {
    /// Enterprises.
    Enterprises,
    /// People.
    People,
    /// Vehicles.
    Vehicles,
    /// Grid nodes.
    Grids,
    /// Hazards.
    Hazards,
}

impl ImportKind {
    /// All kinds, in the order in which a new installation imports them.
    pub const ALL: [Self; 5] = [Self::Grids, Self::Enterprises, Self::People, Self::Vehicles, Self::Hazards];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::People => "people",
            Self::Vehicles => "vehicles",
            Self::Grids => "grids",
            Self::Hazards => "hazards",
        }
    }

    /// Name on screens and of sheets.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Enterprises => "企业",
            Self::People => "人员",
            Self::Vehicles => "车辆",
            Self::Grids => "网格",
            Self::Hazards => "隐患清单",
        }
    }

    /// The kind of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == name)
    }

    /// Its columns.
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Enterprises => Enterprises::COLUMNS,
            Self::People => People::COLUMNS,
            Self::Vehicles => Vehicles::COLUMNS,
            Self::Grids => Grids::COLUMNS,
            Self::Hazards => Hazards::COLUMNS,
        }
    }
}

/// Whether new records must stand before known ones change, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// New ones first, all at once: known ones may point to them.
    NewFirst,
    /// Known ones first: they may give up what new ones take.
    ChangedFirst,
}

/// How rows of one kind become records.
pub(super) trait Kind {
    /// What a row says.
    type Draft: Send + 'static;
    /// The record.
    type Value: Clone + PartialEq;
    /// What names a record.
    type Key: Ord + Clone;
    /// What rows refer to.
    type Refs;

    const COLUMNS: &'static [Column];
    const ORDER: Order;

    /// Reads a row; faults are noted in it.
    fn draft(row: &mut Row<'_>) -> Self::Draft;

    /// What names the record; `None` when it could not be read.
    fn key(draft: &Self::Draft) -> Option<Self::Key>;

    /// Values that no other row of the file may have, with their columns. The key comes first.
    fn unique(draft: &Self::Draft) -> Vec<(&'static str, String)>;

    /// Known records of these keys.
    fn stored(
        db: Db<'_>,
        keys: &[Self::Key],
    ) -> impl Future<Output = Result<BTreeMap<Self::Key, Stored<Self::Value>>, StoreError>>;

    /// Everything the drafts refer to.
    fn refs(
        db: Db<'_>,
        drafts: &[&Self::Draft],
        stored: &BTreeMap<Self::Key, Stored<Self::Value>>,
        ids: &dyn IdSource,
    ) -> impl Future<Output = Result<Self::Refs, StoreError>>;

    /// The record after this row; faults are noted in `row`. `fresh` is the id of a new record.
    fn merge(
        draft: &Self::Draft,
        known: Option<&Self::Value>,
        refs: &Self::Refs,
        fresh: Uuid,
        row: &mut Row<'_>,
    ) -> Option<Self::Value>;

    /// Enters new records.
    fn insert(tx: &Tx, values: &[Self::Value], by: By<'_>) -> impl Future<Output = Result<(), StoreError>>;

    /// Changes known records.
    fn replace(
        tx: &Tx,
        pairs: &[(Stored<Self::Value>, Self::Value)],
        by: By<'_>,
    ) -> impl Future<Output = Result<u64, StoreError>>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::columns::{Need, plain};

    #[test]
    fn no_header_means_two_columns_and_every_kind_has_a_key() {
        for kind in ImportKind::ALL {
            let mut seen = BTreeMap::new();
            for column in kind.columns() {
                for header in core::iter::once(&column.zh).chain(column.also) {
                    let other = seen.insert(plain(header), column.key);
                    assert!(other.is_none_or(|k| k == column.key), "{}: {header} means two columns", kind.as_str());
                }
            }
            assert!(kind.columns().iter().any(|c| c.need == Need::Key), "{}", kind.as_str());
            assert_eq!(ImportKind::parse(kind.as_str()), Some(kind));
        }
    }
}
