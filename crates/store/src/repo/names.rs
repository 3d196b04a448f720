//! Names for ids, many at once: what a list shows beside a hazard or signal.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, GridId, PersonId, VehicleId},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::column::from_json;
use crate::{
    Db, StoreError,
    entity::{enterprise, grid, person, vehicle},
    personal::Field,
    scope,
};

/// Name and grid of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnterpriseName {
    /// Name.
    pub name: String,
    /// Grid node.
    pub grid: Option<(GridId, String)>,
    /// Principal, as the register has him.
    pub principal: Option<String>,
    /// Stable names of its lines of business.
    pub sectors: Vec<String>,
}

/// A vehicle as lists name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleName {
    /// Plate.
    pub plate: String,
    /// Plate colour, stable name.
    pub colour: String,
    /// Owner.
    pub enterprise: EnterpriseId,
}

/// A person as lists name him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    /// Name.
    pub name: String,
    /// Employer.
    pub enterprise: EnterpriseId,
}

/// Ids per statement: databases bound the number of parameters.
const PART: usize = 5_000;

fn unique<T: Copy + Ord>(ids: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut ids: Vec<T> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Names of enterprises. No scope: the caller holds rows the viewer may see.
pub async fn enterprises(
    db: Db<'_>,
    ids: impl IntoIterator<Item = EnterpriseId>,
) -> Result<BTreeMap<EnterpriseId, EnterpriseName>, StoreError> {
    let ids: Vec<Uuid> = unique(ids).into_iter().map(|i| i.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut rows = Vec::with_capacity(ids.len());
    for part in ids.chunks(PART) {
        let these = enterprise::Column::Id.is_in(part.iter().copied());
        rows.extend(enterprise::Entity::find().filter(these).all(&db.conn()).await?);
    }
    let grids = unique(rows.iter().filter_map(|r| r.grid_id));
    let grids: BTreeMap<Uuid, String> = grid::Entity::find()
        .filter(grid::Column::Id.is_in(grids))
        .all(&db.conn())
        .await?
        .into_iter()
        .map(|g| (g.id, g.name))
        .collect();
    let name = |r: enterprise::Model| {
        let grid = r.grid_id.and_then(|g| Some((GridId(g), grids.get(&g)?.clone())));
        let sectors = from_json(Some(&r.sectors), "enterprise", "sectors", r.id)?.unwrap_or_default();
        Ok((EnterpriseId(r.id), EnterpriseName { name: r.name, grid, principal: r.principal_name, sectors }))
    };
    rows.into_iter().map(name).collect()
}

/// Plates and owners of vehicles. No scope: see [`enterprises`].
pub async fn vehicles(
    db: Db<'_>,
    ids: impl IntoIterator<Item = VehicleId>,
) -> Result<BTreeMap<VehicleId, VehicleName>, StoreError> {
    let ids: Vec<Uuid> = unique(ids).into_iter().map(|i| i.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = vehicle::Entity::find().filter(vehicle::Column::Id.is_in(ids)).all(&db.conn()).await?;
    let name = |r: vehicle::Model| {
        let enterprise = EnterpriseId(r.enterprise_id);
        (VehicleId(r.id), VehicleName { plate: r.plate, colour: r.colour, enterprise })
    };
    Ok(rows.into_iter().map(name).collect())
}

/// Names of people. No scope: see [`enterprises`].
pub async fn people(
    db: Db<'_>,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, PersonName>, StoreError> {
    let ids: Vec<Uuid> = unique(ids).into_iter().map(|i| i.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(&db.conn()).await?;
    let name =
        |r: person::Model| (PersonId(r.id), PersonName { name: r.name, enterprise: EnterpriseId(r.enterprise_id) });
    Ok(rows.into_iter().map(name).collect())
}

/// The person whose certificate has this number, as a driver card names him. `None` when nobody, or more than one.
pub async fn person_by_certificate(db: Db<'_>, number: &str) -> Result<Option<PersonId>, StoreError> {
    let rows = person::Entity::find()
        .filter(person::Column::CertificateNo.eq(number))
        .filter(person::Column::HasLeft.eq(false))
        .all(&db.conn())
        .await?;
    Ok(match rows.as_slice() {
        [one] => Some(PersonId(one.id)),
        _ => None,
    })
}

/// An opaque mark of a driver card: the same for the same certificate number, and nobody can read the number back.
/// Groups the findings of drivers whom the registry does not know.
pub fn driver_mark(db: Db<'_>, certificate: &str) -> String {
    db.cipher().index(Field::DriverCard, certificate)
}

/// Ids of every enterprise the viewer may see.
pub async fn enterprise_ids(db: Db<'_>, viewer: &Viewer) -> Result<Vec<EnterpriseId>, StoreError> {
    let ids: Vec<Uuid> = enterprise::Entity::find()
        .select_only()
        .column(enterprise::Column::Id)
        .filter(scope::enterprises(viewer))
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(ids.into_iter().map(EnterpriseId).collect())
}

/// Whether the viewer may see this enterprise.
pub async fn visible_enterprise(db: Db<'_>, viewer: &Viewer, id: EnterpriseId) -> Result<bool, StoreError> {
    let found = enterprise::Entity::find_by_id(id.0).filter(scope::enterprises(viewer)).count(&db.conn()).await?;
    Ok(found > 0)
}
