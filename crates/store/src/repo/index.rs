//! Daily indices: writing a day, and reading days of a vehicle, an enterprise, a link or everything a viewer sees.
//!
//! The figures are plain sums; shares are taken by the reader, so that a month is the share of its sums.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    finding::PackRef,
    ids::{EnterpriseId, VehicleId},
    link::{LinkKey, LinkKind},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::column::corrupt;
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{enterprise_index, index_day, link_index, vehicle, vehicle_index},
    scope,
};

/// Rows written in one statement.
const ROWS: usize = 500;
/// Days read at once at most.
pub const MOST_DAYS: u64 = 400;

/// Sums over vehicles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Vehicles in the network.
    pub vehicles: u64,
    /// Of them on line.
    pub online: u64,
    /// Of those with drift.
    pub drifting: u64,
    /// Positions that count.
    pub positions: u64,
    /// Of them sound.
    pub sound: u64,
    /// Way, metres.
    pub track_m: u64,
    /// Of it without positions, metres.
    pub hole_m: u64,
}

/// A vehicle's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleRow {
    /// Vehicle.
    pub vehicle: VehicleId,
    /// Owner when it was computed.
    pub enterprise: EnterpriseId,
    /// On line.
    pub online: bool,
    /// Its position drifted.
    pub drifting: bool,
    /// Figures of the day as JSON, as the caller made them.
    pub figures: String,
}

/// A day that was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// When.
    pub at: UtcMs,
    /// Nothing more is expected of it.
    pub settled: bool,
    /// The pack that says what counts.
    pub pack: PackRef,
}

/// A vehicle of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Vehicle.
    pub vehicle: VehicleId,
    /// Owner.
    pub enterprise: EnterpriseId,
    /// It has a terminal of its own.
    pub terminal: bool,
}

/// Vehicles in service. No scope: for the computation.
pub async fn members(db: Db<'_>) -> Result<Vec<Member>, StoreError> {
    let rows: Vec<(Uuid, Uuid, Option<String>)> = vehicle::Entity::find()
        .select_only()
        .columns([vehicle::Column::Id, vehicle::Column::EnterpriseId, vehicle::Column::Sim])
        .filter(vehicle::Column::Retired.eq(false))
        .into_tuple()
        .all(&db.conn())
        .await?;
    let member = |(id, firm, sim): (Uuid, Uuid, Option<String>)| Member {
        vehicle: VehicleId(id),
        enterprise: EnterpriseId(firm),
        terminal: sim.is_some(),
    };
    Ok(rows.into_iter().map(member).collect())
}

/// Days that were computed, from `from` on.
pub async fn computed(db: Db<'_>, from: CivilDay) -> Result<BTreeMap<CivilDay, Computed>, StoreError> {
    let rows = index_day::Entity::find().filter(index_day::Column::Day.gte(from.0)).all(&db.conn()).await?;
    Ok(rows.into_iter().map(|row| (CivilDay(row.day), computed_of(row))).collect())
}

/// The day, when it was computed.
pub async fn computed_on(db: Db<'_>, day: CivilDay) -> Result<Option<Computed>, StoreError> {
    Ok(index_day::Entity::find_by_id(day.0).one(&db.conn()).await?.map(computed_of))
}

/// Writes vehicles of a day; what is there is replaced.
pub async fn put_vehicles(tx: &Tx, day: CivilDay, rows: &[VehicleRow]) -> Result<(), StoreError> {
    use vehicle_index::Column::{Day, Drifting, EnterpriseId, Figures, Online, VehicleId};
    for part in rows.chunks(ROWS) {
        let models = part.iter().map(|r| {
            let model = vehicle_index::Model {
                vehicle_id: r.vehicle.0,
                day: day.0,
                enterprise_id: r.enterprise.0,
                online: r.online,
                drifting: r.drifting,
                figures: r.figures.clone(),
            };
            model.into_active_model()
        });
        let replace =
            OnConflict::columns([VehicleId, Day]).update_columns([EnterpriseId, Online, Drifting, Figures]).to_owned();
        vehicle_index::Entity::insert_many(models).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Writes the groups of a day and the day itself: from then on it can be read.
pub async fn put_day(
    tx: &Tx,
    day: CivilDay,
    enterprises: &BTreeMap<EnterpriseId, Sums>,
    links: &BTreeMap<LinkKey, Sums>,
    computed: &Computed,
) -> Result<(), StoreError> {
    use index_day::Column::{ComputedAt, Day, PackId, PackVersion, Settled};
    enterprise_index::Entity::delete_many().filter(enterprise_index::Column::Day.eq(day.0)).exec(tx.conn()).await?;
    link_index::Entity::delete_many().filter(link_index::Column::Day.eq(day.0)).exec(tx.conn()).await?;
    let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let firms: Vec<_> = enterprises
        .iter()
        .map(|(id, s)| enterprise_index::Model {
            enterprise_id: id.0,
            day: day.0,
            vehicles: n(s.vehicles),
            online: n(s.online),
            drifting: n(s.drifting),
            positions: n(s.positions),
            sound: n(s.sound),
            track_m: n(s.track_m),
            hole_m: n(s.hole_m),
        })
        .collect();
    for part in firms.chunks(ROWS) {
        let models = part.iter().cloned().map(IntoActiveModel::into_active_model);
        enterprise_index::Entity::insert_many(models).exec_without_returning(tx.conn()).await?;
    }
    for (key, s) in links {
        let model = link_index::Model {
            kind: key.kind.as_str().to_owned(),
            name: key.id.clone(),
            day: day.0,
            vehicles: n(s.vehicles),
            online: n(s.online),
            drifting: n(s.drifting),
            positions: n(s.positions),
            sound: n(s.sound),
            track_m: n(s.track_m),
            hole_m: n(s.hole_m),
        };
        link_index::Entity::insert(model.into_active_model()).exec_without_returning(tx.conn()).await?;
    }
    let model = index_day::Model {
        day: day.0,
        computed_at: computed.at.0,
        settled: computed.settled,
        pack_id: computed.pack.id.clone(),
        pack_version: computed.pack.version.clone(),
    };
    let replace = OnConflict::column(Day).update_columns([ComputedAt, Settled, PackId, PackVersion]).to_owned();
    index_day::Entity::insert(model.into_active_model()).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Lets the vehicles' rows of days before `before` go; sums of enterprises and links stay. Rows that went.
pub async fn forget_vehicles(tx: &Tx, before: CivilDay) -> Result<u64, StoreError> {
    let old = vehicle_index::Entity::delete_many().filter(vehicle_index::Column::Day.lt(before.0));
    Ok(old.exec(tx.conn()).await?.rows_affected)
}

/// Days of a vehicle from `from` to `to` on which it sent something. No scope: the caller has read the vehicle.
pub async fn of_vehicle(
    db: Db<'_>,
    id: VehicleId,
    from: CivilDay,
    to: CivilDay,
) -> Result<BTreeMap<CivilDay, VehicleRow>, StoreError> {
    let rows = vehicle_index::Entity::find()
        .filter(vehicle_index::Column::VehicleId.eq(id.0))
        .filter(vehicle_index::Column::Day.between(from.0, to.0))
        .limit(MOST_DAYS)
        .all(&db.conn())
        .await?;
    let row = |r: vehicle_index::Model| {
        let day = CivilDay(r.day);
        let row = VehicleRow {
            vehicle: VehicleId(r.vehicle_id),
            enterprise: EnterpriseId(r.enterprise_id),
            online: r.online,
            drifting: r.drifting,
            figures: r.figures,
        };
        (day, row)
    };
    Ok(rows.into_iter().map(row).collect())
}

#[derive(FromQueryResult)]
struct SumRow {
    day: i32,
    vehicles: i64,
    online: i64,
    drifting: i64,
    positions: i64,
    sound: i64,
    track_m: i64,
    hole_m: i64,
}

/// Sums by day from `from` to `to` of the enterprises the viewer may see, or of one of them.
pub async fn by_day(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: Option<EnterpriseId>,
    from: CivilDay,
    to: CivilDay,
) -> Result<BTreeMap<CivilDay, Sums>, StoreError> {
    use enterprise_index::Column;
    let mut query = enterprise_index::Entity::find()
        .filter(scope::by_enterprise(viewer, Expr::col((enterprise_index::Entity, Column::EnterpriseId))))
        .filter(Column::Day.between(from.0, to.0))
        .select_only()
        .column(Column::Day);
    if let Some(id) = enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    for (column, name) in SUMMED {
        // PostgreSQL sums bigint into numeric.
        query = query.column_as(column.sum().cast_as(Alias::new("bigint")), name);
    }
    let rows = query.group_by(Column::Day).limit(MOST_DAYS).into_model::<SumRow>().all(&db.conn()).await?;
    Ok(rows.into_iter().map(|r| (CivilDay(r.day), sums(&r))).collect())
}

const SUMMED: [(enterprise_index::Column, &str); 7] = [
    (enterprise_index::Column::Vehicles, "vehicles"),
    (enterprise_index::Column::Online, "online"),
    (enterprise_index::Column::Drifting, "drifting"),
    (enterprise_index::Column::Positions, "positions"),
    (enterprise_index::Column::Sound, "sound"),
    (enterprise_index::Column::TrackM, "track_m"),
    (enterprise_index::Column::HoleM, "hole_m"),
];

/// Vehicles and those on line of these enterprises, or of all, summed over the days from `from` to `to`. No scope: for
/// the facts of duties.
pub async fn of_enterprises(
    db: Db<'_>,
    ids: Option<&[EnterpriseId]>,
    from: CivilDay,
    to: CivilDay,
) -> Result<BTreeMap<EnterpriseId, Sums>, StoreError> {
    use enterprise_index::Column;
    let mut query = enterprise_index::Entity::find().filter(Column::Day.between(from.0, to.0));
    if let Some(ids) = ids {
        query = query.filter(Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)));
    }
    let rows: Vec<(Uuid, i64, i64)> = query
        .select_only()
        .column(Column::EnterpriseId)
        .column_as(Column::Vehicles.sum().cast_as(Alias::new("bigint")), "vehicles")
        .column_as(Column::Online.sum().cast_as(Alias::new("bigint")), "online")
        .group_by(Column::EnterpriseId)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let n = |n: i64| u64::try_from(n).unwrap_or(0);
    let row = |(id, vehicles, online)| {
        (EnterpriseId(id), Sums { vehicles: n(vehicles), online: n(online), ..Sums::default() })
    };
    Ok(rows.into_iter().map(row).collect())
}

/// One page of the enterprises the viewer may see with their sums of a day, those with most vehicles off line first.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    day: CivilDay,
    page: Page,
) -> Result<Paged<(EnterpriseId, Sums)>, StoreError> {
    use enterprise_index::Column;
    let query = enterprise_index::Entity::find()
        .filter(scope::by_enterprise(viewer, Expr::col((enterprise_index::Entity, Column::EnterpriseId))))
        .filter(Column::Day.eq(day.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Expr::col(Column::Vehicles).sub(Expr::col(Column::Online)))
        .order_by_asc(Column::EnterpriseId)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(of_model).collect(), total, page))
}

/// Sums of a day of the enterprises the viewer may see, or of one of them.
pub async fn of_day(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: Option<EnterpriseId>,
    day: CivilDay,
) -> Result<Vec<(EnterpriseId, Sums)>, StoreError> {
    use enterprise_index::Column;
    let mut query = enterprise_index::Entity::find()
        .filter(scope::by_enterprise(viewer, Expr::col((enterprise_index::Entity, Column::EnterpriseId))))
        .filter(Column::Day.eq(day.0));
    if let Some(id) = enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    Ok(query.all(&db.conn()).await?.iter().map(of_model).collect())
}

fn of_model(m: &enterprise_index::Model) -> (EnterpriseId, Sums) {
    let r = SumRow {
        day: m.day,
        vehicles: m.vehicles,
        online: m.online,
        drifting: m.drifting,
        positions: m.positions,
        sound: m.sound,
        track_m: m.track_m,
        hole_m: m.hole_m,
    };
    (EnterpriseId(m.enterprise_id), sums(&r))
}

/// Sums of the links on a day. No scope: for links that were read through one.
pub async fn of_links(db: Db<'_>, day: CivilDay) -> Result<BTreeMap<LinkKey, Sums>, StoreError> {
    let rows = link_index::Entity::find().filter(link_index::Column::Day.eq(day.0)).all(&db.conn()).await?;
    rows.into_iter()
        .map(|m| {
            let kind = LinkKind::parse(&m.kind).ok_or_else(|| corrupt("link_index", "kind", &m.name))?;
            let r = SumRow {
                day: m.day,
                vehicles: m.vehicles,
                online: m.online,
                drifting: m.drifting,
                positions: m.positions,
                sound: m.sound,
                track_m: m.track_m,
                hole_m: m.hole_m,
            };
            Ok((LinkKey { kind, id: m.name }, sums(&r)))
        })
        .collect()
}

fn computed_of(row: index_day::Model) -> Computed {
    let pack = PackRef { id: row.pack_id, version: row.pack_version };
    Computed { at: UtcMs(row.computed_at), settled: row.settled, pack }
}

fn sums(r: &SumRow) -> Sums {
    let n = |n: i64| u64::try_from(n).unwrap_or(0);
    Sums {
        vehicles: n(r.vehicles),
        online: n(r.online),
        drifting: n(r.drifting),
        positions: n(r.positions),
        sound: n(r.sound),
        track_m: n(r.track_m),
        hole_m: n(r.hole_m),
    }
}
