//! Orders to terminals.

use anlu_domain::{
    access::Viewer,
    command::{Command, CommandState, Order},
    hazard::PersonRef,
    ids::{CommandId, EnterpriseId, UserId, VehicleId},
    time::UtcMs,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::column::{corrupt, from_json, to_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::vehicle_command::{Column, Entity, Model},
    scope,
};

const TABLE: &str = "vehicle_command";

/// An order as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCommand {
    /// The order.
    pub command: Command,
    /// Version.
    pub version: i64,
}

impl TryFrom<Model> for StoredCommand {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let order: Option<Order> = from_json(Some(&m.order_json), TABLE, "order_json", m.id)?;
        let command = Command {
            id: CommandId(m.id),
            vehicle: VehicleId(m.vehicle_id),
            enterprise: EnterpriseId(m.enterprise_id),
            order: order.ok_or_else(|| corrupt(TABLE, "order_json", m.id))?,
            state: CommandState::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", m.id))?,
            result: m.result,
            by: PersonRef { id: UserId(m.by_id), name: m.by_name },
            given_at: UtcMs(m.given_at),
            sent_at: m.sent_at.map(UtcMs),
            answered_at: m.answered_at.map(UtcMs),
            open_until: m.open_until.map(UtcMs),
        };
        Ok(Self { command, version: m.version })
    }
}

fn model(c: &Command, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: c.id.0,
        vehicle_id: c.vehicle.0,
        enterprise_id: c.enterprise.0,
        kind: c.order.kind().to_owned(),
        order_json: to_json(&c.order)?,
        state: c.state.as_str().to_owned(),
        result: c.result.clone(),
        by_id: c.by.id.0,
        by_name: c.by.name.clone(),
        given_at: c.given_at.0,
        sent_at: c.sent_at.map(|t| t.0),
        answered_at: c.answered_at.map(|t| t.0),
        open_until: c.open_until.map(|t| t.0),
        version,
    })
}

fn all(rows: Vec<Model>) -> Result<Vec<StoredCommand>, StoreError> {
    rows.into_iter().map(StoredCommand::try_from).collect()
}

/// Stores a new order.
pub async fn insert(tx: &Tx, command: &Command) -> Result<(), StoreError> {
    Entity::insert(model(command, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The order. For who sees all.
pub async fn get(db: Db<'_>, id: CommandId) -> Result<Option<StoredCommand>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.map(StoredCommand::try_from).transpose()
}

/// One page of the orders to a vehicle that the viewer may see, newest first.
pub async fn of_vehicle(
    db: Db<'_>,
    viewer: &Viewer,
    vehicle: VehicleId,
    page: Page,
) -> Result<Paged<StoredCommand>, StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::VehicleId.eq(vehicle.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_desc(Column::GivenAt).order_by_desc(Column::Id);
    let rows = rows.offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(all(rows)?, total, page))
}

/// Orders that wait to be sent, oldest first, at most `limit`. For the dispatcher.
pub async fn queued(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<StoredCommand>, StoreError> {
    let query = Entity::find()
        .filter(Column::State.eq(CommandState::Queued.as_str()))
        .filter(Column::OpenUntil.gt(now.0))
        .order_by_asc(Column::GivenAt);
    all(query.limit(limit).all(&db.conn()).await?)
}

/// Orders whose time is over and that say nothing of it, at most `limit`. For the dispatcher.
pub async fn overdue(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<StoredCommand>, StoreError> {
    all(Entity::find().filter(Column::OpenUntil.lte(now.0)).limit(limit).all(&db.conn()).await?)
}

/// The newest order of `kind` to a vehicle since `since`. For what the terminal sends in answer.
pub async fn newest(
    db: Db<'_>,
    vehicle: VehicleId,
    kind: &str,
    since: UtcMs,
) -> Result<Option<StoredCommand>, StoreError> {
    let query = Entity::find()
        .filter(Column::VehicleId.eq(vehicle.0))
        .filter(Column::Kind.eq(kind))
        .filter(Column::GivenAt.gte(since.0))
        .order_by_desc(Column::GivenAt);
    query.one(&db.conn()).await?.map(StoredCommand::try_from).transpose()
}

/// Writes the order when its version still is `stored.version`; [`StoreError::Conflict`] otherwise.
pub async fn update(tx: &Tx, stored: &StoredCommand) -> Result<(), StoreError> {
    let (id, version) = (stored.command.id.0, stored.version);
    let row = model(&stored.command, version.saturating_add(1))?.into_active_model().reset_all();
    let changed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}
