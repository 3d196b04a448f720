//! Lists of hazards: filters, pages, and what waits for somebody.

use anlu_domain::{
    access::Viewer,
    hazard::{Level, Source, State},
    ids::{EnterpriseId, GridId, HazardId, RiskId},
    party::sector::Sector,
    time::CivilDay,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{ExprTrait, LikeExpr, Query, SimpleExpr},
};

use uuid::Uuid;

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
    /// Of enterprises of this line of business.
    pub sector: Option<Sector>,
    /// Against this clause, see [`super::hazard::clause_key`].
    pub clause: Option<String>,
    /// Found on this day or later.
    pub found_from: Option<CivilDay>,
    /// Found on this day or earlier.
    pub found_to: Option<CivilDay>,
    /// What came of the deadline, or of the clause; judged on `today`.
    pub outcome: Option<Outcome>,
    /// Under a listing that stands.
    pub listed: Option<bool>,
    /// With a report of progress that is late on `today`.
    pub progress_late: Option<bool>,
    /// With a notice that the principal has not confirmed.
    pub unread: Option<bool>,
    /// Made public.
    pub published: Option<bool>,
    /// Part of number, title, clause, place or enterprise name.
    pub q: Option<String>,
    /// Order.
    pub sort: HazardSort,
}

/// What a rate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 已销号.
    Closed,
    /// Handed in by the deadline, and not sent back since.
    OnTime,
    /// Handed in after the deadline, or past it and not handed in.
    Late,
    /// Repeats one of the same enterprise against the same clause.
    Repeat,
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
    /// With a report of progress that is late on this day.
    ProgressLate(CivilDay),
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

/// Handed in, and that stands.
fn handed_in() -> Condition {
    let states = [State::Submitted, State::Verified, State::Closed].map(State::as_str);
    Condition::all()
        .add(Column::State.is_in(states))
        .add(Column::SubmittedAt.is_not_null())
        .add(Column::Deadline.is_not_null())
}

/// The first instant after the day of the deadline: midnight in Shanghai.
fn after_deadline() -> SimpleExpr {
    const DAY: i64 = 86_400_000;
    Column::Deadline.into_expr().add(1).mul(DAY).sub(DAY / 3)
}

fn of_outcome(outcome: Outcome, today: CivilDay) -> Condition {
    let submitted = || Column::SubmittedAt.into_expr();
    match outcome {
        Outcome::Closed => Condition::all().add(Column::State.eq(State::Closed.as_str())),
        Outcome::OnTime => handed_in().add(submitted().lt(after_deadline())),
        Outcome::Late => Condition::any().add(handed_in().add(submitted().gte(after_deadline()))).add(overdue(today)),
        Outcome::Repeat => Condition::all().add(Column::RepeatsId.is_not_null()),
    }
}

/// Parts of the filter about major hazards and rates.
fn more(mut query: Select<Entity>, filter: &HazardFilter) -> Select<Entity> {
    if let Some(sector) = filter.sector {
        let of = Query::select()
            .column(enterprise::Column::Id)
            .from(enterprise::Entity)
            .and_where(contains(enterprise::Column::Sectors, &format!("\"{}\"", sector.as_str())))
            .take();
        query = query.filter(Column::EnterpriseId.in_subquery(of));
    }
    if let Some(clause) = &filter.clause {
        query = query.filter(Column::ClauseKey.eq(clause.as_str()));
    }
    if let Some(from) = filter.found_from {
        query = query.filter(Column::FoundAt.gte(from.start().0));
    }
    if let Some(to) = filter.found_to {
        query = query.filter(Column::FoundAt.lte(to.end().0));
    }
    if let Some((outcome, today)) = filter.outcome.zip(filter.today) {
        query = query.filter(of_outcome(outcome, today));
    }
    match filter.listed {
        Some(true) => query = query.filter(Column::ListingLevel.is_not_null()),
        Some(false) => query = query.filter(Column::ListingLevel.is_null()),
        None => {}
    }
    if let Some((late, today)) = filter.progress_late.zip(filter.today) {
        let is = Condition::all().add(Column::ProgressDue.lt(today.0));
        let not = Condition::any().add(Column::ProgressDue.is_null()).add(Column::ProgressDue.gte(today.0));
        query = query.filter(if late { is } else { not });
    }
    if let Some(unread) = filter.unread {
        query = query.filter(Column::NoticeUnread.eq(unread));
    }
    if let Some(published) = filter.published {
        query = query.filter(Column::Published.eq(published));
    }
    query
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
    query = more(query, filter);
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

/// Open hazards after `last` by id, with a version each: for judging them again, part by part.
pub async fn open_after(
    db: Db<'_>,
    viewer: &Viewer,
    last: Option<HazardId>,
    limit: u64,
) -> Result<Vec<StoredHazard>, StoreError> {
    let mut query = select(viewer, &HazardFilter::default()).filter(Column::State.ne(State::Closed.as_str()));
    if let Some(last) = last {
        query = query.filter(Column::Id.gt(last.0));
    }
    let rows = query.order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    rows.into_iter().map(StoredHazard::try_from).collect()
}

/// What rates count of a hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// See [`super::hazard::clause_key`].
    pub clause: Option<String>,
    /// Words of the clause.
    pub words: Option<String>,
    /// 已销号.
    pub closed: bool,
    /// Handed in by the deadline (`true`), late (`false`), or neither yet.
    pub on_time: Option<bool>,
    /// Repeats another.
    pub repeat: bool,
}

/// What rates count, for every hazard of a filter (`today` set), by the same conditions as [`Outcome`].
pub async fn counted(db: Db<'_>, viewer: &Viewer, filter: &HazardFilter) -> Result<Vec<Counted>, StoreError> {
    type Row = (Uuid, Option<String>, Option<String>, String, Option<i32>, Option<i64>, Option<Uuid>);
    let today = filter.today.unwrap_or(CivilDay(0));
    let rows: Vec<Row> = select(viewer, filter)
        .select_only()
        .column(Column::EnterpriseId)
        .column(Column::ClauseKey)
        .column(Column::Clause)
        .column(Column::State)
        .column(Column::Deadline)
        .column(Column::SubmittedAt)
        .column(Column::RepeatsId)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let one = |(enterprise, clause, words, state, deadline, submitted, repeats): Row| {
        let state = State::parse(&state)?;
        let on_time = deadline.map(CivilDay).and_then(|deadline| match state {
            State::Submitted | State::Verified | State::Closed => submitted.map(|at| at <= deadline.end().0),
            State::Notified | State::Rectifying => (deadline < today).then_some(false),
            State::Found => None,
        });
        Some(Counted {
            enterprise: EnterpriseId(enterprise),
            clause,
            words,
            closed: state == State::Closed,
            on_time,
            repeat: repeats.is_some(),
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
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
            Waiting::ProgressLate(day) => Condition::all().add(Column::ProgressDue.lt(day.0)),
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
