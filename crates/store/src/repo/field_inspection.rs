//! Inspections by the authority: written once; only the publication is added.

use anlu_domain::{
    access::Viewer,
    field::{
        FieldInspection,
        content::{Content, Outcome},
    },
    ids::{DrawId, EnterpriseId, FieldInspectionId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Query, SelectStatement},
};

use super::column::{corrupt, from_json, to_i32, to_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::field_inspection::{ActiveModel, Column, Entity, Model},
    scope,
};

const TABLE: &str = "field_inspection";

fn read(m: &Model) -> Result<FieldInspection, StoreError> {
    let body: Option<FieldInspection> = from_json(Some(&m.body), TABLE, "body", m.id)?;
    let content: Option<Content> = from_json(Some(&m.content), TABLE, "content", m.id)?;
    let body = body.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok(FieldInspection { content: content.ok_or_else(|| corrupt(TABLE, "content", m.id))?, ..body })
}

/// Stores an inspection with the text that was sealed.
pub async fn insert(tx: &Tx, i: &FieldInspection, sealed: &str) -> Result<(), StoreError> {
    let row = Model {
        id: i.content.id.0,
        no: i.no.clone(),
        enterprise_id: i.enterprise.0,
        draw_id: i.draw.as_ref().map(|d| d.id.0),
        finished_at: i.content.finished_at.0,
        received_at: i.received_at.0,
        seal: i.seal.to_string(),
        met: to_i32(i.content.count(Outcome::Met)),
        unmet: to_i32(i.content.count(Outcome::Unmet)),
        not_applicable: to_i32(i.content.count(Outcome::NotApplicable)),
        publish_due: i.publish_due.map(|d| d.0),
        published_at: i.published.as_ref().map(|s| s.at.0),
        content: sealed.to_owned(),
        body: to_json(i)?,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Notes that results were made public.
pub async fn publish(tx: &Tx, all: &[FieldInspection]) -> Result<(), StoreError> {
    for i in all {
        let at = i.published.as_ref().map(|s| s.at.0);
        Entity::update_many()
            .set(ActiveModel { published_at: Set(at), body: Set(to_json(i)?), ..Default::default() })
            .filter(Column::Id.eq(i.content.id.0))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// The inspection, when the viewer may see its enterprise.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: FieldInspectionId) -> Result<Option<FieldInspection>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.as_ref().map(read).transpose()
}

/// The seal that stands under an id. No scope: it only tells whether an id is taken.
pub async fn sealed(db: Db<'_>, id: FieldInspectionId) -> Result<Option<String>, StoreError> {
    Ok(Entity::find_by_id(id.0).one(&db.conn()).await?.map(|m| m.seal))
}

/// One page of the inspections the viewer may see, newest first: of one enterprise, or of all.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: Option<EnterpriseId>,
    page: Page,
) -> Result<Paged<FieldInspection>, StoreError> {
    let mut query = Entity::find().filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()));
    if let Some(enterprise) = enterprise {
        query = query.filter(Column::EnterpriseId.eq(enterprise.0));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::FinishedAt)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// Results of draws that are not public yet, by their last day: of one draw, or of all. No scope: results of draws are
/// published for everybody.
pub async fn unpublished(db: Db<'_>, draw: Option<DrawId>, limit: u64) -> Result<Vec<FieldInspection>, StoreError> {
    let mut query = Entity::find().filter(Column::DrawId.is_not_null()).filter(Column::PublishedAt.is_null());
    if let Some(draw) = draw {
        query = query.filter(Column::DrawId.eq(draw.0));
    }
    let rows = query.order_by_asc(Column::PublishDue).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    rows.iter().map(read).collect()
}

/// One page of the results that are public, newest first. For everybody.
pub async fn published(db: Db<'_>, page: Page) -> Result<Paged<FieldInspection>, StoreError> {
    let query = Entity::find().filter(Column::PublishedAt.is_not_null());
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::PublishedAt)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// Ids of the inspections the viewer may see.
pub(crate) fn visible(viewer: &Viewer) -> SelectStatement {
    Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .take()
}
