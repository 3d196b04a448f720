//! Findings: stored once per id, a higher revision replaces a lower one.

use anlu_domain::{
    finding::{Finding, Overspeed, PackRef, Phase},
    geo::Point,
    ids::{EnterpriseId, FindingId, PersonId, SignalId, VehicleId, ZoneId},
    signal::GroupKey,
    time::UtcMs,
    zone::ZoneRef,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query},
};

use super::column::{corrupt, severity_of, severity_rank, to_i32};
use crate::{
    Db, StoreError, Tx,
    entity::{
        finding::{Column, Entity, Model},
        signal_finding,
    },
};

/// A finding with what the registry knew about its vehicle and driver when it came in.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFinding {
    /// The finding; `driver` is `None` here: a certificate number is personal data, see `driver_person`.
    pub finding: Finding,
    /// Registry vehicle.
    pub vehicle: Option<VehicleId>,
    /// Owner of the vehicle.
    pub enterprise: Option<EnterpriseId>,
    /// The person the driver card named.
    pub driver_person: Option<PersonId>,
    /// Opaque mark of the driver card, for grouping drivers the registry does not know.
    pub driver_mark: Option<String>,
    /// The group it belongs to, fixed at its first revision.
    pub group: GroupKey,
    /// When this revision was stored.
    pub stored_at: UtcMs,
}

const TABLE: &str = "finding";

impl TryFrom<Model> for StoredFinding {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let id = m.id;
        let finding = Finding {
            id: FindingId(id),
            rule: m.rule,
            pack: PackRef { id: m.pack_id, version: m.pack_version },
            vehicle: m.vehicle_key,
            driver: None,
            start: UtcMs(m.start_at),
            end: UtcMs(m.end_at),
            phase: phase_of(&m.phase).ok_or_else(|| corrupt(TABLE, "phase", id))?,
            revision: u32::try_from(m.revision).map_err(|_error| corrupt(TABLE, "revision", id))?,
            late: false,
            severity: severity_of(m.severity).ok_or_else(|| corrupt(TABLE, "severity", id))?,
            driving_minutes: m.driving_minutes,
            max_gap_minutes: m.max_gap_minutes,
            limit_minutes: m.limit_minutes,
            at: m.lon.zip(m.lat).map(|(lon, lat)| Point { lon, lat }),
            speed: m.peak_kmh.zip(m.limit_kmh).map(speed),
            zone: m.zone_id.zip(m.zone_name).map(|(id, name)| ZoneRef { id: ZoneId(id), name }),
        };
        Ok(Self {
            finding,
            vehicle: m.vehicle_id.map(VehicleId),
            enterprise: m.enterprise_id.map(EnterpriseId),
            driver_person: m.driver_id.map(PersonId),
            driver_mark: m.driver_mark,
            group: GroupKey(m.group_key),
            stored_at: UtcMs(m.stored_at),
        })
    }
}

pub(super) fn phase_of(name: &str) -> Option<Phase> {
    [Phase::Open, Phase::Closed, Phase::Withdrawn].into_iter().find(|phase| phase_name(*phase) == name)
}

pub(super) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Open => "open",
        Phase::Closed => "closed",
        Phase::Withdrawn => "withdrawn",
    }
}

/// Speeds are stored as wide as the databases have them; they come back as they were.
#[expect(clippy::cast_possible_truncation, reason = "was an f32")]
fn speed((peak, limit): (f64, f64)) -> Overspeed {
    Overspeed { peak_kmh: peak as f32, limit_kmh: limit as f32 }
}

fn model(s: &StoredFinding) -> Model {
    let f = &s.finding;
    Model {
        id: f.id.0,
        rule: f.rule.clone(),
        pack_id: f.pack.id.clone(),
        pack_version: f.pack.version.clone(),
        vehicle_key: f.vehicle.clone(),
        vehicle_id: s.vehicle.map(|v| v.0),
        enterprise_id: s.enterprise.map(|e| e.0),
        driver_id: s.driver_person.map(|d| d.0),
        driver_mark: s.driver_mark.clone(),
        start_at: f.start.0,
        end_at: f.end.0,
        phase: phase_name(f.phase).to_owned(),
        revision: to_i32(f.revision),
        severity: severity_rank(f.severity),
        driving_minutes: f.driving_minutes,
        max_gap_minutes: f.max_gap_minutes,
        limit_minutes: f.limit_minutes,
        lon: f.at.map(|p| p.lon),
        lat: f.at.map(|p| p.lat),
        peak_kmh: f.speed.map(|s| s.peak_kmh.into()),
        limit_kmh: f.speed.map(|s| s.limit_kmh.into()),
        zone_id: f.zone.as_ref().map(|z| z.id.0),
        zone_name: f.zone.as_ref().map(|z| z.name.clone()),
        group_key: s.group.0.clone(),
        stored_at: s.stored_at.0,
    }
}

/// The finding of this id. For the detectors, which see all.
pub async fn get(db: Db<'_>, id: FindingId) -> Result<Option<StoredFinding>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.map(StoredFinding::try_from).transpose()
}

/// Findings of a vehicle that touch the time from `from` to `to`, by start. At most 200. No scope: the caller has read the
/// vehicle through it.
pub async fn of_vehicle(
    db: Db<'_>,
    vehicle: VehicleId,
    from: UtcMs,
    to: UtcMs,
) -> Result<Vec<StoredFinding>, StoreError> {
    let rows = Entity::find()
        .filter(Column::VehicleId.eq(vehicle.0))
        .filter(Column::StartAt.lte(to.0))
        .filter(Column::EndAt.gte(from.0))
        .order_by_asc(Column::StartAt)
        .limit(200)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(StoredFinding::try_from).collect()
}

/// Stores a finding that is new.
pub async fn insert(tx: &Tx, stored: &StoredFinding) -> Result<(), StoreError> {
    Entity::insert(model(stored).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Replaces a finding by a higher revision; `false` when the stored one is as high.
pub async fn revise(tx: &Tx, stored: &StoredFinding) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .set(model(stored).into_active_model().reset_all())
        .filter(Column::Id.eq(stored.finding.id.0))
        .filter(Column::Revision.lt(to_i32(stored.finding.revision)))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Puts a finding under a signal; `false` when it was there.
pub async fn link(tx: &Tx, signal: SignalId, finding: FindingId) -> Result<bool, StoreError> {
    let row = signal_finding::Model { signal_id: signal.0, finding_id: finding.0 }.into_active_model();
    let once = OnConflict::columns([signal_finding::Column::SignalId, signal_finding::Column::FindingId])
        .do_nothing()
        .to_owned();
    let rows = signal_finding::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(rows == 1)
}

/// The findings under a signal, in order of time. The caller has read the signal for its viewer.
pub async fn of_signal(db: Db<'_>, signal: SignalId) -> Result<Vec<StoredFinding>, StoreError> {
    let linked = Query::select()
        .column(signal_finding::Column::FindingId)
        .from(signal_finding::Entity)
        .and_where(signal_finding::Column::SignalId.eq(signal.0))
        .take();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(linked))
        .order_by_asc(Column::StartAt)
        .order_by_asc(Column::Rule)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(StoredFinding::try_from).collect()
}

/// The findings under several signals, in order of time. The caller has read the signals for its viewer.
pub async fn of_signals(db: Db<'_>, signals: &[SignalId]) -> Result<Vec<(SignalId, StoredFinding)>, StoreError> {
    if signals.is_empty() {
        return Ok(Vec::new());
    }
    let links = signal_finding::Entity::find()
        .filter(signal_finding::Column::SignalId.is_in(signals.iter().map(|s| s.0)))
        .all(&db.conn())
        .await?;
    let ids: Vec<uuid::Uuid> = links.iter().map(|l| l.finding_id).collect();
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids))
        .order_by_asc(Column::StartAt)
        .order_by_asc(Column::Rule)
        .all(&db.conn())
        .await?;
    let mut found = Vec::with_capacity(links.len());
    for row in rows {
        let id = row.id;
        let stored = StoredFinding::try_from(row)?;
        for link in links.iter().filter(|l| l.finding_id == id) {
            found.push((SignalId(link.signal_id), stored.clone()));
        }
    }
    Ok(found)
}

/// Findings of these vehicles that go on. For the detectors, which see all.
pub async fn open_of(db: Db<'_>, vehicles: &[VehicleId]) -> Result<Vec<Finding>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Phase.eq("open"))
        .filter(Column::VehicleId.is_in(vehicles.iter().map(|v| v.0)))
        .all(&db.conn())
        .await?;
    rows.into_iter().map(|row| StoredFinding::try_from(row).map(|stored| stored.finding)).collect()
}
