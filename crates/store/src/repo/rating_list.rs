//! Lists and counts of ratings.

use std::collections::BTreeMap;

use anlu_domain::{access::Viewer, grade::Grade, ids::GridId, party::sector::Sector, time::CivilDay};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{
    hazard_list::contains,
    rating::{StoredRating, read},
};
use crate::{
    Db, Page, Paged, StoreError,
    entity::{
        enterprise,
        rating::{Column, Entity},
    },
    scope,
};

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this model; none: of all that give a grade.
    pub model: Option<String>,
    /// Of this grade.
    pub grade: Option<Grade>,
    /// Without a grade.
    pub ungraded: bool,
    /// Of enterprises in this grid node or below.
    pub grid: Option<GridId>,
    /// Of this line of business.
    pub sector: Option<Sector>,
    /// Whose grade has become worse (`true`) or better (`false`) since a day.
    pub moved: Option<(CivilDay, bool)>,
    /// To be attended to: D, or worse than before since a day.
    pub attention: Option<CivilDay>,
    /// Part of the name of the enterprise.
    pub q: Option<String>,
}

fn worse() -> Expr {
    // The names of grades ascend from the best.
    Expr::col((Entity, Column::Grade)).gt(Expr::col((Entity, Column::Was)))
}

fn found(viewer: &Viewer, filter: &Filter) -> Select<Entity> {
    let mut query = Entity::find().filter(scope::by_enterprise(viewer, Expr::col((Entity, Column::EnterpriseId))));
    query = match &filter.model {
        Some(model) => query.filter(Column::Model.eq(model.as_str())),
        None => query.filter(Column::GivesGrade.eq(true)),
    };
    if let Some(grade) = filter.grade {
        query = query.filter(Column::Grade.eq(grade.as_str()));
    }
    if filter.ungraded {
        query = query.filter(Column::Grade.is_null());
    }
    if let Some((since, down)) = filter.moved {
        let better = Expr::col((Entity, Column::Grade)).lt(Expr::col((Entity, Column::Was)));
        query = query.filter(Column::MovedOn.gte(since.0)).filter(if down { worse() } else { better });
    }
    if let Some(since) = filter.attention {
        let fallen = Condition::all().add(Column::MovedOn.gte(since.0)).add(worse());
        query = query.filter(Condition::any().add(Column::Grade.eq(Grade::D.as_str())).add(fallen));
    }
    let mut of = Condition::all();
    if let Some(sector) = filter.sector {
        let quoted = format!("\"{}\"", sector.as_str());
        of = of.add(contains(enterprise::Column::Sectors, &quoted));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        of = of.add(contains(enterprise::Column::Name, q));
    }
    if let Some(grid) = filter.grid {
        let under = scope::enterprises_under(grid.0);
        query = query.filter(Expr::col((Entity, Column::EnterpriseId)).in_subquery(under));
    }
    if !of.is_empty() {
        let ids = Query::select()
            .column((enterprise::Entity, enterprise::Column::Id))
            .from(enterprise::Entity)
            .cond_where(of)
            .take();
        query = query.filter(Expr::col((Entity, Column::EnterpriseId)).in_subquery(ids));
    }
    query
}

/// One page of the ratings of enterprises the viewer may see: worst grade first, then worst place among peers.
pub async fn list(db: Db<'_>, viewer: &Viewer, filter: &Filter, page: Page) -> Result<Paged<StoredRating>, StoreError> {
    let query = found(viewer, filter);
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Expr::col((Entity, Column::Grade)).is_not_null())
        .order_by_desc(Column::Grade)
        .order_by_asc(Column::Score)
        .order_by_asc(Column::EnterpriseId)
        .order_by_asc(Column::Model)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// How many ratings have each grade, by model; `None`: no grade.
pub async fn counts(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &Filter,
) -> Result<BTreeMap<(String, Option<Grade>), u64>, StoreError> {
    let rows: Vec<(String, Option<String>, i64)> = found(viewer, filter)
        .select_only()
        .column(Column::Model)
        .column(Column::Grade)
        .column_as(Column::EnterpriseId.count(), "n")
        .group_by(Column::Model)
        .group_by(Column::Grade)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let count = |(model, grade, n): (String, Option<String>, i64)| {
        ((model, grade.and_then(|g| Grade::parse(&g))), u64::try_from(n).unwrap_or(0))
    };
    Ok(rows.into_iter().map(count).collect())
}

/// How many of a group of like enterprises have a worse score by a model, and how many there are. No scope: figures
/// about nobody in particular.
pub async fn among_peers(
    db: Db<'_>,
    model: &str,
    group: u32,
    score: f64,
    high_is_better: bool,
) -> Result<(u64, u64), StoreError> {
    let group = i32::try_from(group).unwrap_or(i32::MAX);
    let query = Entity::find()
        .filter(Column::Model.eq(model))
        .filter(Column::PeerGroup.eq(group))
        .filter(Column::Grade.is_not_null());
    let worse = if high_is_better { Column::Score.lt(score) } else { Column::Score.gt(score) };
    let all = query.clone().count(&db.conn()).await?;
    Ok((query.filter(worse).count(&db.conn()).await?, all))
}
