//! One search box over everything in the registry.

use anlu_domain::{
    access::{Scope, Viewer},
    ids::EnterpriseId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{enterprise, names, person, record, vehicle};
use crate::{Db, StoreError, entity::grid, scope};

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `enterprise`, `vehicle`, `person` or `grid`.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
    /// Name or plate.
    pub title: String,
    /// Credit code, owner, employer or code.
    pub subtitle: String,
}

/// Finds by name, pinyin, pinyin initials, plate, credit code, SIM, whole phone or ID number; at most `limit` hits
/// (≤ 20), those whose title begins with the text first.
pub async fn search(db: Db<'_>, viewer: &Viewer, q: &str, limit: u64) -> Result<Vec<Hit>, StoreError> {
    let limit = limit.min(20);
    if record::is_blank(q) || viewer.scope == Scope::Nothing {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    for e in enterprise::find(db, viewer, q, limit).await? {
        hits.push(Hit { kind: "enterprise", id: e.id, title: e.name, subtitle: e.uscc });
    }
    let vehicles = vehicle::find(db, viewer, q, limit).await?;
    let people = person::find(db, viewer, q, limit).await?;
    let owners = vehicles.iter().map(|v| v.enterprise_id).chain(people.iter().map(|p| p.enterprise_id));
    let owners = names::enterprises(db, owners.map(EnterpriseId)).await?;
    let owner = |id: Uuid| owners.get(&EnterpriseId(id)).map(|e| e.name.clone()).unwrap_or_default();
    for v in vehicles {
        hits.push(Hit { kind: "vehicle", id: v.id, title: v.plate, subtitle: owner(v.enterprise_id) });
    }
    for p in people {
        hits.push(Hit { kind: "person", id: p.id, title: p.name, subtitle: owner(p.enterprise_id) });
    }
    let only = scope::by_grid(viewer, Expr::col((grid::Entity, grid::Column::Id)))
        .add(record::matches(Expr::col(grid::Column::Search), q));
    let grids = grid::Entity::find()
        .filter(only)
        .filter(grid::Column::Path.is_not_null())
        .order_by_asc(grid::Column::Code)
        .limit(limit)
        .all(&db.conn())
        .await?;
    for g in grids {
        hits.push(Hit { kind: "grid", id: g.id, title: g.name, subtitle: g.code });
    }
    let word = q.trim().to_lowercase();
    // Stable: the order within each rank stays that of the lists.
    hits.sort_by_key(|h| {
        let title = h.title.to_lowercase();
        if title == word { 0 } else { 1 + u8::from(!title.starts_with(&word)) }
    });
    hits.truncate(usize::try_from(limit).unwrap_or(20));
    Ok(hits)
}
