//! Lists of risks: filters and pages.

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, GridId},
    risk::{Grade, RiskKind, Standing},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Query,
};

use super::{hazard_list::contains, risk::StoredRisk};
use crate::{
    Db, Page, Paged, StoreError,
    entity::{
        enterprise,
        risk::{Column, Entity},
    },
    scope,
};

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RiskFilter {
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Of enterprises in this grid node or below.
    pub grid: Option<GridId>,
    /// This grade.
    pub grade: Option<Grade>,
    /// This kind.
    pub kind: Option<RiskKind>,
    /// Standing so as a major risk.
    pub standings: Vec<Standing>,
    /// Taken off the list (`true`) or on it (`false`).
    pub retired: Option<bool>,
    /// Part of name, place, accident, owner or enterprise name.
    pub q: Option<String>,
}

fn select(viewer: &Viewer, filter: &RiskFilter) -> Select<Entity> {
    let mut query = Entity::find().filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()));
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    if let Some(grid) = filter.grid {
        query = query.filter(Column::EnterpriseId.in_subquery(scope::enterprises_under(grid.0)));
    }
    if let Some(grade) = filter.grade {
        query = query.filter(Column::Grade.eq(i32::from(grade.rank())));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if !filter.standings.is_empty() {
        query = query.filter(Column::Standing.is_in(filter.standings.iter().map(|s| s.as_str())));
    }
    match filter.retired {
        Some(true) => query = query.filter(Column::RetiredAt.is_not_null()),
        Some(false) => query = query.filter(Column::RetiredAt.is_null()),
        None => {}
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let named = Query::select()
            .column(enterprise::Column::Id)
            .from(enterprise::Entity)
            .and_where(contains(enterprise::Column::Search, &q.to_lowercase()))
            .take();
        query = query.filter(
            Condition::any()
                .add(contains(Column::Name, q))
                .add(contains(Column::Place, q))
                .add(contains(Column::Accident, q))
                .add(contains(Column::Owner, q))
                .add(Column::EnterpriseId.in_subquery(named)),
        );
    }
    query
}

/// One page of the risks the viewer may see: gravest first, then by enterprise and number.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &RiskFilter,
    page: Page,
) -> Result<Paged<StoredRisk>, StoreError> {
    let query = select(viewer, filter);
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::Grade)
        .order_by_desc(Column::Score)
        .order_by_asc(Column::EnterpriseId)
        .order_by_asc(Column::No)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    let items = rows.into_iter().map(StoredRisk::try_from).collect::<Result<_, _>>()?;
    Ok(Paged::new(items, total, page))
}
