//! Links: how they stand and what was counted on them, per civil day.

use std::collections::BTreeMap;

use anlu_domain::{
    access::{Scope, Viewer},
    ids::VehicleId,
    link::{LinkCounts, LinkKey, LinkKind, LinkState},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use super::column::{corrupt, to_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{link, link_counted, link_day, vehicle, vehicle_link},
    scope,
};

/// Rows written in one statement.
const ROWS: usize = 500;

/// What was counted on a link on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCounts {
    /// Day of receipt.
    pub day: CivilDay,
    /// Vehicles whose last position of that day came over the link.
    pub vehicles: u64,
    /// The counts.
    pub counts: LinkCounts,
}

/// A link of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLink {
    /// The link.
    pub key: LinkKey,
    /// How it stands.
    pub state: LinkState,
    /// The day asked for; `None`: nothing came.
    pub day: Option<DayCounts>,
}

/// What a process counted since it stored last.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// Counts to add.
    pub counts: &'a BTreeMap<(LinkKey, CivilDay), LinkCounts>,
    /// How links stand that changed.
    pub states: &'a BTreeMap<LinkKey, LinkState>,
    /// Vehicles that came over a link on a day, by [`came`], where that changed.
    pub vehicles: &'a BTreeMap<(LinkKey, CivilDay), u64>,
    /// Next offset whose positions are not counted, by shard.
    pub next: &'a BTreeMap<u16, u64>,
}

/// Stores the links over which vehicles came. Done twice it changes nothing more.
pub async fn add_routes(tx: &Tx, routes: &[(&VehicleId, &(LinkKey, CivilDay))]) -> Result<(), StoreError> {
    let routes: Vec<vehicle_link::Model> = routes
        .iter()
        .map(|(vehicle, (key, day))| vehicle_link::Model {
            vehicle_id: vehicle.0,
            kind: key.kind.as_str().to_owned(),
            name: key.id.clone(),
            day: day.0,
        })
        .collect();
    for part in routes.chunks(ROWS) {
        use vehicle_link::Column::{Day, Kind, Name, VehicleId};
        let replace = OnConflict::column(VehicleId).update_columns([Kind, Name, Day]).to_owned();
        let rows = part.iter().cloned().map(IntoActiveModel::into_active_model);
        vehicle_link::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Adds what was counted. One process counts at a time: the one that holds the log.
pub async fn add(tx: &Tx, counted: Counted<'_>) -> Result<(), StoreError> {
    for (of, counts) in counted.counts {
        add_day(tx, of, counts, counted.vehicles.get(of).copied()).await?;
    }
    for (key, state) in counted.states {
        use link::Column::{ChangedAt, Kind, LastAt, MainUp, Name, SubUp};
        let row = link::Model {
            kind: key.kind.as_str().to_owned(),
            name: key.id.clone(),
            main_up: state.main_up,
            sub_up: state.sub_up,
            changed_at: state.changed_at.map(|t| t.0),
            last_at: state.last_at.map(|t| t.0),
        };
        // A process that has just begun does not know when the last message came.
        let mut replace = OnConflict::columns([Kind, Name]).update_columns([MainUp, SubUp, ChangedAt]).to_owned();
        if state.last_at.is_some() {
            replace.update_column(LastAt);
        }
        let row = row.into_active_model();
        link::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    for (shard, next) in counted.next {
        let row = link_counted::Model { shard: i32::from(*shard), next: i64::try_from(*next).unwrap_or(i64::MAX) };
        let replace =
            OnConflict::column(link_counted::Column::Shard).update_column(link_counted::Column::Next).to_owned();
        let row = row.into_active_model();
        link_counted::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// `vehicles` came that day; `None`: as many as before.
async fn add_day(
    tx: &Tx,
    (key, day): &(LinkKey, CivilDay),
    counts: &LinkCounts,
    vehicles: Option<u64>,
) -> Result<(), StoreError> {
    use link_day::Column::{Counts, Day, Kind, Name, Vehicles};
    // A link that nobody declared (the terminals) is made known by its first count.
    let known = link::Model {
        kind: key.kind.as_str().to_owned(),
        name: key.id.clone(),
        main_up: None,
        sub_up: None,
        changed_at: None,
        last_at: None,
    };
    let once = OnConflict::columns([link::Column::Kind, link::Column::Name]).do_nothing().to_owned();
    link::Entity::insert(known.into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    let name = (key.kind.as_str().to_owned(), key.id.clone(), day.0);
    let before = link_day::Entity::find_by_id(name).one(tx.conn()).await?;
    let mut sum = before.as_ref().map(read_counts).transpose()?.unwrap_or_default();
    sum.add(counts);
    let vehicles = match (vehicles, before) {
        (None, Some(before)) => before.vehicles,
        (Some(told), _) => i64::try_from(told).unwrap_or(i64::MAX),
        (None, None) => i64::try_from(came(tx.read(), key, *day).await?).unwrap_or(i64::MAX),
    };
    let row = link_day::Model {
        kind: key.kind.as_str().to_owned(),
        name: key.id.clone(),
        day: day.0,
        vehicles,
        counts: to_json(&sum)?,
    };
    let replace = OnConflict::columns([Kind, Name, Day]).update_columns([Vehicles, Counts]).to_owned();
    link_day::Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Vehicles that were heard of last over this link, on this day. They may be millions: not while others wait to write.
pub async fn came(db: Db<'_>, key: &LinkKey, day: CivilDay) -> Result<u64, StoreError> {
    let of_link = vehicle_link::Entity::find()
        .filter(vehicle_link::Column::Kind.eq(key.kind.as_str()))
        .filter(vehicle_link::Column::Name.eq(key.id.as_str()))
        .filter(vehicle_link::Column::Day.eq(day.0));
    Ok(of_link.count(&db.conn()).await?)
}

/// Next offset whose positions are not counted, by shard. For the process that counts.
pub async fn counted(db: Db<'_>) -> Result<BTreeMap<u16, u64>, StoreError> {
    let rows = link_counted::Entity::find().all(&db.conn()).await?;
    rows.into_iter()
        .map(|row| {
            let bad = || corrupt("link_counted", "next", row.shard);
            let shard = u16::try_from(row.shard).map_err(|_range| bad())?;
            Ok((shard, u64::try_from(row.next).map_err(|_range| bad())?))
        })
        .collect()
}

/// The link over which each vehicle was heard of last. No scope: for the indices of platforms.
pub async fn routes(db: Db<'_>) -> Result<BTreeMap<VehicleId, LinkKey>, StoreError> {
    let rows = vehicle_link::Entity::find().all(&db.conn()).await?;
    rows.into_iter().map(|row| Ok((VehicleId(row.vehicle_id), key(&row.kind, row.name)?))).collect()
}

/// The link over which a vehicle was heard of last. The caller has read the vehicle for its viewer.
pub async fn route(db: Db<'_>, vehicle: VehicleId) -> Result<Option<LinkKey>, StoreError> {
    let row = vehicle_link::Entity::find_by_id(vehicle.0).one(&db.conn()).await?;
    row.map(|row| key(&row.kind, row.name)).transpose()
}

/// One page of the links the viewer may see, by kind and name, with what was counted on `day`.
pub async fn list(db: Db<'_>, viewer: &Viewer, day: CivilDay, page: Page) -> Result<Paged<ListedLink>, StoreError> {
    let query = link::Entity::find().filter(visible(viewer));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(link::Column::Kind)
        .order_by_asc(link::Column::Name)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    let mut days: BTreeMap<(String, String), link_day::Model> = link_day::Entity::find()
        .filter(link_day::Column::Day.eq(day.0))
        .filter(link_day::Column::Name.is_in(rows.iter().map(|r| r.name.as_str())))
        .all(&db.conn())
        .await?
        .into_iter()
        .map(|row| ((row.kind.clone(), row.name.clone()), row))
        .collect();
    let listed = rows.into_iter().map(|row| {
        let day = days.remove(&(row.kind.clone(), row.name.clone())).map(|row| read_day(&row)).transpose()?;
        Ok(ListedLink {
            state: LinkState {
                main_up: row.main_up,
                sub_up: row.sub_up,
                changed_at: row.changed_at.map(UtcMs),
                last_at: row.last_at.map(UtcMs),
            },
            key: key(&row.kind, row.name)?,
            day,
        })
    });
    Ok(Paged::new(listed.collect::<Result<_, StoreError>>()?, total, page))
}

/// One page of the days of a link, newest first; `None` when the viewer may not see it.
pub async fn days(
    db: Db<'_>,
    viewer: &Viewer,
    key: &LinkKey,
    page: Page,
) -> Result<Option<Paged<DayCounts>>, StoreError> {
    if !is_there(db, viewer, key).await? {
        return Ok(None);
    }
    let query = link_day::Entity::find()
        .filter(link_day::Column::Kind.eq(key.kind.as_str()))
        .filter(link_day::Column::Name.eq(key.id.as_str()));
    let total = query.clone().count(&db.conn()).await?;
    let rows =
        query.order_by_desc(link_day::Column::Day).offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Some(Paged::new(rows.iter().map(read_day).collect::<Result<_, _>>()?, total, page)))
}

/// Whether there is such a link, and the viewer may see it.
pub async fn is_there(db: Db<'_>, viewer: &Viewer, key: &LinkKey) -> Result<bool, StoreError> {
    let found = link::Entity::find_by_id((key.kind.as_str().to_owned(), key.id.clone())).filter(visible(viewer));
    Ok(found.count(&db.conn()).await? > 0)
}

/// Links that carry vehicles of the viewer's scope; whoever sees everything sees every link.
fn visible(viewer: &Viewer) -> Condition {
    if viewer.scope == Scope::All {
        return Condition::all();
    }
    let carried = Query::select()
        .expr(Expr::val(1))
        .from(vehicle_link::Entity)
        .inner_join(
            vehicle::Entity,
            Expr::col((vehicle::Entity, vehicle::Column::Id))
                .equals((vehicle_link::Entity, vehicle_link::Column::VehicleId)),
        )
        .and_where(
            Expr::col((vehicle_link::Entity, vehicle_link::Column::Kind)).equals((link::Entity, link::Column::Kind)),
        )
        .and_where(
            Expr::col((vehicle_link::Entity, vehicle_link::Column::Name)).equals((link::Entity, link::Column::Name)),
        )
        .cond_where(scope::by_enterprise(viewer, Expr::col((vehicle::Entity, vehicle::Column::EnterpriseId))))
        .take();
    Condition::all().add(Expr::exists(carried))
}

fn key(kind: &str, name: String) -> Result<LinkKey, StoreError> {
    let kind = LinkKind::parse(kind).ok_or_else(|| corrupt("link", "kind", &name))?;
    Ok(LinkKey { kind, id: name })
}

fn read_counts(row: &link_day::Model) -> Result<LinkCounts, StoreError> {
    serde_json::from_str(&row.counts).map_err(|_error| corrupt("link_day", "counts", &row.name))
}

fn read_day(row: &link_day::Model) -> Result<DayCounts, StoreError> {
    Ok(DayCounts {
        day: CivilDay(row.day),
        vehicles: u64::try_from(row.vehicles).unwrap_or(0),
        counts: read_counts(row)?,
    })
}
