//! Alarms on their way to upper platforms: each written in the transaction of its finding.

use anlu_domain::{
    ids::{FindingId, VehicleId},
    time::UtcMs,
    watch::DeliveryState,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::column::{corrupt, to_i32};
use crate::{
    Db, StoreError, Tx,
    entity::upper_report::{Column, Entity, Model},
};

const TABLE: &str = "upper_report";

/// One alarm for one upper platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpperReport {
    /// Id, derived from finding and link.
    pub id: Uuid,
    /// The link.
    pub link: String,
    /// The finding.
    pub finding: FindingId,
    /// The vehicle.
    pub vehicle: VehicleId,
    /// What is told, as JSON of the application.
    pub body: String,
    /// Serial number of the message, once a link has taken it: 督办 of 2019 refers to it.
    pub serial: Option<u32>,
    /// How far it has come.
    pub delivery: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
    /// When it was written.
    pub created_at: UtcMs,
    /// When it is tried next.
    pub next_at: Option<UtcMs>,
    /// When the link took it, or it was given up.
    pub done_at: Option<UtcMs>,
}

impl TryFrom<Model> for UpperReport {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let bad = |column| corrupt(TABLE, column, m.id);
        Ok(Self {
            id: m.id,
            serial: m.serial.map(|s| u32::try_from(s).map_err(|_error| bad("serial"))).transpose()?,
            delivery: DeliveryState::parse(&m.delivery).ok_or_else(|| bad("delivery"))?,
            tries: u32::try_from(m.tries).map_err(|_error| bad("tries"))?,
            link: m.link,
            finding: FindingId(m.finding_id),
            vehicle: VehicleId(m.vehicle_id),
            body: m.body,
            problem: m.problem,
            created_at: UtcMs(m.created_at),
            next_at: m.next_at.map(UtcMs),
            done_at: m.done_at.map(UtcMs),
        })
    }
}

fn model(r: &UpperReport) -> Model {
    Model {
        id: r.id,
        link: r.link.clone(),
        finding_id: r.finding.0,
        vehicle_id: r.vehicle.0,
        body: r.body.clone(),
        serial: r.serial.map(i64::from),
        delivery: r.delivery.as_str().to_owned(),
        tries: to_i32(r.tries),
        problem: r.problem.clone(),
        created_at: r.created_at.0,
        next_at: r.next_at.map(|t| t.0),
        done_at: r.done_at.map(|t| t.0),
    }
}

/// One report.
pub async fn get(db: Db<'_>, id: Uuid) -> Result<Option<UpperReport>, StoreError> {
    Entity::find_by_id(id).one(&db.conn()).await?.map(UpperReport::try_from).transpose()
}

/// Writes a report; one with the same id changes nothing.
pub async fn insert(tx: &Tx, report: &UpperReport) -> Result<(), StoreError> {
    let once = OnConflict::column(Column::Id).do_nothing().to_owned();
    Entity::insert(model(report).into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes what became of a report.
pub async fn update(tx: &Tx, report: &UpperReport) -> Result<(), StoreError> {
    let row = model(report).into_active_model().reset_all();
    Entity::update_many().set(row).filter(Column::Id.eq(report.id)).exec(tx.conn()).await?;
    Ok(())
}

/// Reports to be sent now, at most `limit`. For the task, which sees all.
pub async fn due(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<UpperReport>, StoreError> {
    let query = Entity::find().filter(Column::NextAt.lte(now.0)).order_by_asc(Column::NextAt).order_by_asc(Column::Id);
    query.limit(limit).all(&db.conn()).await?.into_iter().map(UpperReport::try_from).collect()
}

/// The vehicle of the newest report that went over `link` with this serial number.
pub async fn vehicle_of(db: Db<'_>, link: &str, serial: u32) -> Result<Option<VehicleId>, StoreError> {
    let query = Entity::find().filter(Column::Link.eq(link)).filter(Column::Serial.eq(i64::from(serial)));
    Ok(query.order_by_desc(Column::DoneAt).one(&db.conn()).await?.map(|m| VehicleId(m.vehicle_id)))
}
