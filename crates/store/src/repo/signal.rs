//! Signals: read one, write one with its version, and the conversions both directions.

use anlu_domain::{
    access::Viewer,
    hazard::PersonRef,
    ids::{EnterpriseId, HazardId, PersonId, SignalId, VehicleId, WatchId},
    signal::{GroupKey, Signal, State, state::WATCH_KIND},
    time::{CivilDay, UtcMs},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::column::{corrupt, from_json, person, severity_of, severity_rank, to_i32, to_json_opt};
use crate::{
    Db, StoreError, Tx,
    entity::signal::{ActiveModel, Column, Entity, Model},
    scope,
};

/// A stored signal with the figures of its findings and the version a change must name.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSignal {
    /// The signal.
    pub signal: Signal,
    /// How many findings it groups.
    pub findings: u32,
    /// Start of its first finding (device time).
    pub first_at: UtcMs,
    /// End of its last finding (device time).
    pub last_at: UtcMs,
    /// Version, from 1.
    pub version: i64,
}

const TABLE: &str = "signal";

impl TryFrom<Model> for StoredSignal {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let id = m.id;
        let signal = Signal {
            id: SignalId(id),
            group: GroupKey(m.group_key),
            seq: u32::try_from(m.seq).map_err(|_error| corrupt(TABLE, "seq", id))?,
            day: CivilDay(m.day),
            kind: m.kind,
            vehicle: m.vehicle_id.map(VehicleId),
            enterprise: m.enterprise_id.map(EnterpriseId),
            driver: m.driver_id.map(PersonId),
            severity: severity_of(m.severity).ok_or_else(|| corrupt(TABLE, "severity", id))?,
            state: State::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", id))?,
            assignee: person(m.assignee_id, m.assignee_name),
            opened_at: UtcMs(m.opened_at),
            since: UtcMs(m.since),
            due_at: m.due_at.map(UtcMs),
            escalated_at: m.escalated_at.map(UtcMs),
            false_alarm: from_json(m.false_alarm.as_deref(), TABLE, "false_alarm", id)?,
            hazard: m.hazard_id.map(HazardId),
            watch: m.watch_id.map(WatchId),
            triaged: from_json(m.triaged.as_deref(), TABLE, "triaged", id)?,
            replied: from_json(m.replied.as_deref(), TABLE, "replied", id)?,
            closed: from_json(m.closed.as_deref(), TABLE, "closed", id)?,
        };
        Ok(Self {
            signal,
            findings: u32::try_from(m.findings).unwrap_or(0),
            first_at: UtcMs(m.first_at),
            last_at: UtcMs(m.last_at),
            version: m.version,
        })
    }
}

fn model(stored: &StoredSignal) -> Result<Model, StoreError> {
    let s = &stored.signal;
    let PersonRefParts { id: assignee_id, name: assignee_name } = s.assignee.as_ref().into();
    Ok(Model {
        id: s.id.0,
        group_key: s.group.0.clone(),
        seq: to_i32(s.seq),
        day: s.day.0,
        kind: s.kind.clone(),
        vehicle_id: s.vehicle.map(|v| v.0),
        enterprise_id: s.enterprise.map(|e| e.0),
        driver_id: s.driver.map(|d| d.0),
        severity: severity_rank(s.severity),
        state: s.state.as_str().to_owned(),
        owner: s.owner().map(|o| o.as_str().to_owned()),
        assignee_id,
        assignee_name,
        opened_at: s.opened_at.0,
        since: s.since.0,
        due_at: s.due_at.map(|t| t.0),
        escalated_at: s.escalated_at.map(|t| t.0),
        false_alarm: to_json_opt(s.false_alarm.as_ref())?,
        hazard_id: s.hazard.map(|h| h.0),
        watch_id: s.watch.map(|w| w.0),
        triaged: to_json_opt(s.triaged.as_ref())?,
        replied: to_json_opt(s.replied.as_ref())?,
        closed: to_json_opt(s.closed.as_ref())?,
        first_at: stored.first_at.0,
        last_at: stored.last_at.0,
        findings: to_i32(stored.findings),
        version: stored.version,
    })
}

struct PersonRefParts {
    id: Option<uuid::Uuid>,
    name: Option<String>,
}

impl From<Option<&PersonRef>> for PersonRefParts {
    fn from(person: Option<&PersonRef>) -> Self {
        Self { id: person.map(|p| p.id.0), name: person.map(|p| p.name.clone()) }
    }
}

/// Stores a new signal as it is. [`StoreError::Duplicate`] when the group already has this sequence number.
pub async fn insert(tx: &Tx, stored: &StoredSignal) -> Result<(), StoreError> {
    Entity::insert(model(stored)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The signal, when the viewer may see it. A driver sees his own.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: SignalId) -> Result<Option<StoredSignal>, StoreError> {
    let found = Entity::find_by_id(id.0).filter(visible(viewer)).one(&db.conn()).await?;
    found.map(StoredSignal::try_from).transpose()
}

/// The signal. For tasks and workers, which see all.
pub async fn find(db: Db<'_>, id: SignalId) -> Result<Option<StoredSignal>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.map(StoredSignal::try_from).transpose()
}

/// The scope of signals.
pub(super) fn visible(viewer: &Viewer) -> Condition {
    let within = scope::by_enterprise_or_person(viewer, Column::EnterpriseId.into_expr(), Column::DriverId.into_expr());
    // Whom partners look for is not told to whoever is looked for.
    if viewer.role.is_authority() { within } else { within.add(Column::Kind.ne(WATCH_KIND)) }
}

/// The newest signal of a group. For the detectors, which see all.
pub async fn latest_of_group(db: Db<'_>, group: &GroupKey) -> Result<Option<StoredSignal>, StoreError> {
    let found =
        Entity::find().filter(Column::GroupKey.eq(group.0.as_str())).order_by_desc(Column::Seq).one(&db.conn()).await?;
    found.map(StoredSignal::try_from).transpose()
}

/// Writes the signal when its stored version still is `stored.version`; [`StoreError::Conflict`] when somebody was
/// faster. Returns the new version.
pub async fn update(tx: &Tx, stored: &StoredSignal) -> Result<i64, StoreError> {
    let (version, id) = (stored.version, stored.signal.id.0);
    let next = version.saturating_add(1);
    let row: ActiveModel = Model { version: next, ..model(stored)? }.into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(next);
    }
    let found = Entity::find_by_id(id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}
