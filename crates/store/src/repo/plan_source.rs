//! What the planner needs of enterprises, read in bulk: one statement per table, whatever the number of enterprises.

use std::collections::HashMap;

use anlu_domain::{
    duty::{
        Period,
        record::DutyRecord,
        waiver::{Waiver, WaiverState},
    },
    ids::{EnterpriseId, PersonId},
    party::{
        enterprise::Standing,
        person::{Employment, Post},
        sector::Sector,
        vehicle::VehicleClass,
    },
    time::{CivilDay, UtcMs},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json},
    duty_fact::{self, Told},
    duty_record as records,
    index::{self, Sums},
    risk::{self, Census},
    waiver as waivers,
};
use crate::{
    Db, StoreError,
    entity::{duty_fact as fact, duty_record as record, enterprise, person, vehicle, waiver},
};

/// A person as the planner needs him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePerson {
    /// Id.
    pub id: PersonId,
    /// Posts.
    pub posts: Vec<Post>,
    /// How the person is employed.
    pub employment: Employment,
    /// Last day of the certificate.
    pub certificate_expiry: Option<CivilDay>,
    /// Entered on.
    pub since: CivilDay,
}

/// An enterprise as the planner needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Id.
    pub enterprise: EnterpriseId,
    /// Whether it is in business.
    pub standing: Standing,
    /// Lines of business.
    pub sectors: Vec<Sector>,
    /// 经营范围, as registered.
    pub business_scope: Option<String>,
    /// Employees, when the registry says so.
    pub headcount: Option<u32>,
    /// Entered on.
    pub since: CivilDay,
    /// Who works there now, by id.
    pub people: Vec<SourcePerson>,
    /// Vehicles in service by class.
    pub vehicles: Vec<(VehicleClass, u32)>,
    /// Records that were not withdrawn, by day.
    pub records: Vec<DutyRecord>,
    /// What was told of it and its people.
    pub told: Vec<Told>,
    /// Approved waivers.
    pub waivers: Vec<Waiver>,
    /// Vehicles and those on line, summed over the days of each period that was asked for; a period of which no day was
    /// computed is not there.
    pub online: Vec<(Period, Sums)>,
    /// Its risk census, when it has one.
    pub census: Option<Census>,
}

/// Reads enterprises, with the indices of `periods`; in the order of their ids, those that do not exist are left out. No
/// scope: for the reconciler, or for an enterprise that the caller has read for its viewer.
pub async fn load(db: Db<'_>, ids: &[EnterpriseId], periods: &[Period]) -> Result<Vec<Source>, StoreError> {
    let mut all = read(db, ids, None).await?;
    let place: HashMap<Uuid, usize> = all.iter().enumerate().map(|(i, s)| (s.enterprise.0, i)).collect();
    let at = |id: Uuid| place.get(&id).copied();
    let rows = waiver::Entity::find()
        .filter(waiver::Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)))
        .filter(waiver::Column::State.eq(WaiverState::Approved.as_str()))
        .all(&db.conn())
        .await?;
    for row in rows {
        if let Some(source) = at(row.enterprise_id).and_then(|i| all.get_mut(i)) {
            source.waivers.push(waivers::read(row)?);
        }
    }
    for period in periods {
        for (enterprise, sums) in index::of_enterprises(db, Some(ids), period.start, period.end).await? {
            if let Some(source) = at(enterprise.0).and_then(|i| all.get_mut(i)) {
                source.online.push((*period, sums));
            }
        }
    }
    Ok(all)
}

/// As [`load`], without waivers and indices, and of records only those that lasting facts are read from.
pub async fn load_for_rating(db: Db<'_>, ids: &[EnterpriseId]) -> Result<Vec<Source>, StoreError> {
    read(db, ids, Some(INSURANCE)).await
}

/// Kind of record that says how long and how high an enterprise is insured.
const INSURANCE: &str = "insurance.liability";

async fn read(db: Db<'_>, ids: &[EnterpriseId], kind: Option<&str>) -> Result<Vec<Source>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let these = || ids.iter().map(|i| i.0);
    let mut all = enterprises(db, ids).await?;
    let place: HashMap<Uuid, usize> = all.iter().enumerate().map(|(i, s)| (s.enterprise.0, i)).collect();
    let at = |id: Uuid| place.get(&id).copied();
    for (enterprise, who) in people(db, ids).await? {
        if let Some(source) = at(enterprise).and_then(|i| all.get_mut(i)) {
            source.people.push(who);
        }
    }
    for (enterprise, class, count) in vehicles(db, ids).await? {
        if let Some(source) = at(enterprise).and_then(|i| all.get_mut(i)) {
            source.vehicles.push((class, count));
        }
    }
    for (enterprise, census) in risk::censuses(db, ids).await? {
        if let Some(source) = at(enterprise).and_then(|i| all.get_mut(i)) {
            source.census = Some(census);
        }
    }
    let mut records_of = record::Entity::find()
        .filter(record::Column::EnterpriseId.is_in(these()))
        .filter(record::Column::Withdrawn.is_null());
    if let Some(kind) = kind {
        records_of = records_of.filter(record::Column::Kind.eq(kind));
    }
    let rows = records_of.order_by_asc(record::Column::Day).order_by_asc(record::Column::Id).all(&db.conn()).await?;
    for row in rows {
        if let Some(source) = at(row.enterprise_id).and_then(|i| all.get_mut(i)) {
            source.records.push(records::read(row)?);
        }
    }
    let rows = fact::Entity::find().filter(fact::Column::EnterpriseId.is_in(these())).all(&db.conn()).await?;
    for row in rows {
        if let Some(source) = at(row.enterprise_id).and_then(|i| all.get_mut(i)) {
            source.told.push(duty_fact::read(row)?);
        }
    }
    Ok(all)
}

async fn enterprises(db: Db<'_>, ids: &[EnterpriseId]) -> Result<Vec<Source>, StoreError> {
    type Row = (Uuid, String, String, Option<String>, Option<i64>, i64);
    let rows: Vec<Row> = enterprise::Entity::find()
        .select_only()
        .column(enterprise::Column::Id)
        .column(enterprise::Column::Standing)
        .column(enterprise::Column::Sectors)
        .column(enterprise::Column::BusinessScope)
        .column(enterprise::Column::Headcount)
        .column(enterprise::Column::CreatedAt)
        .filter(enterprise::Column::Id.is_in(ids.iter().map(|i| i.0)))
        .order_by_asc(enterprise::Column::Id)
        .into_tuple()
        .all(&db.conn())
        .await?;
    rows.into_iter()
        .map(|(id, standing, sectors, business_scope, headcount, created_at)| {
            let bad = |column| corrupt("enterprise", column, id);
            Ok(Source {
                enterprise: EnterpriseId(id),
                standing: Standing::parse(&standing).ok_or_else(|| bad("standing"))?,
                sectors: from_json(Some(&sectors), "enterprise", "sectors", id)?.unwrap_or_default(),
                business_scope,
                headcount: headcount.map(u32::try_from).transpose().map_err(|_e| bad("headcount"))?,
                since: UtcMs(created_at).day(),
                people: Vec::new(),
                vehicles: Vec::new(),
                records: Vec::new(),
                told: Vec::new(),
                waivers: Vec::new(),
                online: Vec::new(),
                census: None,
            })
        })
        .collect()
}

async fn people(db: Db<'_>, ids: &[EnterpriseId]) -> Result<Vec<(Uuid, SourcePerson)>, StoreError> {
    type Row = (Uuid, Uuid, String, String, Option<i32>, i64);
    let rows: Vec<Row> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .column(person::Column::EnterpriseId)
        .column(person::Column::Posts)
        .column(person::Column::Employment)
        .column(person::Column::CertificateExpiry)
        .column(person::Column::CreatedAt)
        .filter(person::Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)))
        .filter(person::Column::HasLeft.eq(false))
        .order_by_asc(person::Column::Id)
        .into_tuple()
        .all(&db.conn())
        .await?;
    rows.into_iter()
        .map(|(id, enterprise, posts, employment, expiry, created_at)| {
            let who = SourcePerson {
                id: PersonId(id),
                posts: from_json(Some(&posts), "person", "posts", id)?.unwrap_or_default(),
                employment: Employment::parse(&employment).ok_or_else(|| corrupt("person", "employment", id))?,
                certificate_expiry: expiry.map(CivilDay),
                since: UtcMs(created_at).day(),
            };
            Ok((enterprise, who))
        })
        .collect()
}

async fn vehicles(db: Db<'_>, ids: &[EnterpriseId]) -> Result<Vec<(Uuid, VehicleClass, u32)>, StoreError> {
    let rows: Vec<(Uuid, String, i64)> = vehicle::Entity::find()
        .select_only()
        .column(vehicle::Column::EnterpriseId)
        .column(vehicle::Column::Class)
        .column_as(vehicle::Column::Id.count(), "n")
        .filter(vehicle::Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)))
        .filter(vehicle::Column::Retired.eq(false))
        .group_by(vehicle::Column::EnterpriseId)
        .group_by(vehicle::Column::Class)
        .order_by_asc(vehicle::Column::EnterpriseId)
        .order_by_asc(vehicle::Column::Class)
        .into_tuple()
        .all(&db.conn())
        .await?;
    rows.into_iter()
        .map(|(enterprise, class, n)| {
            let known = VehicleClass::parse(&class).ok_or_else(|| corrupt("vehicle", "class", enterprise))?;
            Ok((enterprise, known, u32::try_from(n).unwrap_or(u32::MAX)))
        })
        .collect()
}
