//! What a rating needs of enterprises, read in bulk: one statement per table, whatever the number of enterprises. No
//! scope: for the re-rating, or for an enterprise that the caller has read for its viewer.

use std::collections::BTreeMap;

use anlu_domain::{
    duty::TaskState,
    finding::Phase,
    hazard::{Level, State},
    ids::{EnterpriseId, HazardId, TaskId},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait},
};
use uuid::Uuid;

use super::{column::corrupt, finding::phase_name};
use crate::{
    Db, StoreError,
    entity::{enterprise_index, finding, hazard, task},
};

/// A late task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateTask {
    /// Id.
    pub id: TaskId,
    /// Duty.
    pub duty: String,
    /// Deadline.
    pub due: CivilDay,
}

/// A hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatedHazard {
    /// Id.
    pub id: HazardId,
    /// General or major.
    pub level: Level,
    /// When it was found.
    pub found: CivilDay,
    /// Deadline.
    pub deadline: Option<CivilDay>,
    /// When it was handed in, once it is closed.
    pub settled: Option<CivilDay>,
}

/// What was read of one enterprise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateSource {
    /// Tasks whose deadline lay in the period, by duty: in all, settled.
    pub tasks: BTreeMap<String, (u32, u32)>,
    /// Late tasks.
    pub late: Vec<LateTask>,
    /// Hazards.
    pub hazards: Vec<RatedHazard>,
    /// Findings: rank of severity (0 to 2), day, number.
    pub findings: Vec<(i32, CivilDay, u32)>,
    /// Way of its vehicles in the period, metres; `None`: no day was computed.
    pub distance_m: Option<u64>,
}

fn number(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Reads what happened from `from` to `today`; figures of tasks and way are those after `year_from`.
pub async fn load(
    db: Db<'_>,
    ids: &[EnterpriseId],
    from: CivilDay,
    year_from: CivilDay,
    today: CivilDay,
) -> Result<BTreeMap<EnterpriseId, RateSource>, StoreError> {
    let mut all: BTreeMap<Uuid, RateSource> = ids.iter().map(|id| (id.0, RateSource::default())).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    tasks(db, &mut all, year_from, today).await?;
    hazards(db, &mut all, from).await?;
    findings(db, &mut all, from).await?;
    let these = || all.keys().copied().collect::<Vec<_>>();
    let rows: Vec<(Uuid, i64, i64)> = enterprise_index::Entity::find()
        .filter(enterprise_index::Column::EnterpriseId.is_in(these()))
        .filter(enterprise_index::Column::Day.gt(year_from.0))
        .filter(enterprise_index::Column::Day.lte(today.0))
        .select_only()
        .column(enterprise_index::Column::EnterpriseId)
        // PostgreSQL sums bigint into numeric.
        .column_as(enterprise_index::Column::TrackM.sum().cast_as(Alias::new("bigint")), "track_m")
        .column_as(enterprise_index::Column::HoleM.sum().cast_as(Alias::new("bigint")), "hole_m")
        .group_by(enterprise_index::Column::EnterpriseId)
        .into_tuple()
        .all(&db.conn())
        .await?;
    for (id, track, hole) in rows {
        if let Some(source) = all.get_mut(&id) {
            source.distance_m = Some(u64::try_from(track.saturating_add(hole)).unwrap_or(0));
        }
    }
    Ok(all.into_iter().map(|(id, source)| (EnterpriseId(id), source)).collect())
}

async fn tasks(
    db: Db<'_>,
    all: &mut BTreeMap<Uuid, RateSource>,
    from: CivilDay,
    today: CivilDay,
) -> Result<(), StoreError> {
    use task::Column;
    let ids: Vec<Uuid> = all.keys().copied().collect();
    let rows: Vec<(Uuid, String, String, i64)> = task::Entity::find()
        .filter(Column::EnterpriseId.is_in(ids.iter().copied()))
        .filter(Column::Due.gt(from.0))
        .filter(Column::Due.lte(today.0))
        .select_only()
        .columns([Column::EnterpriseId, Column::Duty, Column::State])
        .column_as(Column::Id.count(), "n")
        .group_by(Column::EnterpriseId)
        .group_by(Column::Duty)
        .group_by(Column::State)
        .into_tuple()
        .all(&db.conn())
        .await?;
    for (id, duty, state, n) in rows {
        let state = TaskState::parse(&state).ok_or_else(|| corrupt("task", "state", id))?;
        // What falls due today is not late yet.
        let over = state.settled() || state == TaskState::Late;
        if let Some(source) = all.get_mut(&id).filter(|_| over) {
            let (due, settled) = source.tasks.entry(duty).or_default();
            *due = due.saturating_add(number(n));
            *settled = settled.saturating_add(if state.settled() { number(n) } else { 0 });
        }
    }
    let rows: Vec<(Uuid, Uuid, String, i32)> = task::Entity::find()
        .filter(Column::EnterpriseId.is_in(ids))
        .filter(Column::State.eq(TaskState::Late.as_str()))
        .select_only()
        .columns([Column::EnterpriseId, Column::Id, Column::Duty, Column::Due])
        .order_by_asc(Column::Due)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&db.conn())
        .await?;
    for (enterprise, id, duty, due) in rows {
        if let Some(source) = all.get_mut(&enterprise) {
            source.late.push(LateTask { id: TaskId(id), duty, due: CivilDay(due) });
        }
    }
    Ok(())
}

async fn hazards(db: Db<'_>, all: &mut BTreeMap<Uuid, RateSource>, from: CivilDay) -> Result<(), StoreError> {
    use hazard::Column;
    type Row = (Uuid, Uuid, String, String, i64, Option<i32>, Option<i64>);
    let recent =
        Condition::any().add(Column::FoundAt.gte(from.start().0)).add(Column::State.ne(State::Closed.as_str()));
    let rows: Vec<Row> = hazard::Entity::find()
        .filter(Column::EnterpriseId.is_in(all.keys().copied()))
        .filter(recent)
        .select_only()
        .columns([
            Column::EnterpriseId,
            Column::Id,
            Column::Level,
            Column::State,
            Column::FoundAt,
            Column::Deadline,
            Column::SubmittedAt,
        ])
        .order_by_asc(Column::FoundAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&db.conn())
        .await?;
    for (enterprise, id, level, state, found_at, deadline, submitted_at) in rows {
        let found = UtcMs(found_at).day();
        let closed = state == State::Closed.as_str();
        let hazard = RatedHazard {
            id: HazardId(id),
            level: Level::parse(&level).ok_or_else(|| corrupt("hazard", "level", id))?,
            found,
            deadline: deadline.map(CivilDay),
            // A mended one waits for its verification; the enterprise has done its part when that confirms it.
            settled: closed.then(|| submitted_at.map_or(found, |at| UtcMs(at).day())),
        };
        if let Some(source) = all.get_mut(&enterprise) {
            source.hazards.push(hazard);
        }
    }
    Ok(())
}

async fn findings(db: Db<'_>, all: &mut BTreeMap<Uuid, RateSource>, from: CivilDay) -> Result<(), StoreError> {
    use finding::Column;
    // Days of China, as everywhere. Whole numbers divide to whole numbers in both databases.
    let day = || Expr::cust("(start_at + 28800000) / 86400000");
    let rows: Vec<(Uuid, i32, i64, i64)> = finding::Entity::find()
        .filter(Column::EnterpriseId.is_in(all.keys().copied()))
        .filter(Column::StartAt.gte(from.start().0))
        .filter(Column::Phase.ne(phase_name(Phase::Withdrawn)))
        .select_only()
        .columns([Column::EnterpriseId, Column::Severity])
        .expr_as(day(), "day")
        .column_as(Column::Id.count(), "n")
        .group_by(Column::EnterpriseId)
        .group_by(Column::Severity)
        .group_by(day())
        .into_tuple()
        .all(&db.conn())
        .await?;
    for (enterprise, severity, day, n) in rows {
        let day = CivilDay(i32::try_from(day).map_err(|_error| corrupt("finding", "start_at", enterprise))?);
        if let Some(source) = all.get_mut(&enterprise) {
            source.findings.push((severity, day, number(n)));
        }
    }
    Ok(())
}

/// Number and title of hazards. No scope: the caller holds ratings that name them.
pub async fn hazard_names(db: Db<'_>, ids: &[HazardId]) -> Result<BTreeMap<HazardId, (String, String)>, StoreError> {
    use hazard::Column;
    let rows: Vec<(Uuid, String, String)> = hazard::Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|i| i.0)))
        .select_only()
        .columns([Column::Id, Column::No, Column::Title])
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(|(id, no, title)| (HazardId(id), (no, title))).collect())
}
