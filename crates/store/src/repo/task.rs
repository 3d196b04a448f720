//! Tasks (待办) as the planner made them. Only the reconciler writes them.

use anlu_domain::{
    access::Viewer,
    duty::{Period, Step, TaskState},
    ids::{EnterpriseId, PersonId, RecordId, TaskId},
    time::CivilDay,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, Iterable, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::column::{corrupt, from_json, to_json};
use crate::{
    Db, StoreError, Tx,
    entity::task::{ActiveModel, Column, Entity, Model, PrimaryKey},
    scope,
};

const TABLE: &str = "task";
/// Rows per statement: 16 columns each, under the 32,766 parameters of `SQLite`.
const BATCH: usize = 1_500;

/// A stored task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTask {
    /// Id, derived by the planner.
    pub id: TaskId,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// The person who owes it; without one, the enterprise does.
    pub person: Option<PersonId>,
    /// Duty id.
    pub duty: String,
    /// Post that does it.
    pub post: String,
    /// Period.
    pub period: Period,
    /// Deadline.
    pub due: CivilDay,
    /// How it stands.
    pub state: TaskState,
    /// Step of the ladder that was reached; stays when the task is settled late.
    pub step: Option<Step>,
    /// Records that prove it.
    pub proof: Vec<RecordId>,
    /// How much is there and how much is needed.
    pub progress: Option<(i64, i64)>,
    /// The deadline may move.
    pub may_move: bool,
    /// It belongs to a calendar period.
    pub periodic: bool,
}

pub(super) fn read(m: Model) -> Result<StoredTask, StoreError> {
    let id = m.id;
    let ids: Vec<Uuid> = from_json(Some(&m.proof), TABLE, "proof", id)?.unwrap_or_default();
    Ok(StoredTask {
        id: TaskId(id),
        enterprise: EnterpriseId(m.enterprise_id),
        person: m.person_id.map(PersonId),
        duty: m.duty,
        post: m.post,
        period: Period { start: CivilDay(m.period_start), end: CivilDay(m.period_end) },
        due: CivilDay(m.due),
        state: TaskState::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", id))?,
        step: rank(m.step),
        proof: ids.into_iter().map(RecordId).collect(),
        progress: m.progress.zip(m.needed),
        may_move: m.may_move,
        periodic: m.periodic,
    })
}

/// The step of a stored rank.
pub(super) fn rank(step: i32) -> Option<Step> {
    u8::try_from(step).ok().and_then(Step::of_rank)
}

fn row(t: &StoredTask) -> Result<ActiveModel, StoreError> {
    let model = Model {
        id: t.id.0,
        enterprise_id: t.enterprise.0,
        person_id: t.person.map(|p| p.0),
        duty: t.duty.clone(),
        post: t.post.clone(),
        period_start: t.period.start.0,
        period_end: t.period.end.0,
        due: t.due.0,
        state: t.state.as_str().to_owned(),
        step: t.step.map_or(0, |s| i32::from(s.rank())),
        proof: to_json(&t.proof)?,
        progress: t.progress.map(|(sum, _)| sum),
        needed: t.progress.map(|(_, needed)| needed),
        may_move: t.may_move,
        periodic: t.periodic,
    };
    Ok(model.into_active_model().reset_all())
}

/// Writes new and changed tasks.
pub async fn write(tx: &Tx, tasks: &[StoredTask]) -> Result<(), StoreError> {
    for batch in tasks.chunks(BATCH) {
        let rows = batch.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        let replace = OnConflict::columns(PrimaryKey::iter()).update_columns(Column::iter()).to_owned();
        Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Removes tasks that are owed no longer.
pub async fn remove(tx: &Tx, tasks: &[TaskId]) -> Result<(), StoreError> {
    for batch in tasks.chunks(BATCH) {
        Entity::delete_many().filter(Column::Id.is_in(batch.iter().map(|t| t.0))).exec(tx.conn()).await?;
    }
    Ok(())
}

/// What may still change: tasks of periods that end on `since` or later, or of no calendar period.
fn recent(since: CivilDay) -> Condition {
    Condition::any().add(Column::PeriodEnd.gte(since.0)).add(Column::Periodic.eq(false))
}

/// The recent tasks of these enterprises and their people. No scope: for the reconciler.
pub async fn of_enterprises(db: Db<'_>, ids: &[EnterpriseId], since: CivilDay) -> Result<Vec<StoredTask>, StoreError> {
    let these = Column::EnterpriseId.is_in(ids.iter().map(|i| i.0));
    let rows = Entity::find().filter(these).filter(recent(since)).all(&db.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// The recent tasks of an enterprise the viewer may see: by duty, newest period first.
pub async fn of_enterprise(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: EnterpriseId,
    since: CivilDay,
) -> Result<Vec<StoredTask>, StoreError> {
    let rows = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .filter(recent(since))
        .order_by_asc(Column::Duty)
        .order_by_desc(Column::PeriodStart)
        .order_by_asc(Column::Due)
        .order_by_asc(Column::Id)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// A task the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: TaskId) -> Result<Option<StoredTask>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(read).transpose()
}

/// Tasks of one duty that several people of an enterprise have not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfPeople {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Duty.
    pub duty: String,
    /// Late or not yet.
    pub late: bool,
    /// How many people.
    pub people: u64,
    /// Nearest deadline.
    pub due: CivilDay,
}

/// Due or late, of this post or, once late, of any.
fn pressing(viewer: &Viewer, post: &str) -> Condition {
    let (due, late) = (TaskState::Due.as_str(), TaskState::Late.as_str());
    let own = Condition::all().add(Column::State.eq(due)).add(Column::Post.eq(post));
    Condition::all()
        .add(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .add(Condition::any().add(Column::State.eq(late)).add(own))
}

/// What an enterprise has to settle: due tasks of `post` and every late one, nearest deadline first, at most `limit`;
/// and how many there are.
pub async fn pressing_of_enterprise(
    db: Db<'_>,
    viewer: &Viewer,
    post: &str,
    limit: u64,
) -> Result<(Vec<StoredTask>, u64), StoreError> {
    let query = Entity::find().filter(pressing(viewer, post)).filter(Column::PersonId.is_null());
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::Due).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}

/// As [`pressing_of_enterprise`], of its people: one line per duty.
pub async fn pressing_of_people(db: Db<'_>, viewer: &Viewer, post: &str) -> Result<Vec<OfPeople>, StoreError> {
    let rows: Vec<(Uuid, String, String, i64, i32)> = Entity::find()
        .select_only()
        .column(Column::EnterpriseId)
        .column(Column::Duty)
        .column(Column::State)
        .column_as(Column::Id.count(), "people")
        .column_as(Column::Due.min(), "due")
        .filter(pressing(viewer, post))
        .filter(Column::PersonId.is_not_null())
        .group_by(Column::EnterpriseId)
        .group_by(Column::Duty)
        .group_by(Column::State)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let line = |(enterprise, duty, state, people, due): (Uuid, String, String, i64, i32)| OfPeople {
        enterprise: EnterpriseId(enterprise),
        duty,
        late: state == TaskState::Late.as_str(),
        people: u64::try_from(people).unwrap_or(0),
        due: CivilDay(due),
    };
    Ok(rows.into_iter().map(line).collect())
}
