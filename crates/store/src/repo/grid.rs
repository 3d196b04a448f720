//! The grid tree. A node keeps the ids of its ancestors in `path`, so that a subtree is one comparison.

use std::collections::BTreeMap;

use anlu_domain::{
    access::{Scope, Viewer},
    ids::GridId,
    party::grid::{Grid, GridLevel},
    time::UtcMs,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{BinOper, Expr, ExprTrait, Func},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json, to_json_opt},
    record::{self, By, Meta, Record, Stored},
};
use crate::{
    Db, StoreError, Tx,
    entity::{
        enterprise,
        grid::{ActiveModel, Column, Entity, Model},
    },
    personal::Cipher,
    pinyin, scope,
};

/// Every node the viewer may see, parents before children. An enterprise sees the nodes it lies in.
pub async fn list(db: Db<'_>, viewer: &Viewer) -> Result<Vec<Stored<Grid>>, StoreError> {
    let query = Entity::find().order_by_asc(Column::Code).order_by_asc(Column::Id);
    let query = match &viewer.scope {
        Scope::Enterprise(e) | Scope::Person(e, _) => {
            let own = enterprise::Entity::find_by_id(e.0).one(&db.conn()).await?.and_then(|e| e.grid_id);
            let Some(own) = own else { return Ok(Vec::new()) };
            let Some(node) = Entity::find_by_id(own).one(&db.conn()).await? else { return Ok(Vec::new()) };
            query.filter(Column::Id.is_in(ancestors(&node.path)))
        }
        _ => query.filter(scope::by_grid(viewer, Expr::col((Entity, Column::Id)))),
    };
    let mut rows = query.all(&db.conn()).await?;
    rows.sort_by_key(|r| r.path.len());
    rows.into_iter().map(read).collect()
}

/// A node the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: GridId) -> Result<Option<Stored<Grid>>, StoreError> {
    Ok(list(db, viewer).await?.into_iter().find(|g| g.value.id == id))
}

/// Names of nodes. No scope: the caller holds rows the viewer may see.
pub async fn names(db: Db<'_>, ids: impl IntoIterator<Item = GridId>) -> Result<BTreeMap<GridId, String>, StoreError> {
    let mut ids: Vec<Uuid> = ids.into_iter().map(|i| i.0).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Name)
        .filter(Column::Id.is_in(ids))
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (GridId(id), name)).collect())
}

/// The whole tree, for an import and for background tasks. No scope.
pub async fn all(db: Db<'_>) -> Result<Vec<Stored<Grid>>, StoreError> {
    let mut rows = Entity::find().order_by_asc(Column::Code).all(&db.conn()).await?;
    rows.sort_by_key(|r| r.path.len());
    rows.into_iter().map(read).collect()
}

/// Enters new nodes; a parent must be there or come earlier in `values`.
pub async fn insert(tx: &Tx, values: &[Grid], by: By<'_>) -> Result<(), StoreError> {
    let mut paths = paths(tx).await?;
    // One level at a time: a row's parent must stand before the row does.
    let mut levels: BTreeMap<usize, Vec<Placed>> = BTreeMap::new();
    for grid in values {
        let placed = place(grid, &paths)?;
        paths.insert(grid.id.0, placed.path.clone());
        levels.entry(placed.path.matches('/').count()).or_default().push(placed);
    }
    for level in levels.values() {
        record::insert(tx, level, by).await?;
    }
    Ok(())
}

/// Replaces nodes by their new values, moving the paths of everything below a node that got another parent.
pub async fn replace(tx: &Tx, pairs: &[(Stored<Grid>, Grid)], by: By<'_>) -> Result<u64, StoreError> {
    let mut paths = paths(tx).await?;
    let mut placed = Vec::new();
    for (old, new) in pairs {
        let before = paths.get(&new.id.0).cloned().unwrap_or_default();
        let after = place(new, &paths)?;
        if after.path.starts_with(&before) && after.path != before {
            return Err(StoreError::Dangling(format!("grid {} would lie below itself", new.code)));
        }
        if after.path != before {
            for path in paths.values_mut() {
                if let Some(rest) = path.strip_prefix(&before).map(str::to_owned) {
                    *path = format!("{}{rest}", after.path);
                }
            }
            move_below(tx, &before, &after.path).await?;
        }
        placed.push((old.clone().map(|grid| Placed { grid, path: before }), after));
    }
    record::replace(tx, &placed, by).await
}

/// Rewrites the paths that begin with `before`.
async fn move_below(tx: &Tx, before: &str, after: &str) -> Result<(), StoreError> {
    let from = i32::try_from(before.len()).unwrap_or(i32::MAX).saturating_add(1);
    let rest = Func::cust("SUBSTR").arg(Expr::col(Column::Path)).arg(from);
    let tail = Expr::val(after).binary(BinOper::Custom("||"), rest);
    Entity::update_many().col_expr(Column::Path, tail).filter(Column::Path.starts_with(before)).exec(tx.conn()).await?;
    Ok(())
}

async fn paths(tx: &Tx) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let rows: Vec<(Uuid, String)> =
        Entity::find().select_only().column(Column::Id).column(Column::Path).into_tuple().all(tx.conn()).await?;
    Ok(rows.into_iter().collect())
}

fn place(grid: &Grid, paths: &BTreeMap<Uuid, String>) -> Result<Placed, StoreError> {
    let above = match grid.parent {
        None => "/",
        Some(parent) => {
            paths.get(&parent.0).ok_or_else(|| StoreError::Dangling(format!("parent of grid {}", grid.code)))?
        }
    };
    Ok(Placed { grid: grid.clone(), path: format!("{above}{}/", grid.id.0.simple()) })
}

fn ancestors(path: &str) -> Vec<Uuid> {
    path.split('/').filter_map(|part| Uuid::parse_str(part).ok()).collect()
}

/// A node with its path.
#[derive(Clone, Debug)]
struct Placed {
    grid: Grid,
    path: String,
}

/// The path follows from the parent: it is not a difference of its own.
impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        self.grid == other.grid
    }
}

impl Record for Placed {
    type Entity = Entity;
    type Row = ActiveModel;
    const KIND: &'static str = "grid";
    const ADDED: &'static str = "grid_added";
    const CHANGED: &'static str = "grid_changed";

    fn id(&self) -> Uuid {
        self.grid.id.0
    }

    fn row(&self, meta: &Meta, _cipher: &Cipher) -> Result<ActiveModel, StoreError> {
        let g = &self.grid;
        Ok(ActiveModel {
            id: Set(g.id.0),
            code: Set(g.code.clone()),
            name: Set(g.name.clone()),
            search: Set(pinyin::search_text(&g.name, &[&g.code])),
            level: Set(g.level.as_str().to_owned()),
            parent_id: Set(g.parent.map(|p| p.0)),
            path: Set(self.path.clone()),
            chief_name: Set(g.chief_name.clone()),
            boundary: Set(to_json_opt(g.boundary.as_ref())?),
            version: Set(meta.version),
            created_at: Set(meta.created_at),
            updated_at: Set(meta.updated_at),
        })
    }

    fn members(&self) -> Result<Map<String, Value>, StoreError> {
        record::members_of(&self.grid)
    }
}

pub(super) fn read(m: Model) -> Result<Stored<Grid>, StoreError> {
    let value = Grid {
        id: GridId(m.id),
        level: GridLevel::parse(&m.level).ok_or_else(|| corrupt("grid", "level", m.id))?,
        boundary: from_json(m.boundary.as_deref(), "grid", "boundary", m.id)?,
        code: m.code,
        name: m.name,
        parent: m.parent_id.map(GridId),
        chief_name: m.chief_name,
    };
    Ok(Stored { value, version: m.version, created_at: UtcMs(m.created_at), updated_at: UtcMs(m.updated_at) })
}
