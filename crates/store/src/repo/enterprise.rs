//! Enterprises.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    geo::Point,
    ids::{EnterpriseId, GridId},
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
    },
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json, to_json},
    plan,
    record::{self, By, Meta, Record, Stored},
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::enterprise::{ActiveModel, Column, Entity, Model},
    personal::Cipher,
    pinyin, scope,
};

/// Order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By the pinyin of the name.
    #[default]
    Name,
    /// Licences that end first come first, those without a date last.
    LicenceExpiry,
    /// Last changed first.
    Updated,
}

/// Which enterprises. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the name, pinyin, initials or credit code.
    pub q: Option<String>,
    /// Line of business.
    pub sector: Option<Sector>,
    /// Grid node and everything below it.
    pub grid: Option<GridId>,
    /// Standing.
    pub standing: Option<Standing>,
    /// Order.
    pub sort: Sort,
}

/// One page of the enterprises the viewer may see.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &Filter,
    page: Page,
) -> Result<Paged<Stored<Enterprise>>, StoreError> {
    let mut only = scope::enterprises(viewer);
    if let Some(q) = &filter.q {
        only = only.add(record::matches(Expr::col(Column::Search), q));
    }
    if let Some(sector) = filter.sector {
        only = only.add(Column::Sectors.contains(format!("\"{}\"", sector.as_str())));
    }
    if let Some(grid) = filter.grid {
        only = only.add(Expr::col(Column::GridId).in_subquery(scope::grids_under(grid.0)));
    }
    if let Some(standing) = filter.standing {
        only = only.add(Column::Standing.eq(standing.as_str()));
    }
    let query = Entity::find().filter(only);
    let total = query.clone().count(&db.conn()).await?;
    let query = match filter.sort {
        Sort::Name => query,
        Sort::LicenceExpiry => {
            query.order_by(Expr::col(Column::LicenceExpiry).is_null(), Order::Asc).order_by_asc(Column::LicenceExpiry)
        }
        Sort::Updated => query.order_by_desc(Column::UpdatedAt),
    };
    let rows = query
        .order_by_asc(Column::NamePinyin)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// An enterprise the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: EnterpriseId) -> Result<Option<Stored<Enterprise>>, StoreError> {
    let only = scope::enterprises(viewer).add(Column::Id.eq(id.0));
    Entity::find().filter(only).one(&db.conn()).await?.map(read).transpose()
}

/// As [`get`], with the row locked until the transaction ends: nobody changes it between reading and writing.
pub async fn get_to_change(
    tx: &Tx,
    viewer: &Viewer,
    id: EnterpriseId,
) -> Result<Option<Stored<Enterprise>>, StoreError> {
    let only = scope::enterprises(viewer).add(Column::Id.eq(id.0));
    Entity::find().filter(only).lock_exclusive().one(tx.conn()).await?.map(read).transpose()
}

/// Every enterprise by its credit code, for an import that compares. No scope.
pub async fn by_uscc(db: Db<'_>, codes: &[String]) -> Result<BTreeMap<String, Stored<Enterprise>>, StoreError> {
    let mut found = BTreeMap::new();
    for part in codes.chunks(2_000) {
        let rows = Entity::find().filter(Column::Uscc.is_in(part.iter().map(String::as_str))).all(&db.conn()).await?;
        for row in rows {
            found.insert(row.uscc.clone(), read(row)?);
        }
    }
    Ok(found)
}

/// Ids, credit codes and names of every enterprise, for references in an import. No scope.
pub async fn keys(db: Db<'_>) -> Result<Vec<(EnterpriseId, String, String)>, StoreError> {
    let rows: Vec<(Uuid, String, String)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Uscc)
        .column(Column::Name)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(|(id, uscc, name)| (EnterpriseId(id), uscc, name)).collect())
}

/// Enters new enterprises.
pub async fn insert(tx: &Tx, values: &[Enterprise], by: By<'_>) -> Result<(), StoreError> {
    record::insert(tx, values, by).await?;
    plan::mark(tx, values.iter().map(|e| e.id), by.at).await
}

/// Replaces enterprises by their new values; those without a difference are left alone. Number of changed ones.
pub async fn replace(tx: &Tx, pairs: &[(Stored<Enterprise>, Enterprise)], by: By<'_>) -> Result<u64, StoreError> {
    let changed = record::replace(tx, pairs, by).await?;
    plan::mark(tx, pairs.iter().filter(|(old, new)| old.value != *new).map(|(_, new)| new.id), by.at).await?;
    Ok(changed)
}

/// Words that find enterprises the viewer may see, best names first.
pub(super) async fn find(db: Db<'_>, viewer: &Viewer, q: &str, limit: u64) -> Result<Vec<Model>, StoreError> {
    let only: Condition = scope::enterprises(viewer).add(record::matches(Expr::col(Column::Search), q));
    Ok(Entity::find().filter(only).order_by_asc(Column::NamePinyin).limit(limit).all(&db.conn()).await?)
}

impl Record for Enterprise {
    type Entity = Entity;
    type Row = ActiveModel;
    const KIND: &'static str = "enterprise";
    const ADDED: &'static str = "enterprise_added";
    const CHANGED: &'static str = "enterprise_changed";

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn row(&self, meta: &Meta, _cipher: &Cipher) -> Result<ActiveModel, StoreError> {
        Ok(ActiveModel {
            id: Set(self.id.0),
            uscc: Set(self.uscc.clone()),
            name: Set(self.name.clone()),
            name_pinyin: Set(pinyin::full(&self.name)),
            search: Set(pinyin::search_text(&self.name, &[&self.uscc])),
            sectors: Set(to_json(&self.sectors)?),
            business_scope: Set(self.business_scope.clone()),
            address: Set(self.address.clone()),
            lon: Set(self.location.map(|p| p.lon)),
            lat: Set(self.location.map(|p| p.lat)),
            grid_id: Set(self.grid.map(|g| g.0)),
            principal_name: Set(self.principal_name.clone()),
            safety_officers: Set(to_json(&self.safety_officers)?),
            phone: Set(self.phone.clone()),
            headcount: Set(self.headcount.map(i64::from)),
            licence_no: Set(self.licence_no.clone()),
            licence_expiry: Set(self.licence_expiry.map(|d| d.0)),
            standing: Set(self.standing.as_str().to_owned()),
            version: Set(meta.version),
            created_at: Set(meta.created_at),
            updated_at: Set(meta.updated_at),
        })
    }

    fn members(&self) -> Result<Map<String, Value>, StoreError> {
        record::members_of(self)
    }
}

fn read(m: Model) -> Result<Stored<Enterprise>, StoreError> {
    let bad = |column| corrupt("enterprise", column, m.id);
    let value = Enterprise {
        id: EnterpriseId(m.id),
        sectors: from_json(Some(&m.sectors), "enterprise", "sectors", m.id)?.unwrap_or_default(),
        safety_officers: from_json(Some(&m.safety_officers), "enterprise", "safety_officers", m.id)?
            .unwrap_or_default(),
        headcount: m.headcount.map(u32::try_from).transpose().map_err(|_e| bad("headcount"))?,
        standing: Standing::parse(&m.standing).ok_or_else(|| bad("standing"))?,
        uscc: m.uscc,
        name: m.name,
        business_scope: m.business_scope,
        address: m.address,
        location: m.lon.zip(m.lat).map(|(lon, lat)| Point { lon, lat }),
        grid: m.grid_id.map(GridId),
        principal_name: m.principal_name,
        phone: m.phone,
        licence_no: m.licence_no,
        licence_expiry: m.licence_expiry.map(CivilDay),
    };
    Ok(Stored { value, version: m.version, created_at: UtcMs(m.created_at), updated_at: UtcMs(m.updated_at) })
}
