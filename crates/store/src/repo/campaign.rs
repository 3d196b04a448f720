//! Campaigns. A viewer with a territory sees those with a subject in it.

use anlu_domain::{
    access::{Scope, Viewer},
    campaign::Campaign,
    ids::CampaignId,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Query,
};

use super::{
    column::{corrupt, from_json, to_json},
    hazard_list::contains,
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{
        campaign::{ActiveModel, Column, Entity, Model},
        campaign_subject as subject,
    },
    scope,
};

const TABLE: &str = "campaign";

/// A stored campaign and the version a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCampaign {
    /// The campaign.
    pub campaign: Campaign,
    /// Version, from 1.
    pub version: i64,
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Running (`false`) or closed (`true`).
    pub closed: Option<bool>,
    /// Part of number or name.
    pub q: Option<String>,
}

fn read(m: &Model) -> Result<StoredCampaign, StoreError> {
    let campaign = from_json(Some(&m.body), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok(StoredCampaign { campaign, version: m.version })
}

fn model(c: &Campaign, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: c.id.0,
        no: c.no.clone(),
        search: format!("{} {} {}", c.no, c.draft.title.zh, c.draft.title.en).to_lowercase(),
        deadline: c.draft.deadline.0,
        started_at: c.started.at.0,
        closed_at: c.closed.as_ref().map(|closing| closing.step.at.0),
        body: to_json(c)?,
        version,
    })
}

fn visible(viewer: &Viewer) -> Condition {
    if viewer.scope == Scope::All {
        return Condition::all();
    }
    let own = Query::select()
        .column(subject::Column::CampaignId)
        .from(subject::Entity)
        .cond_where(scope::by_enterprise(viewer, subject::Column::EnterpriseId.into_expr()))
        .take();
    Condition::all().add(Column::Id.in_subquery(own))
}

/// Stores a new campaign with version 1.
pub async fn insert(tx: &Tx, campaign: &Campaign) -> Result<(), StoreError> {
    Entity::insert(model(campaign, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The campaign, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: CampaignId) -> Result<Option<StoredCampaign>, StoreError> {
    Entity::find_by_id(id.0).filter(visible(viewer)).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// As [`get`], locked until the transaction ends: nobody closes it while an outcome is recorded.
pub async fn get_to_change(tx: &Tx, viewer: &Viewer, id: CampaignId) -> Result<Option<StoredCampaign>, StoreError> {
    Entity::find_by_id(id.0)
        .filter(visible(viewer))
        .lock_exclusive()
        .one(tx.conn())
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Writes the campaign when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, campaign: &Campaign, version: i64) -> Result<(), StoreError> {
    let row: ActiveModel = model(campaign, version.saturating_add(1))?.into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(campaign.id.0))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(campaign.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// One page of campaigns: running ones by deadline, then closed ones, newest first.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &Filter,
    page: Page,
) -> Result<Paged<StoredCampaign>, StoreError> {
    let mut query = Entity::find().filter(visible(viewer));
    match filter.closed {
        Some(true) => query = query.filter(Column::ClosedAt.is_not_null()),
        Some(false) => query = query.filter(Column::ClosedAt.is_null()),
        None => {}
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        query = query.filter(contains(Column::Search, &q.to_lowercase()));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_asc(Column::ClosedAt.is_not_null())
        .order_by_desc(Column::ClosedAt)
        .order_by_asc(Column::Deadline)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// Campaigns that run, by deadline, at most `limit`.
pub async fn running(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<Vec<StoredCampaign>, StoreError> {
    let query = Entity::find().filter(visible(viewer)).filter(Column::ClosedAt.is_null());
    let rows = query.order_by_asc(Column::Deadline).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    rows.iter().map(read).collect()
}
