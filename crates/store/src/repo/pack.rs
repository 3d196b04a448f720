//! Versions of the policy pack that people imported, and which of them was put in force from when. No scope: a policy
//! pack is the same for everybody; who may see it is decided by the use case.

use anlu_domain::{
    hazard::PersonRef,
    ids::UserId,
    time::{CivilDay, UtcMs},
};
use sea_orm::{EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::column::{corrupt, to_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{pack_activation as activation, pack_version as version},
};

/// Most activations that are read; an authority makes a handful a year.
const MOST_ACTIVATIONS: u64 = 1_000;

/// A version of the policy pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackVersion {
    /// Id.
    pub id: Uuid,
    /// Id in its `pack.toml`.
    pub pack: String,
    /// Version in its `pack.toml`; unique.
    pub version: String,
    /// Name, Chinese.
    pub title_zh: String,
    /// Name, English.
    pub title_en: String,
    /// What it is for.
    pub note: String,
    /// Path inside the pack and text of each file.
    pub files: Vec<(String, String)>,
    /// Who wrote it.
    pub author: PersonRef,
    /// When it was imported.
    pub at: UtcMs,
}

/// A version was put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Id.
    pub id: Uuid,
    /// Which; `None`: the pack of the configuration.
    pub version: Option<Uuid>,
    /// First day on which it counts.
    pub effect_from: CivilDay,
    /// Who put it in force.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
    /// Why.
    pub reason: String,
}

fn read(m: version::Model) -> Result<PackVersion, StoreError> {
    Ok(PackVersion {
        id: m.id,
        files: serde_json::from_str(&m.files).map_err(|_error| corrupt("pack_version", "files", m.id))?,
        pack: m.pack,
        version: m.version,
        title_zh: m.title_zh,
        title_en: m.title_en,
        note: m.note,
        author: PersonRef { id: UserId(m.author_id), name: m.author_name },
        at: UtcMs(m.created_at),
    })
}

/// Keeps a version.
pub async fn insert(tx: &Tx, v: &PackVersion) -> Result<(), StoreError> {
    let model = version::Model {
        id: v.id,
        pack: v.pack.clone(),
        version: v.version.clone(),
        title_zh: v.title_zh.clone(),
        title_en: v.title_en.clone(),
        note: v.note.clone(),
        files: to_json(&v.files)?,
        author_id: v.author.id.0,
        author_name: v.author.name.clone(),
        created_at: v.at.0,
    };
    version::Entity::insert(model.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// One page of the versions, newest first.
pub async fn list(db: Db<'_>, page: Page) -> Result<Paged<PackVersion>, StoreError> {
    let query = version::Entity::find();
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(version::Column::CreatedAt)
        .order_by_desc(version::Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// A version.
pub async fn get(db: Db<'_>, id: Uuid) -> Result<Option<PackVersion>, StoreError> {
    version::Entity::find_by_id(id).one(&db.conn()).await?.map(read).transpose()
}

/// Whether there is a version of this name.
pub async fn is_taken(db: Db<'_>, pack: &str, name: &str) -> Result<bool, StoreError> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let same = version::Entity::find().filter(version::Column::Pack.eq(pack)).filter(version::Column::Version.eq(name));
    Ok(same.count(&db.conn()).await? > 0)
}

/// Puts a version in force.
pub async fn activate(tx: &Tx, a: &Activation) -> Result<(), StoreError> {
    let model = activation::Model {
        id: a.id,
        version_id: a.version,
        effect_from: a.effect_from.0,
        by_id: a.by.id.0,
        by_name: a.by.name.clone(),
        at: a.at.0,
        reason: a.reason.clone(),
    };
    activation::Entity::insert(model.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Every activation, in the order in which they were made.
pub async fn activations(db: Db<'_>) -> Result<Vec<Activation>, StoreError> {
    let rows = activation::Entity::find()
        .order_by_asc(activation::Column::At)
        .order_by_asc(activation::Column::Id)
        .limit(MOST_ACTIVATIONS)
        .all(&db.conn())
        .await?;
    let one = |m: activation::Model| Activation {
        id: m.id,
        version: m.version_id,
        effect_from: CivilDay(m.effect_from),
        by: PersonRef { id: UserId(m.by_id), name: m.by_name },
        at: UtcMs(m.at),
        reason: m.reason,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// How many activations there are: what tells a process that it has to read them again.
pub async fn count(db: Db<'_>) -> Result<u64, StoreError> {
    Ok(activation::Entity::find().count(&db.conn()).await?)
}
