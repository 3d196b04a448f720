//! Proposals to handle something as an accident investigation.

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, HazardId, InquiryId},
    inquiry::{Inquiry, InquiryState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::column::{from_json, to_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::inquiry::{ActiveModel, Column, Entity, Model},
    repo::column::corrupt,
    scope,
};

/// A stored inquiry and the version a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInquiry {
    /// The inquiry.
    pub inquiry: Inquiry,
    /// Version, from 1.
    pub version: i64,
}

const TABLE: &str = "inquiry";

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InquiryFilter {
    /// This state.
    pub state: Option<InquiryState>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// About this hazard.
    pub hazard: Option<HazardId>,
}

fn read(m: &Model) -> Result<StoredInquiry, StoreError> {
    let inquiry = from_json(Some(&m.body), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok(StoredInquiry { inquiry, version: m.version })
}

fn model(i: &Inquiry, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: i.id.0,
        no: i.no.clone(),
        enterprise_id: i.enterprise.0,
        hazard_id: i.hazard.map(|h| h.0),
        ground: i.ground.as_str().to_owned(),
        state: i.state.as_str().to_owned(),
        body: to_json(i)?,
        created_at: i.proposed.at.0,
        version,
    })
}

/// Stores a new one with version 1.
pub async fn insert(tx: &Tx, inquiry: &Inquiry) -> Result<(), StoreError> {
    Entity::insert(model(inquiry, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes it when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, inquiry: &Inquiry, version: i64) -> Result<(), StoreError> {
    let row: ActiveModel = model(inquiry, version.saturating_add(1))?.into_active_model().reset_all();
    let mine = Entity::update_many().set(row).filter(Column::Id.eq(inquiry.id.0)).filter(Column::Version.eq(version));
    if mine.exec(tx.conn()).await?.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(inquiry.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// It, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: InquiryId) -> Result<Option<StoredInquiry>, StoreError> {
    let seen = scope::by_enterprise(viewer, Column::EnterpriseId.into_expr());
    Entity::find_by_id(id.0).filter(seen).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// One page of those the viewer may see, newest first.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &InquiryFilter,
    page: Page,
) -> Result<Paged<StoredInquiry>, StoreError> {
    let mut query = Entity::find().filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()));
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    if let Some(id) = filter.hazard {
        query = query.filter(Column::HazardId.eq(id.0));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// Whether one about this hazard, or (`None`) about missed inspections of this enterprise, waits for a decision.
pub async fn waits(db: Db<'_>, enterprise: EnterpriseId, hazard: Option<HazardId>) -> Result<bool, StoreError> {
    let about = match hazard {
        Some(id) => Column::HazardId.eq(id.0),
        None => Column::HazardId.is_null(),
    };
    let open = Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .filter(Column::State.eq(InquiryState::Proposed.as_str()))
        .filter(about);
    Ok(open.count(&db.conn()).await? > 0)
}
