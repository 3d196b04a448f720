//! How much hangs on each of a page of enterprises: one grouped count per kind, never one per row.

use std::collections::BTreeMap;

use anlu_domain::{hazard, ids::EnterpriseId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::{
    Db, StoreError,
    entity::{hazard as hazards, person, vehicle},
};

/// What hangs on an enterprise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// People employed now.
    pub people: u64,
    /// Vehicles in service.
    pub vehicles: u64,
    /// Hazards not closed.
    pub hazards_open: u64,
}

/// Tallies of these enterprises. The caller has read them for its viewer.
pub async fn of_enterprises(db: Db<'_>, ids: &[EnterpriseId]) -> Result<BTreeMap<EnterpriseId, Tally>, StoreError> {
    let mut all: BTreeMap<EnterpriseId, Tally> = ids.iter().map(|id| (*id, Tally::default())).collect();
    if ids.is_empty() {
        return Ok(all);
    }
    let these = || ids.iter().map(|id| id.0);
    let people = person::Entity::find()
        .filter(person::Column::EnterpriseId.is_in(these()))
        .filter(person::Column::HasLeft.eq(false));
    for (id, n) in grouped(db, people, person::Column::EnterpriseId).await? {
        all.entry(id).or_default().people = n;
    }
    let vehicles = vehicle::Entity::find()
        .filter(vehicle::Column::EnterpriseId.is_in(these()))
        .filter(vehicle::Column::Retired.eq(false));
    for (id, n) in grouped(db, vehicles, vehicle::Column::EnterpriseId).await? {
        all.entry(id).or_default().vehicles = n;
    }
    let open = hazards::Entity::find()
        .filter(hazards::Column::EnterpriseId.is_in(these()))
        .filter(hazards::Column::State.ne(hazard::State::Closed.as_str()));
    for (id, n) in grouped(db, open, hazards::Column::EnterpriseId).await? {
        all.entry(id).or_default().hazards_open = n;
    }
    Ok(all)
}

async fn grouped<E: EntityTrait>(
    db: Db<'_>,
    rows: Select<E>,
    enterprise: impl ColumnTrait,
) -> Result<Vec<(EnterpriseId, u64)>, StoreError> {
    let counted: Vec<(Uuid, i64)> = rows
        .select_only()
        .column(enterprise)
        .column_as(enterprise.count(), "n")
        .group_by(enterprise)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(counted.into_iter().map(|(id, n)| (EnterpriseId(id), u64::try_from(n).unwrap_or(0))).collect())
}
