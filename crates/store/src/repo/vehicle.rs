//! Vehicles and their terminals.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, VehicleId},
    party::{
        profile::Profile,
        sector::Sector,
        vehicle::{PlateColour, Vehicle, VehicleClass},
    },
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json},
    plan,
    record::{self, By, Meta, Record, Stored},
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{
        enterprise,
        vehicle::{ActiveModel, Column, Entity, Model},
    },
    personal::Cipher,
    pinyin, scope,
};

/// Ids in one query: both databases take more parameters than this.
const NAMED_AT_ONCE: usize = 500;

/// Which vehicles. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the plate, SIM or terminal id.
    pub q: Option<String>,
    /// Owner.
    pub enterprise: Option<EnterpriseId>,
    /// Class.
    pub class: Option<VehicleClass>,
    /// Out of service or not.
    pub retired: Option<bool>,
}

/// The terminal of a vehicle, as the gateway needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Phone number of the SIM, without leading zeros.
    pub sim: String,
    /// Terminal id.
    pub terminal_id: Option<String>,
    /// Vehicle.
    pub vehicle: VehicleId,
    /// Plate.
    pub plate: String,
    /// Plate colour.
    pub colour: PlateColour,
    /// Owner.
    pub enterprise: EnterpriseId,
}

/// One page of the vehicles the viewer may see, by plate.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &Filter,
    page: Page,
) -> Result<Paged<Stored<Vehicle>>, StoreError> {
    let query = Entity::find().filter(only(viewer, filter));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_asc(Column::Plate)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// The vehicles of [`list`] by their ids, all of them: for what only memory knows of them.
pub async fn ids(db: Db<'_>, viewer: &Viewer, filter: &Filter) -> Result<Vec<VehicleId>, StoreError> {
    let rows: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(only(viewer, filter))
        .order_by_asc(Column::Plate)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(VehicleId).collect())
}

fn only(viewer: &Viewer, filter: &Filter) -> Condition {
    let mut only = scope::by_enterprise(viewer, Expr::col((Entity, Column::EnterpriseId)));
    if let Some(q) = &filter.q {
        only = only.add(record::matches(Expr::col(Column::Search), q));
    }
    if let Some(enterprise) = filter.enterprise {
        only = only.add(Column::EnterpriseId.eq(enterprise.0));
    }
    if let Some(class) = filter.class {
        only = only.add(Column::Class.eq(class.as_str()));
    }
    if let Some(retired) = filter.retired {
        only = only.add(Column::Retired.eq(retired));
    }
    only
}

/// A vehicle the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: VehicleId) -> Result<Option<Stored<Vehicle>>, StoreError> {
    let only = scope::by_enterprise(viewer, Expr::col((Entity, Column::EnterpriseId))).add(Column::Id.eq(id.0));
    Entity::find().filter(only).one(&db.conn()).await?.map(read).transpose()
}

/// Every vehicle with one of these plates, for an import that compares. No scope.
pub async fn by_plate(
    db: Db<'_>,
    plates: &[String],
) -> Result<BTreeMap<(String, PlateColour), Stored<Vehicle>>, StoreError> {
    let mut found = BTreeMap::new();
    for part in plates.chunks(2_000) {
        let rows = Entity::find().filter(Column::Plate.is_in(part.iter().map(String::as_str))).all(&db.conn()).await?;
        for row in rows {
            let vehicle = read(row)?;
            found.insert((vehicle.value.plate.clone(), vehicle.value.colour), vehicle);
        }
    }
    Ok(found)
}

/// Terminals of all vehicles in service. No scope: for the gateway.
pub async fn terminals(db: Db<'_>) -> Result<Vec<Terminal>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Sim.is_not_null())
        .filter(Column::Retired.eq(false))
        .order_by_asc(Column::Sim)
        .all(&db.conn())
        .await?;
    rows.into_iter().filter_map(|row| terminal(row).transpose()).collect()
}

/// The terminal with this SIM number (leading zeros do not count). No scope: for the gateway.
pub async fn by_sim(db: Db<'_>, sim: &str) -> Result<Option<Terminal>, StoreError> {
    let row = Entity::find()
        .filter(Column::Sim.eq(sim.trim_start_matches('0')))
        .filter(Column::Retired.eq(false))
        .one(&db.conn())
        .await?;
    row.map(terminal).transpose().map(Option::flatten)
}

/// The terminal of a vehicle in service. No scope: for the gateway.
pub async fn terminal_of(db: Db<'_>, id: VehicleId) -> Result<Option<Terminal>, StoreError> {
    let row = Entity::find_by_id(id.0).filter(Column::Retired.eq(false)).one(&db.conn()).await?;
    row.map(terminal).transpose().map(Option::flatten)
}

/// Those of the vehicles named that the viewer may see, by id.
pub async fn visible(
    db: Db<'_>,
    viewer: &Viewer,
    ids: &[VehicleId],
) -> Result<BTreeMap<VehicleId, Vehicle>, StoreError> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(NAMED_AT_ONCE) {
        let rows = Entity::find()
            .filter(scope::by_enterprise(viewer, Expr::col((Entity, Column::EnterpriseId))))
            .filter(Column::Id.is_in(some.iter().map(|id| id.0)))
            .all(&db.conn())
            .await?;
        for row in rows {
            found.insert(VehicleId(row.id), read(row)?.value);
        }
    }
    Ok(found)
}

/// The vehicle, also one out of service. No scope: for forwarding to platforms.
pub async fn forwarded(db: Db<'_>, id: VehicleId) -> Result<Option<Vehicle>, StoreError> {
    let row = Entity::find().filter(Column::Id.eq(id.0)).one(&db.conn()).await?;
    Ok(row.map(read).transpose()?.map(|vehicle| vehicle.value))
}

/// Class of every vehicle, also of those out of service: their positions are kept all the same. No scope: for the
/// keeping of positions.
pub async fn classes(db: Db<'_>) -> Result<Vec<(VehicleId, VehicleClass)>, StoreError> {
    let rows: Vec<(Uuid, String)> =
        Entity::find().select_only().columns([Column::Id, Column::Class]).into_tuple().all(&db.conn()).await?;
    let class = |(id, name): (Uuid, String)| {
        let class = VehicleClass::parse(&name).ok_or_else(|| corrupt("vehicle", "class", id))?;
        Ok((VehicleId(id), class))
    };
    rows.into_iter().map(class).collect()
}

/// What detectors need to know of those of these vehicles that are registered. No scope: for the detectors.
pub async fn profiles(db: Db<'_>, ids: &[VehicleId]) -> Result<BTreeMap<VehicleId, Profile>, StoreError> {
    let mut found = BTreeMap::new();
    for part in ids.chunks(NAMED_AT_ONCE) {
        let rows = Entity::find().filter(Column::Id.is_in(part.iter().map(|id| id.0))).all(&db.conn()).await?;
        if rows.is_empty() {
            continue;
        }
        let vehicles = rows.into_iter().map(|row| Ok(read(row)?.value)).collect::<Result<Vec<_>, StoreError>>()?;
        let mut owners: Vec<Uuid> = vehicles.iter().map(|v| v.enterprise.0).collect();
        owners.sort_unstable();
        owners.dedup();
        let owners: Vec<(Uuid, String)> = enterprise::Entity::find()
            .select_only()
            .columns([enterprise::Column::Id, enterprise::Column::Sectors])
            .filter(enterprise::Column::Id.is_in(owners))
            .into_tuple()
            .all(&db.conn())
            .await?;
        let mut sectors = BTreeMap::new();
        for (id, text) in owners {
            let some: Option<Vec<Sector>> = from_json(Some(&text), "enterprise", "sectors", id)?;
            sectors.insert(id, some.into_iter().flatten().collect());
        }
        found.extend(vehicles.into_iter().map(|v| {
            let sectors = sectors.get(&v.enterprise.0).copied().unwrap_or_default();
            let (class, enterprise) = (Some(v.class), Some(v.enterprise));
            let (total_mass_kg, line_km) = (v.total_mass_kg, v.line_km);
            (v.id, Profile { class, total_mass_kg, line_km, sectors, enterprise })
        }));
    }
    Ok(found)
}

/// SIM numbers in use and their vehicles, for an import. No scope.
pub async fn sims(db: Db<'_>) -> Result<BTreeMap<String, VehicleId>, StoreError> {
    let rows: Vec<(Uuid, Option<String>)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Sim)
        .filter(Column::Sim.is_not_null())
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|(id, sim)| Some((sim?, VehicleId(id)))).collect())
}

/// Vehicles in service of an enterprise.
pub async fn count_of(db: Db<'_>, enterprise: EnterpriseId) -> Result<u64, StoreError> {
    let query = Entity::find().filter(Column::EnterpriseId.eq(enterprise.0)).filter(Column::Retired.eq(false));
    Ok(query.count(&db.conn()).await?)
}

/// Enters new vehicles.
pub async fn insert(tx: &Tx, values: &[Vehicle], by: By<'_>) -> Result<(), StoreError> {
    record::insert(tx, values, by).await?;
    plan::mark(tx, values.iter().map(|v| v.enterprise), by.at).await
}

/// Replaces vehicles by their new values; those without a difference are left alone. Number of changed ones.
pub async fn replace(tx: &Tx, pairs: &[(Stored<Vehicle>, Vehicle)], by: By<'_>) -> Result<u64, StoreError> {
    // A SIM may move from one vehicle to another in the same file: free them first, the unique index is immediate.
    let moved: Vec<Uuid> = pairs
        .iter()
        .filter(|(old, new)| old.value.sim.is_some() && old.value.sim != new.sim)
        .map(|(old, _)| old.value.id.0)
        .collect();
    for part in moved.chunks(2_000) {
        Entity::update_many()
            .col_expr(Column::Sim, Expr::value(Option::<String>::None))
            .filter(Column::Id.is_in(part.iter().copied()))
            .exec(tx.conn())
            .await?;
    }
    let changed = record::replace(tx, pairs, by).await?;
    let differing = pairs.iter().filter(|(old, new)| old.value != *new);
    plan::mark(tx, differing.flat_map(|(old, new)| [old.value.enterprise, new.enterprise]), by.at).await?;
    Ok(changed)
}

pub(super) async fn find(db: Db<'_>, viewer: &Viewer, q: &str, limit: u64) -> Result<Vec<Model>, StoreError> {
    let only = scope::by_enterprise(viewer, Expr::col((Entity, Column::EnterpriseId)))
        .add(record::matches(Expr::col(Column::Search), q));
    Ok(Entity::find().filter(only).order_by_asc(Column::Plate).limit(limit).all(&db.conn()).await?)
}

impl Record for Vehicle {
    type Entity = Entity;
    type Row = ActiveModel;
    const KIND: &'static str = "vehicle";
    const ADDED: &'static str = "vehicle_added";
    const CHANGED: &'static str = "vehicle_changed";

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn row(&self, meta: &Meta, _cipher: &Cipher) -> Result<ActiveModel, StoreError> {
        let codes = [self.sim.as_deref(), self.terminal_id.as_deref()];
        let codes: Vec<&str> = codes.into_iter().flatten().collect();
        Ok(ActiveModel {
            id: Set(self.id.0),
            plate: Set(self.plate.clone()),
            colour: Set(self.colour.as_str().to_owned()),
            class: Set(self.class.as_str().to_owned()),
            search: Set(pinyin::search_text(&self.plate, &codes)),
            total_mass_kg: Set(self.total_mass_kg.map(i64::from)),
            line_km: Set(self.line_km.map(i64::from)),
            sim: Set(self.sim.clone()),
            terminal_id: Set(self.terminal_id.clone()),
            enterprise_id: Set(self.enterprise.0),
            licence_no: Set(self.licence_no.clone()),
            licence_expiry: Set(self.licence_expiry.map(|d| d.0)),
            retired: Set(self.retired),
            version: Set(meta.version),
            created_at: Set(meta.created_at),
            updated_at: Set(meta.updated_at),
        })
    }

    fn members(&self) -> Result<Map<String, Value>, StoreError> {
        record::members_of(self)
    }
}

fn terminal(m: Model) -> Result<Option<Terminal>, StoreError> {
    let vehicle = read(m)?.value;
    Ok(vehicle.sim.map(|sim| Terminal {
        sim,
        terminal_id: vehicle.terminal_id,
        vehicle: vehicle.id,
        plate: vehicle.plate,
        colour: vehicle.colour,
        enterprise: vehicle.enterprise,
    }))
}

fn read(m: Model) -> Result<Stored<Vehicle>, StoreError> {
    let bad = |column| corrupt("vehicle", column, m.id);
    let value = Vehicle {
        id: VehicleId(m.id),
        colour: PlateColour::parse(&m.colour).ok_or_else(|| bad("colour"))?,
        class: VehicleClass::parse(&m.class).ok_or_else(|| bad("class"))?,
        total_mass_kg: m.total_mass_kg.map(u32::try_from).transpose().map_err(|_e| bad("total_mass_kg"))?,
        line_km: m.line_km.map(u32::try_from).transpose().map_err(|_e| bad("line_km"))?,
        plate: m.plate,
        sim: m.sim,
        terminal_id: m.terminal_id,
        enterprise: EnterpriseId(m.enterprise_id),
        licence_no: m.licence_no,
        licence_expiry: m.licence_expiry.map(CivilDay),
        retired: m.retired,
    };
    Ok(Stored { value, version: m.version, created_at: UtcMs(m.created_at), updated_at: UtcMs(m.updated_at) })
}
