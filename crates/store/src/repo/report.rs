//! What the daily report counts: findings that began on a day, and the signals of that day, grouped in SQL.

use anlu_domain::{
    access::Viewer,
    finding::Severity,
    ids::{EnterpriseId, SignalId},
    signal::State,
    time::{CivilDay, DAY_MS},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Order},
};
use uuid::Uuid;

use super::{
    column::{corrupt, severity_of, severity_rank},
    finding::StoredFinding,
};
use crate::{
    Db, StoreError,
    entity::{finding, signal, signal_finding},
    scope,
};

/// Findings of one enterprise, rule and severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingCount {
    /// Owner of the vehicles; `None`: not registered.
    pub enterprise: Option<EnterpriseId>,
    /// Rule.
    pub rule: String,
    /// Severity.
    pub severity: Severity,
    /// How many.
    pub count: u64,
}

/// Signals of one enterprise in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalCount {
    /// Enterprise; `None`: not registered.
    pub enterprise: Option<EnterpriseId>,
    /// State now.
    pub state: State,
    /// How many.
    pub count: u64,
    /// Of them, those whose clock ran out at some time.
    pub escalated: u64,
}

fn begun(viewer: &Viewer, enterprise: Option<EnterpriseId>, day: CivilDay) -> Condition {
    let start = day.start();
    let mut only = scope::by_enterprise(viewer, Expr::col((finding::Entity, finding::Column::EnterpriseId)))
        .add(finding::Column::StartAt.gte(start.0))
        .add(finding::Column::StartAt.lt(start.plus(DAY_MS).0));
    if let Some(id) = enterprise {
        only = only.add(finding::Column::EnterpriseId.eq(id.0));
    }
    only
}

/// Findings that began on `day` by enterprise, rule and severity.
pub async fn findings(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: Option<EnterpriseId>,
    day: CivilDay,
) -> Result<Vec<FindingCount>, StoreError> {
    use finding::Column::{EnterpriseId as Owner, Id, Rule, Severity as Rank};
    let rows: Vec<(Option<Uuid>, String, i32, i64)> = finding::Entity::find()
        .filter(begun(viewer, enterprise, day))
        .select_only()
        .columns([Owner, Rule, Rank])
        .column_as(Id.count(), "n")
        .group_by(Owner)
        .group_by(Rule)
        .group_by(Rank)
        .into_tuple()
        .all(&db.conn())
        .await?;
    rows.into_iter()
        .map(|(owner, rule, rank, n)| {
            let severity = severity_of(rank).ok_or_else(|| corrupt("finding", "severity", &rule))?;
            let count = u64::try_from(n).unwrap_or(0);
            Ok(FindingCount { enterprise: owner.map(EnterpriseId), rule, severity, count })
        })
        .collect()
}

/// Severe findings that began on `day` with their signals, by start, at most `limit`.
pub async fn severe(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: Option<EnterpriseId>,
    day: CivilDay,
    limit: u64,
) -> Result<Vec<(StoredFinding, Option<(SignalId, State)>)>, StoreError> {
    let rows = finding::Entity::find()
        .filter(begun(viewer, enterprise, day))
        .filter(finding::Column::Severity.eq(severity_rank(Severity::Severe)))
        .order_by_asc(finding::Column::StartAt)
        .order_by_asc(finding::Column::Id)
        .limit(limit)
        .all(&db.conn())
        .await?;
    let links = signal_finding::Entity::find()
        .filter(signal_finding::Column::FindingId.is_in(rows.iter().map(|r| r.id)))
        .all(&db.conn())
        .await?;
    let signals = signal::Entity::find()
        .filter(signal::Column::Id.is_in(links.iter().map(|l| l.signal_id)))
        .order_by(signal::Column::Seq, Order::Asc)
        .all(&db.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            let of = |s: &&signal::Model| links.iter().any(|l| l.finding_id == row.id && l.signal_id == s.id);
            let signal = signals.iter().rfind(of).map(|s| {
                let state = State::parse(&s.state).ok_or_else(|| corrupt("signal", "state", s.id))?;
                Ok::<_, StoreError>((SignalId(s.id), state))
            });
            let signal = signal.transpose()?;
            Ok((StoredFinding::try_from(row)?, signal))
        })
        .collect()
}

/// Signals of `day` by enterprise and state.
pub async fn signals(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: Option<EnterpriseId>,
    day: CivilDay,
) -> Result<Vec<SignalCount>, StoreError> {
    use signal::Column::{Day, EnterpriseId as Owner, EscalatedAt, Id, State as Name};
    let mut only = scope::by_enterprise(viewer, Expr::col((signal::Entity, Owner))).add(Day.eq(day.0));
    if let Some(id) = enterprise {
        only = only.add(Owner.eq(id.0));
    }
    let rows: Vec<(Option<Uuid>, String, i64, i64)> = signal::Entity::find()
        .filter(only)
        .select_only()
        .columns([Owner, Name])
        .column_as(Id.count(), "n")
        .column_as(EscalatedAt.count(), "late")
        .group_by(Owner)
        .group_by(Name)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let n = |n: i64| u64::try_from(n).unwrap_or(0);
    rows.into_iter()
        .map(|(owner, name, count, late)| {
            let state = State::parse(&name).ok_or_else(|| corrupt("signal", "state", &name))?;
            Ok(SignalCount { enterprise: owner.map(EnterpriseId), state, count: n(count), escalated: n(late) })
        })
        .collect()
}
