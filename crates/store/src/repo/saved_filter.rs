//! Filters of a list that an account keeps under a name. Nobody else sees them; the address shares them.

use anlu_domain::{ids::UserId, time::UtcMs};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx,
    entity::saved_filter::{Column, Entity, Model},
};

/// Most filters of one account and list.
pub const MOST: u64 = 50;

/// A kept filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub user: UserId,
    /// List, e.g. `hazards`.
    pub area: String,
    /// Name.
    pub name: String,
    /// Query of the address.
    pub query: String,
    /// When it was kept.
    pub at: UtcMs,
}

fn read(m: Model) -> SavedFilter {
    SavedFilter {
        id: m.id,
        user: UserId(m.user_id),
        area: m.area,
        name: m.name,
        query: m.query,
        at: UtcMs(m.created_at),
    }
}

/// The filters of an account for a list, by name.
pub async fn of_user(db: Db<'_>, user: UserId, area: &str) -> Result<Vec<SavedFilter>, StoreError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user.0))
        .filter(Column::Area.eq(area))
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// How many an account has for a list.
pub async fn count(db: Db<'_>, user: UserId, area: &str) -> Result<u64, StoreError> {
    let own = Entity::find().filter(Column::UserId.eq(user.0)).filter(Column::Area.eq(area));
    Ok(own.count(&db.conn()).await?)
}

/// Keeps a filter; one of the same name and list is replaced.
pub async fn keep(tx: &Tx, f: &SavedFilter) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::UserId.eq(f.user.0))
        .filter(Column::Area.eq(f.area.as_str()))
        .filter(Column::Name.eq(f.name.as_str()))
        .exec(tx.conn())
        .await?;
    let model = Model {
        id: f.id,
        user_id: f.user.0,
        area: f.area.clone(),
        name: f.name.clone(),
        query: f.query.clone(),
        created_at: f.at.0,
    };
    Entity::insert(model.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Forgets a filter of an account; whether there was one.
pub async fn forget(tx: &Tx, user: UserId, id: Uuid) -> Result<bool, StoreError> {
    let gone =
        Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::UserId.eq(user.0)).exec(tx.conn()).await?;
    Ok(gone.rows_affected > 0)
}
