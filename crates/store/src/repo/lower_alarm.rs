//! Alarms that platforms below report.

use anlu_domain::{
    downward::{AlarmSource, AlarmType, ReportedAlarm},
    ids::{SignalId, VehicleId},
    time::UtcMs,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::column::corrupt;
use crate::{
    Db, StoreError, Tx,
    entity::lower_alarm::{Column, Entity, Model},
};

const TABLE: &str = "lower_alarm";

/// One alarm and the signal it has joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAlarm {
    /// Id, derived from what was sent: sent again, it changes nothing.
    pub id: Uuid,
    /// The signal.
    pub signal: SignalId,
    /// What was sent.
    pub alarm: ReportedAlarm,
}

impl TryFrom<Model> for StoredAlarm {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let bad = |column| corrupt(TABLE, column, m.id);
        let byte = |value: i32, column| u8::try_from(value).map_err(|_range| bad(column));
        let word = |value: i32, column| u16::try_from(value).map_err(|_range| bad(column));
        let number = |value: i64, column| u32::try_from(value).map_err(|_range| bad(column));
        let alarm = ReportedAlarm {
            vehicle: VehicleId(m.vehicle_id),
            colour: byte(m.colour, "colour")?,
            source: AlarmSource {
                kind: word(m.source_kind, "source_kind")?,
                serial: number(m.source_serial, "source_serial")?,
                platform: m.platform,
            },
            info_id: m.info_id.map(|id| number(id, "info_id")).transpose()?,
            alarm_type: AlarmType { origin: byte(m.origin, "origin")?, code: word(m.alarm_type, "alarm_type")? },
            at: UtcMs(m.at),
            received: UtcMs(m.received_at),
            link: m.link,
            plate: m.plate,
            alarm: m.alarm,
            text: m.text,
        };
        Ok(Self { id: m.id, signal: SignalId(m.signal_id), alarm })
    }
}

fn model(stored: &StoredAlarm) -> Model {
    let a = &stored.alarm;
    Model {
        id: stored.id,
        link: a.link.clone(),
        vehicle_id: a.vehicle.0,
        signal_id: stored.signal.0,
        plate: a.plate.clone(),
        colour: i32::from(a.colour),
        platform: a.source.platform.clone(),
        source_kind: i32::from(a.source.kind),
        source_serial: i64::from(a.source.serial),
        info_id: a.info_id.map(i64::from),
        origin: i32::from(a.alarm_type.origin),
        alarm_type: i32::from(a.alarm_type.code),
        alarm: a.alarm.clone(),
        text: a.text.clone(),
        at: a.at.0,
        received_at: a.received.0,
    }
}

/// Whether this alarm is known.
pub async fn is_known(db: Db<'_>, id: Uuid) -> Result<bool, StoreError> {
    Ok(Entity::find_by_id(id).one(&db.conn()).await?.is_some())
}

/// Stores an alarm. [`StoreError::Duplicate`] when it is known.
pub async fn insert(tx: &Tx, stored: &StoredAlarm) -> Result<(), StoreError> {
    Entity::insert(model(stored).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The newest alarms of a signal, at most `limit`. The caller has read the signal for its viewer.
pub async fn of_signal(db: Db<'_>, signal: SignalId, limit: u64) -> Result<Vec<StoredAlarm>, StoreError> {
    let rows = Entity::find().filter(Column::SignalId.eq(signal.0)).order_by_desc(Column::At);
    let rows = rows.order_by_desc(Column::ReceivedAt).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    rows.into_iter().map(StoredAlarm::try_from).collect()
}
