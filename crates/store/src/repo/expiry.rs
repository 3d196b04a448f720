//! Licences and certificates that end soon, for Today.

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, PersonId, VehicleId},
    party::enterprise::Standing,
    time::CivilDay,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Db, StoreError,
    entity::{enterprise, person, vehicle},
    scope,
};

/// Whose paper ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// 经营许可证 of an enterprise.
    Enterprise(EnterpriseId),
    /// 道路运输证 of a vehicle.
    Vehicle(VehicleId),
    /// 从业资格证 of a person.
    Person(PersonId),
}

/// A paper that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// Whose.
    pub holder: Holder,
    /// Name or plate.
    pub name: String,
    /// Last day it is valid.
    pub expiry: CivilDay,
}

/// Whose papers to look for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// Of enterprises.
    pub enterprises: bool,
    /// Of vehicles.
    pub vehicles: bool,
    /// Of people.
    pub people: bool,
}

/// Papers whose last day is `until` or earlier, of what the viewer may see: soonest first, at most `limit` of each
/// kind. A driver sees his own certificate.
pub async fn expiring(
    db: Db<'_>,
    viewer: &Viewer,
    papers: Papers,
    until: CivilDay,
    limit: u64,
) -> Result<Vec<Expiring>, StoreError> {
    let mut all = Vec::new();
    if papers.enterprises {
        all.extend(of_enterprises(db, viewer, until, limit).await?);
    }
    if papers.vehicles {
        all.extend(of_vehicles(db, viewer, until, limit).await?);
    }
    if papers.people {
        all.extend(of_people(db, viewer, until, limit).await?);
    }
    all.sort_by(|a, b| a.expiry.cmp(&b.expiry).then_with(|| a.name.cmp(&b.name)));
    Ok(all)
}

async fn of_enterprises(
    db: Db<'_>,
    viewer: &Viewer,
    until: CivilDay,
    limit: u64,
) -> Result<impl Iterator<Item = Expiring>, StoreError> {
    let rows = enterprise::Entity::find()
        .filter(scope::by_enterprise(viewer, enterprise::Column::Id.into_expr()))
        .filter(enterprise::Column::LicenceExpiry.lte(until.0))
        .filter(enterprise::Column::Standing.eq(Standing::Active.as_str()))
        .order_by_asc(enterprise::Column::LicenceExpiry)
        .limit(limit)
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|m| {
        let expiry = CivilDay(m.licence_expiry?);
        Some(Expiring { holder: Holder::Enterprise(EnterpriseId(m.id)), name: m.name, expiry })
    }))
}

async fn of_vehicles(
    db: Db<'_>,
    viewer: &Viewer,
    until: CivilDay,
    limit: u64,
) -> Result<impl Iterator<Item = Expiring>, StoreError> {
    let rows = vehicle::Entity::find()
        .filter(scope::by_enterprise(viewer, vehicle::Column::EnterpriseId.into_expr()))
        .filter(vehicle::Column::LicenceExpiry.lte(until.0))
        .filter(vehicle::Column::Retired.eq(false))
        .order_by_asc(vehicle::Column::LicenceExpiry)
        .limit(limit)
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|m| {
        let expiry = CivilDay(m.licence_expiry?);
        Some(Expiring { holder: Holder::Vehicle(VehicleId(m.id)), name: m.plate, expiry })
    }))
}

async fn of_people(
    db: Db<'_>,
    viewer: &Viewer,
    until: CivilDay,
    limit: u64,
) -> Result<impl Iterator<Item = Expiring>, StoreError> {
    let own = scope::by_enterprise_or_person(
        viewer,
        person::Column::EnterpriseId.into_expr(),
        person::Column::Id.into_expr(),
    );
    let rows = person::Entity::find()
        .filter(own)
        .filter(person::Column::CertificateExpiry.lte(until.0))
        .filter(person::Column::HasLeft.eq(false))
        .order_by_asc(person::Column::CertificateExpiry)
        .limit(limit)
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|m| {
        let expiry = CivilDay(m.certificate_expiry?);
        Some(Expiring { holder: Holder::Person(PersonId(m.id)), name: m.name, expiry })
    }))
}
