//! Ids with their names, for rows of lists.

use std::collections::BTreeMap;

use anlu_domain::ids::{EnterpriseId, GridId};
use anlu_store::{Db, StoreError, repo};
use uuid::Uuid;

use crate::hazard::Named;

/// Names of the employers and owners in a list.
pub(crate) struct Owners(BTreeMap<EnterpriseId, String>);

impl Owners {
    pub(crate) async fn of(db: Db<'_>, ids: impl IntoIterator<Item = EnterpriseId>) -> Result<Self, StoreError> {
        let names = repo::names::enterprises(db, ids).await?;
        Ok(Self(names.into_iter().map(|(id, e)| (id, e.name)).collect()))
    }

    pub(crate) fn get(&self, id: EnterpriseId) -> Named {
        named(id.0, self.0.get(&id))
    }
}

/// Names of the grid nodes in a list.
pub(crate) struct Grids(BTreeMap<GridId, String>);

impl Grids {
    pub(crate) async fn of(db: Db<'_>, ids: impl IntoIterator<Item = GridId>) -> Result<Self, StoreError> {
        Ok(Self(repo::grid::names(db, ids).await?))
    }

    pub(crate) fn get(&self, id: GridId) -> Named {
        named(id.0, self.0.get(&id))
    }
}

fn named(id: Uuid, name: Option<&String>) -> Named {
    Named { id, name: name.cloned().unwrap_or_default() }
}
