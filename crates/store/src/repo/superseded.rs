//! What findings told before late data changed them. Rows are only added.

use anlu_domain::{
    finding::{Phase, Severity},
    ids::FindingId,
    time::UtcMs,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict};

use serde::Serialize;

use super::{
    column::{corrupt, severity_of, severity_rank, to_i32},
    finding::{StoredFinding, phase_name, phase_of},
};
use crate::{
    Db, StoreError, Tx,
    entity::finding_superseded::{Column, Entity, Model},
};

/// Figures that no longer stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Superseded {
    /// Whose they were.
    pub finding: FindingId,
    /// The revision that told them.
    pub revision: u32,
    /// Whether the spell still went on.
    pub phase: Phase,
    /// Severity.
    pub severity: Severity,
    /// First instant.
    pub start: UtcMs,
    /// Last instant.
    pub end: UtcMs,
    /// Minutes that counted.
    pub driving_minutes: f64,
    /// When they were stored.
    pub told_at: UtcMs,
    /// When late data replaced them.
    pub superseded_at: UtcMs,
}

const TABLE: &str = "finding_superseded";

/// Keeps what `was` told, which is replaced at `now`.
pub async fn keep(tx: &Tx, was: &StoredFinding, now: UtcMs) -> Result<(), StoreError> {
    let f = &was.finding;
    let row = Model {
        finding_id: f.id.0,
        revision: to_i32(f.revision),
        phase: phase_name(f.phase).to_owned(),
        severity: severity_rank(f.severity),
        start_at: f.start.0,
        end_at: f.end.0,
        driving_minutes: f.driving_minutes,
        told_at: was.stored_at.0,
        superseded_at: now.0,
    };
    let once = OnConflict::columns([Column::FindingId, Column::Revision]).do_nothing().to_owned();
    Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What these findings told before, oldest first. The caller has read the findings for its viewer.
pub async fn of(db: Db<'_>, findings: &[FindingId]) -> Result<Vec<Superseded>, StoreError> {
    if findings.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::FindingId.is_in(findings.iter().map(|f| f.0)))
        .order_by_asc(Column::SupersededAt)
        .order_by_asc(Column::Revision)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(Superseded::try_from).collect()
}

impl TryFrom<Model> for Superseded {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let id = m.finding_id;
        Ok(Self {
            finding: FindingId(id),
            revision: u32::try_from(m.revision).map_err(|_error| corrupt(TABLE, "revision", id))?,
            phase: phase_of(&m.phase).ok_or_else(|| corrupt(TABLE, "phase", id))?,
            severity: severity_of(m.severity).ok_or_else(|| corrupt(TABLE, "severity", id))?,
            start: UtcMs(m.start_at),
            end: UtcMs(m.end_at),
            driving_minutes: m.driving_minutes,
            told_at: UtcMs(m.told_at),
            superseded_at: UtcMs(m.superseded_at),
        })
    }
}
