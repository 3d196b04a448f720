//! Watches: proposed from a signal, ended with it.

use anlu_domain::{
    hazard::Step,
    ids::{EnterpriseId, SignalId, VehicleId, WatchId},
    watch::{State, Watch},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::column::{corrupt, from_json, to_json, to_json_opt};
use crate::{
    Db, StoreError, Tx,
    entity::watch::{Column, Entity, Model},
};

const TABLE: &str = "watch";

fn read(m: &Model) -> Result<(Watch, i64), StoreError> {
    let proposed: Option<Step> = from_json(Some(&m.proposed), TABLE, "proposed", m.id)?;
    let watch = Watch {
        id: WatchId(m.id),
        signal: SignalId(m.signal_id),
        vehicle: m.vehicle_id.map(VehicleId),
        state: State::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", m.id))?,
        proposed: proposed.ok_or_else(|| corrupt(TABLE, "proposed", m.id))?,
        ended: from_json(m.ended.as_deref(), TABLE, "ended", m.id)?,
    };
    Ok((watch, m.version))
}

fn model(w: &Watch, enterprise: Option<EnterpriseId>, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: w.id.0,
        signal_id: w.signal.0,
        vehicle_id: w.vehicle.map(|v| v.0),
        enterprise_id: enterprise.map(|e| e.0),
        state: w.state.as_str().to_owned(),
        proposed: to_json(&w.proposed)?,
        ended: to_json_opt(w.ended.as_ref())?,
        version,
    })
}

/// Stores a new watch.
pub async fn insert(tx: &Tx, watch: &Watch, enterprise: Option<EnterpriseId>) -> Result<(), StoreError> {
    let row = model(watch, enterprise, 1)?.into_active_model();
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The watch and its version. The caller has read its signal for the viewer.
pub async fn get(db: Db<'_>, id: WatchId) -> Result<Option<(Watch, i64)>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// Writes an ended watch when its version still is `version`.
pub async fn update(tx: &Tx, watch: &Watch, enterprise: Option<EnterpriseId>, version: i64) -> Result<(), StoreError> {
    let row = model(watch, enterprise, version.saturating_add(1))?.into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(watch.id.0))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict { what: TABLE, expected: version, found: version.saturating_add(1) })
}
