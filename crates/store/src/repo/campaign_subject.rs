//! The enterprises on the lists of campaigns, with their outcomes.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    campaign::{Recorded, Subject},
    hazard::{PersonRef, Step},
    ids::{CampaignId, CampaignSubjectId, EnterpriseId, GridId, UserId},
    time::UtcMs,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement},
};
use uuid::Uuid;

use super::{column::corrupt, hazard_list::contains};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{
        campaign_subject::{ActiveModel, Column, Entity, Model},
        enterprise,
    },
    scope,
};

const TABLE: &str = "campaign_subject";
/// Rows per statement.
const BATCH: usize = 1_000;

/// A stored subject and the version a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSubject {
    /// The subject.
    pub subject: Subject,
    /// Version, from 1.
    pub version: i64,
}

/// Which outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// None yet.
    Open,
    /// Any.
    Recorded,
    /// This one.
    Outcome(String),
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which outcome.
    pub which: Option<Which>,
    /// Of enterprises in this grid node or below.
    pub grid: Option<GridId>,
    /// Of enterprises in no grid node.
    pub no_grid: bool,
    /// On the list from the start (`false`) or later (`true`).
    pub later: Option<bool>,
    /// Part of the enterprise's name.
    pub q: Option<String>,
}

fn read(m: Model) -> Result<StoredSubject, StoreError> {
    let recorded = match m.outcome {
        None => None,
        Some(outcome) => {
            let at = m.recorded_at.ok_or_else(|| corrupt(TABLE, "recorded_at", m.id))?;
            let by = m.recorded_by.ok_or_else(|| corrupt(TABLE, "recorded_by", m.id))?;
            let by = PersonRef { id: UserId(by), name: m.recorded_by_name.unwrap_or_default() };
            Some(Recorded { outcome, step: Step { by, at: UtcMs(at), note: m.note.unwrap_or_default() } })
        }
    };
    let subject = Subject {
        id: CampaignSubjectId(m.id),
        campaign: CampaignId(m.campaign_id),
        enterprise: EnterpriseId(m.enterprise_id),
        later: m.later,
        added_at: UtcMs(m.added_at),
        recorded,
    };
    Ok(StoredSubject { subject, version: m.version })
}

fn model(s: &Subject, version: i64) -> Model {
    let step = s.recorded.as_ref().map(|r| &r.step);
    Model {
        id: s.id.0,
        campaign_id: s.campaign.0,
        enterprise_id: s.enterprise.0,
        later: s.later,
        added_at: s.added_at.0,
        outcome: s.recorded.as_ref().map(|r| r.outcome.clone()),
        note: step.map(|s| s.note.clone()),
        recorded_at: step.map(|s| s.at.0),
        recorded_by: step.map(|s| s.by.id.0),
        recorded_by_name: step.map(|s| s.by.name.clone()),
        version,
    }
}

/// Stores new subjects with version 1; an enterprise that is on the list stays as it is. How many are new.
pub async fn insert(tx: &Tx, subjects: &[Subject]) -> Result<u64, StoreError> {
    let mut added = 0;
    for batch in subjects.chunks(BATCH) {
        let rows = batch.iter().map(|s| model(s, 1).into_active_model());
        let once = OnConflict::columns([Column::CampaignId, Column::EnterpriseId]).do_nothing().to_owned();
        added += Entity::insert_many(rows).on_conflict(once).exec_without_returning(tx.conn()).await?;
    }
    Ok(added)
}

fn of(viewer: &Viewer, campaign: CampaignId) -> Select<Entity> {
    Entity::find()
        .filter(scope::by_enterprise(viewer, Expr::col((Entity, Column::EnterpriseId))))
        .filter(Expr::col((Entity, Column::CampaignId)).eq(campaign.0))
}

fn filtered(viewer: &Viewer, campaign: CampaignId, filter: &Filter) -> Select<Entity> {
    let mut query = of(viewer, campaign);
    match &filter.which {
        Some(Which::Open) => query = query.filter(Column::Outcome.is_null()),
        Some(Which::Recorded) => query = query.filter(Column::Outcome.is_not_null()),
        Some(Which::Outcome(code)) => query = query.filter(Column::Outcome.eq(code)),
        None => {}
    }
    if let Some(later) = filter.later {
        query = query.filter(Column::Later.eq(later));
    }
    if let Some(grid) = filter.grid {
        query = query.filter(Column::EnterpriseId.in_subquery(scope::enterprises_under(grid.0)));
    }
    if filter.no_grid {
        query = query.filter(Column::EnterpriseId.in_subquery(without_grid()));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let named = Query::select()
            .column(enterprise::Column::Id)
            .from(enterprise::Entity)
            .and_where(contains(enterprise::Column::Search, &q.to_lowercase()))
            .take();
        query = query.filter(Column::EnterpriseId.in_subquery(named));
    }
    query
}

fn without_grid() -> SelectStatement {
    Query::select()
        .column(enterprise::Column::Id)
        .from(enterprise::Entity)
        .and_where(Expr::col((enterprise::Entity, enterprise::Column::GridId)).is_null())
        .take()
}

/// The subject, when the viewer may see its enterprise.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: CampaignSubjectId) -> Result<Option<StoredSubject>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(read).transpose()
}

/// Writes the subject when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, subject: &Subject, version: i64) -> Result<(), StoreError> {
    let row: ActiveModel = model(subject, version.saturating_add(1)).into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(subject.id.0))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(subject.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// One page of a campaign's subjects that the viewer may see: open ones first, then by name of the enterprise.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    campaign: CampaignId,
    filter: &Filter,
    page: Page,
) -> Result<Paged<StoredSubject>, StoreError> {
    let query = filtered(viewer, campaign, filter);
    let total = query.clone().count(&db.conn()).await?;
    let rows = ordered(query).offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// As [`list`], the first `limit`.
pub async fn first(
    db: Db<'_>,
    viewer: &Viewer,
    campaign: CampaignId,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<StoredSubject>, StoreError> {
    let rows = ordered(filtered(viewer, campaign, filter)).limit(limit).all(&db.conn()).await?;
    rows.into_iter().map(read).collect()
}

fn ordered(query: Select<Entity>) -> Select<Entity> {
    query
        .join(JoinType::InnerJoin, to_enterprise())
        .order_by_asc(Expr::col((Entity, Column::Outcome)).is_not_null())
        .order_by_asc(Expr::col((enterprise::Entity, enterprise::Column::NamePinyin)))
        .order_by_asc(Expr::col((Entity, Column::Id)))
}

fn to_enterprise() -> sea_orm::RelationDef {
    Entity::belongs_to(enterprise::Entity).from(Column::EnterpriseId).to(enterprise::Column::Id).into()
}

/// How many subjects of a campaign there are, by the grid node of their enterprise and by outcome.
pub async fn progress(
    db: Db<'_>,
    viewer: &Viewer,
    campaign: CampaignId,
) -> Result<Vec<(Option<GridId>, Option<String>, u64)>, StoreError> {
    let grid = Expr::col((enterprise::Entity, enterprise::Column::GridId));
    let rows: Vec<(Option<Uuid>, Option<String>, i64)> = of(viewer, campaign)
        .select_only()
        .column_as(grid.clone(), "grid")
        .column(Column::Outcome)
        .column_as(Expr::col((Entity, Column::Id)).count(), "n")
        .join(JoinType::InnerJoin, to_enterprise())
        .group_by(grid)
        .group_by(Column::Outcome)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(rows.into_iter().map(|(grid, outcome, n)| (grid.map(GridId), outcome, count(n))).collect())
}

/// How many subjects of each of these campaigns the viewer sees: all, and those without an outcome.
pub async fn counts(
    db: Db<'_>,
    viewer: &Viewer,
    campaigns: impl IntoIterator<Item = CampaignId>,
) -> Result<BTreeMap<CampaignId, (u64, u64)>, StoreError> {
    let ids: Vec<Uuid> = campaigns.into_iter().map(|c| c.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let open = Expr::col((Entity, Column::Outcome)).is_null();
    let rows: Vec<(Uuid, bool, i64)> = Entity::find()
        .filter(scope::by_enterprise(viewer, Expr::col((Entity, Column::EnterpriseId))))
        .filter(Column::CampaignId.is_in(ids))
        .select_only()
        .column(Column::CampaignId)
        .column_as(open.clone(), "open")
        .column_as(Column::Id.count(), "n")
        .group_by(Column::CampaignId)
        .group_by(open)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let mut all: BTreeMap<CampaignId, (u64, u64)> = BTreeMap::new();
    for (id, is_open, n) in rows {
        let n = u64::try_from(n).unwrap_or(0);
        let (whole, open) = all.entry(CampaignId(id)).or_default();
        *whole += n;
        *open += if is_open { n } else { 0 };
    }
    Ok(all)
}

/// Enterprises on the list of a campaign. No scope: to tell who is on it already.
pub async fn enterprises(db: Db<'_>, campaign: CampaignId) -> Result<Vec<EnterpriseId>, StoreError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::EnterpriseId)
        .filter(Column::CampaignId.eq(campaign.0))
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(ids.into_iter().map(EnterpriseId).collect())
}

/// Ids of the subjects the viewer may see, as a subquery.
pub(super) fn visible(viewer: &Viewer) -> SelectStatement {
    Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .take()
}
