//! Lists of signals: the inbox, and what waits for somebody.

use anlu_domain::{
    access::{Role, Viewer},
    ids::EnterpriseId,
    signal::{Owner, State},
    time::UtcMs,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::Query,
};

use super::{hazard_list::contains, signal::StoredSignal};
use crate::{
    Db, Page, Paged, StoreError,
    entity::{
        enterprise, person,
        signal::{Column, Entity},
        vehicle,
    },
};

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignalFilter {
    /// One of these states.
    pub states: Vec<State>,
    /// This family of findings, e.g. `fatigue`.
    pub kind: Option<String>,
    /// Still open and came in at or before this instant.
    pub unattended_since: Option<UtcMs>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Part of plate, driver or enterprise name.
    pub q: Option<String>,
}

fn select(viewer: &Viewer, filter: &SignalFilter) -> Select<Entity> {
    let mut query = Entity::find().filter(super::signal::visible(viewer));
    if !filter.states.is_empty() {
        query = query.filter(Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(since) = filter.unattended_since {
        query = query.filter(Column::State.eq(State::Open.as_str())).filter(Column::OpenedAt.lte(since.0));
    }
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let q = q.to_lowercase();
        let firms = Query::select()
            .column(enterprise::Column::Id)
            .from(enterprise::Entity)
            .and_where(contains(enterprise::Column::Search, &q))
            .take();
        let plates = Query::select()
            .column(vehicle::Column::Id)
            .from(vehicle::Entity)
            .and_where(contains(vehicle::Column::Search, &q))
            .take();
        let drivers = Query::select()
            .column(person::Column::Id)
            .from(person::Entity)
            .and_where(contains(person::Column::Search, &q))
            .take();
        query = query.filter(
            Condition::any()
                .add(Column::EnterpriseId.in_subquery(firms))
                .add(Column::VehicleId.in_subquery(plates))
                .add(Column::DriverId.in_subquery(drivers)),
        );
    }
    query
}

/// One page of the inbox: what somebody owes first, most serious first, then newest.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &SignalFilter,
    page: Page,
) -> Result<Paged<StoredSignal>, StoreError> {
    let query = select(viewer, filter);
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by(Column::DueAt.is_null(), Order::Asc)
        .order_by_desc(Column::Severity)
        .order_by_desc(Column::LastAt)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    let items = rows.into_iter().map(StoredSignal::try_from).collect::<Result<_, _>>()?;
    Ok(Paged::new(items, total, page))
}

/// Signals that wait for somebody like the viewer, soonest first, at most `limit`, and how many there are. The leader
/// is shown those nobody handled in time.
pub async fn waiting(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<(Vec<StoredSignal>, u64), StoreError> {
    let owned = |owner: Owner| Column::Owner.eq(owner.as_str());
    let mine = match viewer.role {
        Role::BureauOfficer | Role::Enforcement | Role::GridChief => Condition::all()
            .add(owned(Owner::Authority))
            .add(Condition::any().add(Column::AssigneeId.is_null()).add(Column::AssigneeId.eq(viewer.user.0))),
        Role::Leader => Condition::all().add(Column::EscalatedAt.is_not_null()).add(Column::DueAt.is_not_null()),
        Role::Principal | Role::SafetyOfficer => {
            Condition::any().add(owned(Owner::Enterprise)).add(owned(Owner::Driver))
        }
        Role::Driver => Condition::all().add(owned(Owner::Driver)),
    };
    let query = select(viewer, &SignalFilter::default()).filter(mine);
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::DueAt).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    Ok((rows.into_iter().map(StoredSignal::try_from).collect::<Result<_, _>>()?, total))
}

/// Unsettled signals whose clock ran out before `now` and which nobody was told about, at most `limit`. For the
/// escalation task, which sees all.
pub async fn to_escalate(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<StoredSignal>, StoreError> {
    let rows = Entity::find()
        .filter(Column::DueAt.lt(now.0))
        .filter(Column::EscalatedAt.is_null())
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(StoredSignal::try_from).collect()
}
