//! Lists of hazards: filters, pages, and what waits for somebody.

use anlu_domain::{
    access::Viewer,
    hazard::{Level, Source, State},
    ids::{EnterpriseId, GridId, RiskId},
    time::CivilDay,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{ExprTrait, LikeExpr, Query, SimpleExpr},
};

use super::hazard::StoredHazard;
use crate::{
    Db, Page, Paged, StoreError,
    entity::{
        enterprise,
        hazard::{Column, Entity},
    },
    scope,
};

/// Order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HazardSort {
    /// Nearest deadline first; hazards without one after those.
    #[default]
    Deadline,
    /// Newest first.
    Found,
    /// Major first, then nearest deadline.
    Level,
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HazardFilter {
    /// One of these states.
    pub states: Vec<State>,
    /// This level.
    pub level: Option<Level>,
    /// Late (`true`) or not late (`false`) on `today`.
    pub overdue: Option<bool>,
    /// The civil day `overdue` is judged on.
    pub today: Option<CivilDay>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Of enterprises in this grid node or below.
    pub grid: Option<GridId>,
    /// This source.
    pub source: Option<Source>,
    /// From failed controls of this risk point.
    pub risk: Option<RiskId>,
    /// Part of number, title, clause, place or enterprise name.
    pub q: Option<String>,
    /// Order.
    pub sort: HazardSort,
}

/// One thing that makes a hazard wait for the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// In this state.
    In(State),
    /// In this state, general, found by the enterprise itself: it runs that loop alone.
    OwnLoop(State),
    /// In this state, and the authority leads: every hazard that is not one of [`Waiting::OwnLoop`].
    Led(State),
    /// With an extension to decide; of general hazards only when `true`.
    Extension {
        /// Only general hazards.
        general_only: bool,
    },
}

/// `column LIKE %q%`, letters matched as they are stored.
pub(crate) fn contains(column: impl IntoSimpleExpr, q: &str) -> SimpleExpr {
    let wild = |c| matches!(c, '%' | '_' | '!');
    let escaped: String = q.chars().flat_map(|c| wild(c).then_some('!').into_iter().chain([c])).collect();
    column.into_simple_expr().like(LikeExpr::new(format!("%{escaped}%")).escape('!'))
}

fn overdue(today: CivilDay) -> Condition {
    Condition::all()
        .add(Column::State.is_in([State::Notified.as_str(), State::Rectifying.as_str()]))
        .add(Column::Deadline.lt(today.0))
}

fn select(viewer: &Viewer, filter: &HazardFilter) -> Select<Entity> {
    let mut query = Entity::find().filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()));
    if !filter.states.is_empty() {
        query = query.filter(Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if let Some(level) = filter.level {
        query = query.filter(Column::Level.eq(level.as_str()));
    }
    if let Some(source) = filter.source {
        query = query.filter(Column::Source.eq(source.as_str()));
    }
    if let Some(id) = filter.risk {
        query = query.filter(Column::RiskId.eq(id.0));
    }
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    if let Some(grid) = filter.grid {
        query = query.filter(Column::EnterpriseId.in_subquery(scope::enterprises_under(grid.0)));
    }
    match (filter.overdue, filter.today) {
        (Some(true), Some(today)) => query = query.filter(overdue(today)),
        (Some(false), Some(today)) => query = query.filter(overdue(today).not()),
        _ => {}
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let named = Query::select()
            .column(enterprise::Column::Id)
            .from(enterprise::Entity)
            .and_where(contains(enterprise::Column::Search, &q.to_lowercase()))
            .take();
        query = query.filter(
            Condition::any()
                .add(contains(Column::No, &q.to_uppercase()))
                .add(contains(Column::Title, q))
                .add(contains(Column::Clause, q))
                .add(contains(Column::Place, q))
                .add(Column::EnterpriseId.in_subquery(named)),
        );
    }
    query
}

fn sorted(query: Select<Entity>, sort: HazardSort) -> Select<Entity> {
    let by_deadline =
        |q: Select<Entity>| q.order_by(Column::Deadline.is_null(), Order::Asc).order_by_asc(Column::Deadline);
    let query = match sort {
        HazardSort::Deadline => by_deadline(query),
        HazardSort::Found => query,
        HazardSort::Level => by_deadline(query.order_by_desc(Column::Level)),
    };
    query.order_by_desc(Column::FoundAt).order_by_asc(Column::Id)
}

/// One page of the hazards the viewer may see.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &HazardFilter,
    page: Page,
) -> Result<Paged<StoredHazard>, StoreError> {
    let query = select(viewer, filter);
    let total = query.clone().count(&db.conn()).await?;
    let rows = sorted(query, filter.sort).offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    let items = rows.into_iter().map(StoredHazard::try_from).collect::<Result<_, _>>()?;
    Ok(Paged::new(items, total, page))
}

/// The first `limit` hazards of a filter, for an export.
pub async fn first(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &HazardFilter,
    limit: u64,
) -> Result<Vec<StoredHazard>, StoreError> {
    let rows = sorted(select(viewer, filter), filter.sort).limit(limit).all(&db.conn()).await?;
    rows.into_iter().map(StoredHazard::try_from).collect()
}

/// General hazards the enterprise found itself.
fn own_loop() -> Condition {
    let own = [Source::SelfCheck.as_str(), Source::RiskControl.as_str()];
    Condition::all().add(Column::Level.eq(Level::General.as_str())).add(Column::Source.is_in(own))
}

/// Hazards that wait for somebody like the viewer (nearest deadline first, at most `limit`), and how many there are.
/// The caller still asks the domain what the viewer may do with each.
pub async fn waiting(
    db: Db<'_>,
    viewer: &Viewer,
    needs: &[Waiting],
    limit: u64,
) -> Result<(Vec<StoredHazard>, u64), StoreError> {
    let mut any = Condition::any();
    for need in needs {
        any = any.add(match need {
            Waiting::In(state) => Condition::all().add(Column::State.eq(state.as_str())),
            Waiting::OwnLoop(state) => Condition::all().add(Column::State.eq(state.as_str())).add(own_loop()),
            Waiting::Led(state) => Condition::all().add(Column::State.eq(state.as_str())).add(own_loop().not()),
            Waiting::Extension { general_only } => {
                let pending = Condition::all()
                    .add(Column::ExtensionPending.eq(true))
                    .add(Column::State.is_in([State::Notified.as_str(), State::Rectifying.as_str()]));
                if *general_only { pending.add(Column::Level.eq(Level::General.as_str())) } else { pending }
            }
        });
    }
    // Nobody verifies his own work, and a named verifier is the only one.
    let mine = Condition::any().add(Column::State.ne(State::Submitted.as_str())).add(
        Condition::all()
            .add(Column::SubmittedBy.ne(viewer.user.0))
            .add(Condition::any().add(Column::VerifierId.is_null()).add(Column::VerifierId.eq(viewer.user.0))),
    );
    if needs.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let query = select(viewer, &HazardFilter::default()).filter(any).filter(mine);
    let total = query.clone().count(&db.conn()).await?;
    let rows = sorted(query, HazardSort::Deadline).limit(limit).all(&db.conn()).await?;
    Ok((rows.into_iter().map(StoredHazard::try_from).collect::<Result<_, _>>()?, total))
}

/// How many hazards of an enterprise are in each state.
pub async fn count_by_state(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: EnterpriseId,
) -> Result<Vec<(State, u64)>, StoreError> {
    let filter = HazardFilter { enterprise: Some(enterprise), ..HazardFilter::default() };
    let mut counts = Vec::new();
    for state in State::ALL {
        let one = HazardFilter { states: vec![state], ..filter.clone() };
        counts.push((state, select(viewer, &one).count(&db.conn()).await?));
    }
    Ok(counts)
}
