//! Zones and corridors.

use anlu_domain::{
    access::{Scope, Viewer},
    geo::{Bounds, datum::Datum},
    ids::{EnterpriseId, ZoneId},
    time::UtcMs,
    zone::{Zone, ZoneUse},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    column::{corrupt, to_json},
    record::{self, By, Meta, Record, Stored},
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::zone::{ActiveModel, Column, Entity, Model},
    personal::Cipher,
    pinyin, scope,
};

/// Which zones. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Part of the name.
    pub q: Option<String>,
    /// What they ask.
    pub usage: Option<ZoneUse>,
    /// Out of use or not.
    pub retired: Option<bool>,
    /// Those that may have a part in this rectangle.
    pub within: Option<Bounds>,
}

/// Zones of the authority are seen by everybody who sees vehicles; those of an enterprise by it and the authority.
fn visible(viewer: &Viewer) -> Condition {
    match &viewer.scope {
        Scope::All | Scope::Grid(_) => Condition::all(),
        Scope::Enterprise(id) => {
            Condition::any().add(Column::EnterpriseId.is_null()).add(Column::EnterpriseId.eq(id.0))
        }
        Scope::Person(..) | Scope::Nothing => scope::nothing(),
    }
}

/// One page of the zones the viewer may see, those in use first, by name.
pub async fn list(db: Db<'_>, viewer: &Viewer, filter: &Filter, page: Page) -> Result<Paged<Stored<Zone>>, StoreError> {
    let mut only = visible(viewer);
    if let Some(q) = &filter.q {
        only = only.add(record::matches(Expr::col(Column::Search), q));
    }
    if let Some(usage) = filter.usage {
        only = only.add(Column::Usage.eq(usage.as_str()));
    }
    if let Some(retired) = filter.retired {
        only = only.add(Column::Retired.eq(retired));
    }
    if let Some(b) = filter.within {
        // Zones entered before their rectangle was kept have none: they are in every one.
        let meets = Condition::all()
            .add(Column::West.lte(b.max.lon))
            .add(Column::East.gte(b.min.lon))
            .add(Column::South.lte(b.max.lat))
            .add(Column::North.gte(b.min.lat));
        only = only.add(Condition::any().add(Column::West.is_null()).add(meets));
    }
    let query = Entity::find().filter(only);
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_asc(Column::Retired)
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// A zone the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: ZoneId) -> Result<Option<Stored<Zone>>, StoreError> {
    Entity::find_by_id(id.0).filter(visible(viewer)).one(&db.conn()).await?.map(read).transpose()
}

/// Every zone in use, by id. No scope: for the detectors.
pub async fn in_use(db: Db<'_>) -> Result<Vec<Zone>, StoreError> {
    let rows = Entity::find().filter(Column::Retired.eq(false)).order_by_asc(Column::Id).all(&db.conn()).await?;
    rows.into_iter().map(|row| read(row).map(|s| s.value)).collect()
}

/// What differs whenever the zones do: how many there are, the sum of their versions, the newest change. Cheap to ask.
pub async fn stamp(db: Db<'_>) -> Result<(u64, i64, i64), StoreError> {
    let rows: Vec<(i64, i64)> =
        Entity::find().select_only().columns([Column::Version, Column::UpdatedAt]).into_tuple().all(&db.conn()).await?;
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let add =
        |(versions, newest): (i64, i64), (version, at): (i64, i64)| (versions.saturating_add(version), newest.max(at));
    let (versions, newest) = rows.into_iter().fold((0, 0), add);
    Ok((count, versions, newest))
}

/// Enters new zones.
pub async fn insert(tx: &Tx, zones: &[Zone], by: By<'_>) -> Result<(), StoreError> {
    record::insert(tx, zones, by).await
}

/// Replaces a zone; 0 when nothing differs.
pub async fn replace(tx: &Tx, old: Stored<Zone>, new: Zone, by: By<'_>) -> Result<u64, StoreError> {
    record::replace(tx, &[(old, new)], by).await
}

impl Record for Zone {
    type Entity = Entity;
    type Row = ActiveModel;
    const KIND: &'static str = "zone";
    const ADDED: &'static str = "zone_added";
    const CHANGED: &'static str = "zone_changed";

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn row(&self, meta: &Meta, _cipher: &Cipher) -> Result<ActiveModel, StoreError> {
        let bounds = Bounds::of(self.shape.points());
        Ok(ActiveModel {
            id: Set(self.id.0),
            name: Set(self.name.clone()),
            search: Set(pinyin::search_text(&self.name, &[])),
            usage: Set(self.usage.as_str().to_owned()),
            shape: Set(to_json(&self.shape)?),
            datum: Set(self.datum.as_str().to_owned()),
            hours: Set(to_json(&self.hours)?),
            limit_kmh: Set(self.limit_kmh.map(i32::from)),
            classes: Set(to_json(&self.classes)?),
            sectors: Set(Some(to_json(&self.sectors)?)),
            enterprise_id: Set(self.enterprise.map(|e| e.0)),
            retired: Set(self.retired),
            west: Set(bounds.map(|b| b.min.lon)),
            south: Set(bounds.map(|b| b.min.lat)),
            east: Set(bounds.map(|b| b.max.lon)),
            north: Set(bounds.map(|b| b.max.lat)),
            version: Set(meta.version),
            created_at: Set(meta.created_at),
            updated_at: Set(meta.updated_at),
        })
    }

    /// The shape stands in the ledger by its hash and its number of corners: thousands of corners explain nothing.
    fn members(&self) -> Result<Map<String, Value>, StoreError> {
        let mut members = record::members_of(self)?;
        let hash = hex::encode(Sha256::digest(to_json(&self.shape)?));
        members.insert(String::from("shape"), json!({ "points": self.shape.points().count(), "sha256": hash }));
        Ok(members)
    }
}

fn read(m: Model) -> Result<Stored<Zone>, StoreError> {
    fn part<T: DeserializeOwned>(text: &str, column: &'static str, id: Uuid) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|_error| corrupt("zone", column, id))
    }
    let value = Zone {
        id: ZoneId(m.id),
        usage: ZoneUse::parse(&m.usage).ok_or_else(|| corrupt("zone", "usage", m.id))?,
        shape: part(&m.shape, "shape", m.id)?,
        datum: Datum::parse(&m.datum).ok_or_else(|| corrupt("zone", "datum", m.id))?,
        hours: part(&m.hours, "hours", m.id)?,
        limit_kmh: m.limit_kmh.map(u16::try_from).transpose().map_err(|_range| corrupt("zone", "limit_kmh", m.id))?,
        classes: part(&m.classes, "classes", m.id)?,
        sectors: m.sectors.as_deref().map_or(Ok(Vec::new()), |text| part(text, "sectors", m.id))?,
        enterprise: m.enterprise_id.map(EnterpriseId),
        retired: m.retired,
        name: m.name,
    };
    Ok(Stored { value, version: m.version, created_at: UtcMs(m.created_at), updated_at: UtcMs(m.updated_at) })
}
