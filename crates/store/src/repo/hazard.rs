//! Hazards: read one, write one with its version, and the conversions both directions.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    geo::Point,
    hazard::{FailedControl, Hazard, Level, PersonRef, Source, State},
    ids::{ControlId, EnterpriseId, HazardId, InspectionId, RiskId, SignalId, UserId},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use super::{
    By, Stored,
    column::{corrupt, from_json, person, to_json_opt},
};
use crate::{
    Db, StoreError, Tx,
    entity::{
        counter,
        hazard::{ActiveModel, Column, Entity, Model},
    },
    ledger::LedgerDraft,
    scope,
};

/// A stored hazard and the version a change must name.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredHazard {
    /// The hazard.
    pub hazard: Hazard,
    /// Version, from 1.
    pub version: i64,
}

const TABLE: &str = "hazard";
/// Most characters of a clause that tell it apart.
const MAX_KEY_CHARS: usize = 200;

impl TryFrom<Model> for StoredHazard {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let id = m.id;
        let location = m.lon.zip(m.lat).map(|(lon, lat)| Point { lon, lat });
        let failed = m.risk_id.zip(m.control_id).zip(m.inspection_id).map(|((risk, control), inspection)| {
            FailedControl { risk: RiskId(risk), control: ControlId(control), inspection: InspectionId(inspection) }
        });
        let hazard = Hazard {
            id: HazardId(id),
            no: m.no,
            enterprise: EnterpriseId(m.enterprise_id),
            source: Source::parse(&m.source).ok_or_else(|| corrupt(TABLE, "source", id))?,
            signal: m.signal_id.map(SignalId),
            failed,
            title: m.title,
            description: m.description,
            clause: m.clause,
            level: Level::parse(&m.level).ok_or_else(|| corrupt(TABLE, "level", id))?,
            state: State::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", id))?,
            found_by: PersonRef { id: UserId(m.found_by_id), name: m.found_by_name },
            found_at: UtcMs(m.found_at),
            place: m.place,
            location,
            deadline: m.deadline.map(CivilDay),
            plan: from_json(m.plan.as_deref(), TABLE, "plan", id)?,
            extension: from_json(m.extension.as_deref(), TABLE, "extension", id)?,
            verifier: person(m.verifier_id, m.verifier_name),
            notified: from_json(m.notified.as_deref(), TABLE, "notified", id)?,
            submitted: from_json(m.submitted.as_deref(), TABLE, "submitted", id)?,
            verified: from_json(m.verified.as_deref(), TABLE, "verified", id)?,
            sent_back: from_json(m.sent_back.as_deref(), TABLE, "sent_back", id)?,
            closed: from_json(m.closed.as_deref(), TABLE, "closed", id)?,
            judged: from_json(m.judged.as_deref(), TABLE, "judged", id)?,
            governance: from_json(m.governance.as_deref(), TABLE, "governance", id)?.unwrap_or_default(),
            repeats: m.repeats_id.map(HazardId),
        };
        Ok(Self { hazard, version: m.version })
    }
}

fn model(h: &Hazard, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: h.id.0,
        no: h.no.clone(),
        enterprise_id: h.enterprise.0,
        source: h.source.as_str().to_owned(),
        signal_id: h.signal.map(|s| s.0),
        title: h.title.clone(),
        description: h.description.clone(),
        clause: h.clause.clone(),
        level: h.level.as_str().to_owned(),
        state: h.state.as_str().to_owned(),
        found_by_id: h.found_by.id.0,
        found_by_name: h.found_by.name.clone(),
        found_at: h.found_at.0,
        place: h.place.clone(),
        lon: h.location.map(|p| p.lon),
        lat: h.location.map(|p| p.lat),
        deadline: h.deadline.map(|d| d.0),
        plan: to_json_opt(h.plan.as_ref())?,
        extension: to_json_opt(h.extension.as_ref())?,
        extension_pending: h.extension_pending(),
        verifier_id: h.verifier.as_ref().map(|v| v.id.0),
        verifier_name: h.verifier.as_ref().map(|v| v.name.clone()),
        notified: to_json_opt(h.notified.as_ref())?,
        submitted: to_json_opt(h.submitted.as_ref())?,
        submitted_by: h.submitted.as_ref().map(|s| s.by.id.0),
        submitted_at: h.submitted.as_ref().map(|s| s.at.0),
        verified: to_json_opt(h.verified.as_ref())?,
        sent_back: to_json_opt(h.sent_back.as_ref())?,
        closed: to_json_opt(h.closed.as_ref())?,
        version,
        risk_id: h.failed.map(|f| f.risk.0),
        control_id: h.failed.map(|f| f.control.0),
        inspection_id: h.failed.map(|f| f.inspection.0),
        judged: to_json_opt(h.judged.as_ref())?,
        criterion_id: h.judged.as_ref().and_then(|j| j.criterion.as_ref()).map(|c| c.id.clone()),
        clause_key: clause_key(h),
        governance: to_json_opt(Some(&h.governance).filter(|g| !g.is_empty()))?,
        listing_level: h.governance.listing.as_ref().filter(|l| l.stands()).map(|l| l.level.as_str().to_owned()),
        progress_due: h.governance.progress_due.filter(|_| h.state == State::Rectifying).map(|d| d.0),
        notice_unread: h.state != State::Closed && h.governance.notice.as_ref().is_some_and(|n| n.receipt.is_none()),
        published: h.governance.published.is_some(),
        repeats_id: h.repeats.map(|r| r.0),
    })
}

/// What makes two hazards of an enterprise offend the same clause: the criterion that a major one meets, or the words of
/// the clause without blanks. Nothing repeats what names no clause.
pub fn clause_key(h: &Hazard) -> Option<String> {
    let criterion = h.judged.as_ref().and_then(|j| j.criterion.as_ref()).filter(|_| h.level == Level::Major);
    if let Some(criterion) = criterion {
        return Some(criterion.id.clone());
    }
    let words: String = h.clause.as_deref()?.chars().filter(|c| !c.is_whitespace()).take(MAX_KEY_CHARS).collect();
    Some(words).filter(|w| !w.is_empty())
}

/// The newest hazard of the same enterprise against the same clause that was found since `from`, other than it.
pub async fn repeated(db: Db<'_>, h: &Hazard, from: UtcMs) -> Result<Option<HazardId>, StoreError> {
    let Some(key) = clause_key(h) else { return Ok(None) };
    let found = Entity::find()
        .filter(Column::EnterpriseId.eq(h.enterprise.0))
        .filter(Column::ClauseKey.eq(key))
        .filter(Column::FoundAt.gte(from.0))
        .filter(Column::FoundAt.lte(h.found_at.0))
        .filter(Column::Id.ne(h.id.0))
        .order_by_desc(Column::FoundAt)
        .order_by_desc(Column::Id)
        .one(&db.conn())
        .await?;
    Ok(found.map(|m| HazardId(m.id)))
}

/// Stores a new hazard with version 1.
pub async fn insert(tx: &Tx, hazard: &Hazard) -> Result<(), StoreError> {
    Entity::insert(model(hazard, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The hazard, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: HazardId) -> Result<Option<StoredHazard>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(StoredHazard::try_from).transpose()
}

/// Writes the hazard when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
/// Returns the new version.
pub async fn update(tx: &Tx, hazard: &Hazard, version: i64) -> Result<i64, StoreError> {
    let next = version.saturating_add(1);
    let row: ActiveModel = model(hazard, next)?.into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(hazard.id.0))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(next);
    }
    let found = Entity::find_by_id(hazard.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// The next number of `series`, from 1. It belongs to the transaction, so a series has no gaps.
pub async fn next_number(tx: &Tx, series: &str) -> Result<i64, StoreError> {
    let row = counter::ActiveModel { name: Set(series.to_owned()), value: Set(1) };
    let grow = OnConflict::column(counter::Column::Name)
        .value(counter::Column::Value, sea_orm::sea_query::Expr::cust("counter.value + 1"))
        .to_owned();
    let stored = counter::Entity::insert(row).on_conflict(grow).exec_with_returning(tx.conn()).await?;
    Ok(stored.value)
}

/// Hazards of these numbers, whoever may see them: for an import, whose viewer sees everything.
pub async fn by_no(db: Db<'_>, numbers: &[String]) -> Result<BTreeMap<String, Stored<Hazard>>, StoreError> {
    let mut found = BTreeMap::new();
    for part in numbers.chunks(2_000) {
        let rows = Entity::find().filter(Column::No.is_in(part.iter().map(String::as_str))).all(&db.conn()).await?;
        for row in rows {
            let StoredHazard { hazard, version } = StoredHazard::try_from(row)?;
            let at = hazard.found_at;
            found.insert(hazard.no.clone(), Stored { value: hazard, version, created_at: at, updated_at: at });
        }
    }
    Ok(found)
}

/// Stores hazards of a list, each with its entry in the ledger. Numbers of our own series stay taken.
pub async fn import(tx: &Tx, hazards: &[Hazard], by: By<'_>) -> Result<(), StoreError> {
    for h in hazards {
        if let Some((series, number)) = h.no.rsplit_once('-').and_then(|(s, n)| Some((s, n.parse::<i64>().ok()?)))
            && series.starts_with("YH-")
        {
            reserve(tx, series, number).await?;
        }
        insert(tx, h).await?;
        tx.record([entry(by, "hazard_imported", h.id, None, h)?], by.at);
    }
    Ok(())
}

/// Writes words that changed; how many did.
pub async fn reword(tx: &Tx, pairs: &[(Stored<Hazard>, Hazard)], by: By<'_>) -> Result<u64, StoreError> {
    let mut done = 0;
    for (index, (old, new)) in pairs.iter().enumerate() {
        match update(tx, new, old.version).await {
            Ok(_) => done += 1,
            Err(StoreError::Conflict { what, expected, found }) => {
                return Err(StoreError::Stale { what, index, expected, found });
            }
            Err(other) => return Err(other),
        }
        tx.record([entry(by, "hazard_reworded", new.id, Some(&old.value), new)?], by.at);
    }
    Ok(done)
}

fn entry(
    by: By<'_>,
    action: &'static str,
    id: HazardId,
    before: Option<&Hazard>,
    after: &Hazard,
) -> Result<LedgerDraft, StoreError> {
    let words = |h: &Hazard| {
        serde_json::json!({
            "state": h.state.as_str(), "title": h.title, "description": h.description, "place": h.place,
        })
    };
    let whole = serde_json::to_value(after).map_err(|e| StoreError::Internal(e.to_string()))?;
    Ok(LedgerDraft {
        actor: by.actor.to_owned(),
        action,
        subject_kind: TABLE,
        subject_id: id.to_string(),
        before: before.map(words),
        after: Some(if before.is_some() { words(after) } else { whole }),
    })
}

/// Numbers of `series` up to this one are taken.
async fn reserve(tx: &Tx, series: &str, number: i64) -> Result<(), StoreError> {
    let there = counter::Entity::find_by_id(series).one(tx.conn()).await?;
    if there.as_ref().is_some_and(|c| c.value >= number) {
        return Ok(());
    }
    let row = counter::ActiveModel { name: Set(series.to_owned()), value: Set(number) };
    let grow = OnConflict::column(counter::Column::Name).update_column(counter::Column::Value).to_owned();
    counter::Entity::insert(row).on_conflict(grow).exec_without_returning(tx.conn()).await?;
    Ok(())
}
