//! Lists of projects.

use std::collections::BTreeMap;

use anlu_domain::ids::{EnterpriseId, GridId};
use anlu_store::{
    Db, Page, Paged, StoreError,
    repo::{
        grid, names,
        project::{self as repo, StoredProject},
    },
};

pub use anlu_store::repo::project::ProjectFilter;

use super::{
    ProjectError,
    view::{PartyView, ProjectRow},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
};

/// One page of the projects the viewer may see: most blind spots first.
pub async fn list(ctx: &Ctx, filter: &ProjectFilter, page: Page) -> Result<Paged<ProjectRow>, ProjectError> {
    require(ctx, Action::ProjectRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let known = Known::of(db, &found.items).await?;
    Ok(found.map(|stored| known.row(stored)))
}

/// Names of grids and enterprises.
pub(super) struct Known {
    grids: BTreeMap<GridId, String>,
    firms: BTreeMap<EnterpriseId, names::EnterpriseName>,
}

impl Known {
    /// Of these projects.
    pub(super) async fn of(db: Db<'_>, projects: &[StoredProject]) -> Result<Self, StoreError> {
        let mut firms = Vec::new();
        let mut grids = Vec::new();
        for stored in projects {
            grids.push(stored.project.grid);
            firms.extend(stored.project.parties.iter().map(|p| p.enterprise));
        }
        Ok(Self { grids: grid::names(db, grids).await?, firms: names::enterprises(db, firms).await? })
    }

    pub(super) fn firm(&self, id: EnterpriseId) -> Named {
        Named { id: id.0, name: self.firms.get(&id).map(|f| f.name.clone()).unwrap_or_default() }
    }

    pub(super) fn row(&self, stored: StoredProject) -> ProjectRow {
        let StoredProject { project, blind, version } = stored;
        let party = |p: &anlu_domain::project::Party| PartyView {
            role: p.role,
            enterprise: self.firm(p.enterprise),
            person: p.person.clone(),
        };
        ProjectRow {
            parties: project.parties.iter().map(party).collect(),
            grid: Named { id: project.grid.0, name: self.grids.get(&project.grid).cloned().unwrap_or_default() },
            blind,
            version,
            project,
        }
    }
}
