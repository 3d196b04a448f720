//! One-time links of cases. What a link holds is sealed as a whole: it names people.

use anlu_domain::{
    ids::{CaseId, CaseLinkId},
    remote::Link,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::column::{corrupt, from_json, to_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::remote_link::{ActiveModel, Column, Entity, Model},
    personal::Field,
};

const TABLE: &str = "remote_link";

/// A stored link and the version a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// The link.
    pub link: Link,
    /// Hash of its token.
    pub token_hash: String,
    /// Version, from 1.
    pub version: i64,
}

fn read(db: Db<'_>, m: Model) -> Result<StoredLink, StoreError> {
    let text = db.cipher().open(Field::RemoteLink, m.id, &m.body)?;
    let link = from_json(Some(&text), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok(StoredLink { link, token_hash: m.token_hash, version: m.version })
}

fn model(tx: &Tx, link: &Link, token_hash: &str, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: link.id.0,
        case_id: link.case.0,
        token_hash: token_hash.to_owned(),
        body: tx.cipher().seal(Field::RemoteLink, link.id.0, &to_json(link)?)?,
        made_at: link.made.at.0,
        version,
    })
}

/// Stores a new link with version 1.
pub async fn insert(tx: &Tx, link: &Link, token_hash: &str) -> Result<(), StoreError> {
    Entity::insert(model(tx, link, token_hash, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes it when its stored version still is `stored.version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, stored: &StoredLink) -> Result<(), StoreError> {
    let (id, version) = (stored.link.id.0, stored.version);
    let next = model(tx, &stored.link, &stored.token_hash, version.saturating_add(1))?;
    let row: ActiveModel = next.into_active_model().reset_all();
    let mine = Entity::update_many().set(row).filter(Column::Id.eq(id)).filter(Column::Version.eq(version));
    if mine.exec(tx.conn()).await?.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// The link of a token, by its hash. Whoever has the token has the link.
pub async fn by_token(db: Db<'_>, token_hash: &str) -> Result<Option<StoredLink>, StoreError> {
    let found = Entity::find().filter(Column::TokenHash.eq(token_hash)).one(&db.conn()).await?;
    found.map(|m| read(db, m)).transpose()
}

/// A link. The caller reads its case for the viewer.
pub async fn get(db: Db<'_>, id: CaseLinkId) -> Result<Option<StoredLink>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.map(|m| read(db, m)).transpose()
}

/// One page of the links of a case, newest first. The caller has read the case for its viewer.
pub async fn of_case(db: Db<'_>, case: CaseId, page: Page) -> Result<Paged<Link>, StoreError> {
    let query = Entity::find().filter(Column::CaseId.eq(case.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::MadeAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    let links = rows.into_iter().map(|m| read(db, m).map(|s| s.link)).collect::<Result<_, _>>()?;
    Ok(Paged::new(links, total, page))
}
