//! Risk points: read, write with a version, and the conversions both directions.

use anlu_domain::{
    access::Viewer,
    evidence::EvidenceHash,
    ids::{EnterpriseId, RiskId},
    project::WORK_PREFIX,
    risk::{Grade, Risk, RiskKind, Spot, Standing},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::column::{corrupt, from_json, to_json, to_json_opt};
use crate::{
    Db, StoreError, Tx,
    entity::risk::{ActiveModel, Column, Entity, Model},
    scope,
};

/// A stored risk and the version a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRisk {
    /// The risk.
    pub risk: Risk,
    /// Version, from 1.
    pub version: i64,
}

/// What the planner asks of a census.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Points on the list.
    pub points: u32,
    /// Major ones: red, or registered and not cancelled.
    pub major: u32,
    /// Red ones that are not registered.
    pub unregistered: u32,
}

const TABLE: &str = "risk";
/// Rows per statement.
const BATCH: usize = 500;

impl TryFrom<Model> for StoredRisk {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let id = m.id;
        let bad = |column| corrupt(TABLE, column, id);
        let part = |n: Option<i32>| n.and_then(|n| u16::try_from(n).ok());
        let spot = match m.picture {
            None => None,
            Some(hash) => Some(Spot {
                picture: EvidenceHash::parse(&hash).ok_or_else(|| bad("picture"))?,
                x: part(m.x).ok_or_else(|| bad("x"))?,
                y: part(m.y).ok_or_else(|| bad("y"))?,
                area: from_json(m.area.as_deref(), TABLE, "area", id)?.unwrap_or_default(),
            }),
        };
        let risk = Risk {
            id: RiskId(id),
            no: m.no,
            enterprise: EnterpriseId(m.enterprise_id),
            name: m.name,
            kind: RiskKind::parse(&m.kind).ok_or_else(|| bad("kind"))?,
            place: m.place,
            accident: m.accident,
            owner: m.owner,
            assessment: from_json(Some(&m.assessment), TABLE, "assessment", id)?.ok_or_else(|| bad("assessment"))?,
            controls: from_json(Some(&m.controls), TABLE, "controls", id)?.ok_or_else(|| bad("controls"))?,
            spot,
            major: from_json(m.major.as_deref(), TABLE, "major", id)?,
            template: m.template,
            retired: from_json(m.retired.as_deref(), TABLE, "retired", id)?,
        };
        Ok(Self { risk, version: m.version })
    }
}

fn model(r: &Risk, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: r.id.0,
        enterprise_id: r.enterprise.0,
        no: r.no.clone(),
        name: r.name.clone(),
        kind: r.kind.as_str().to_owned(),
        place: r.place.clone(),
        accident: r.accident.clone(),
        owner: r.owner.clone(),
        grade: i32::from(r.grade().rank()),
        score: i64::from(r.assessment.score.0),
        assessed_at: r.assessment.step.at.0,
        assessment: to_json(&r.assessment)?,
        controls: to_json(&r.controls)?,
        picture: r.spot.as_ref().map(|s| s.picture.to_string()),
        x: r.spot.as_ref().map(|s| i32::from(s.x)),
        y: r.spot.as_ref().map(|s| i32::from(s.y)),
        area: to_json_opt(r.spot.as_ref().map(|s| &s.area).filter(|area| !area.is_empty()))?,
        standing: r.standing().map(|s| s.as_str().to_owned()),
        major: to_json_opt(r.major.as_ref())?,
        template: r.template.clone(),
        retired: to_json_opt(r.retired.as_ref())?,
        retired_at: r.retired.as_ref().map(|s| s.at.0),
        version,
    })
}

/// Stores new risks with version 1.
pub async fn insert(tx: &Tx, risks: &[Risk]) -> Result<(), StoreError> {
    for batch in risks.chunks(BATCH) {
        let rows =
            batch.iter().map(|r| Ok(model(r, 1)?.into_active_model())).collect::<Result<Vec<_>, StoreError>>()?;
        Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// The risk, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: RiskId) -> Result<Option<StoredRisk>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(StoredRisk::try_from).transpose()
}

/// Writes the risk when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, risk: &Risk, version: i64) -> Result<i64, StoreError> {
    let next = version.saturating_add(1);
    let row: ActiveModel = model(risk, next)?.into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(risk.id.0))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(next);
    }
    let found = Entity::find_by_id(risk.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// Every risk of an enterprise, gravest first; with those that were taken off the list when asked for.
pub async fn of_enterprise(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: EnterpriseId,
    retired: bool,
) -> Result<Vec<StoredRisk>, StoreError> {
    let mut query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::EnterpriseId.eq(enterprise.0));
    if !retired {
        query = query.filter(Column::RetiredAt.is_null());
    }
    let rows = query.order_by_desc(Column::Grade).order_by_desc(Column::Score).order_by_asc(Column::No);
    rows.all(&db.conn()).await?.into_iter().map(StoredRisk::try_from).collect()
}

/// Risks on the list of an enterprise that work items of projects brought with them, gravest first. No scope: the caller
/// has read a project in which the enterprise is a party.
pub async fn of_works(db: Db<'_>, enterprise: EnterpriseId) -> Result<Vec<Risk>, StoreError> {
    let rows = Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Template.starts_with(WORK_PREFIX))
        .order_by_desc(Column::Grade)
        .order_by_asc(Column::No)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(|m| StoredRisk::try_from(m).map(|s| s.risk)).collect()
}

/// How many risks on the list of an enterprise have each grade, gravest first. The caller has read the enterprise for
/// its viewer.
pub async fn grades(db: Db<'_>, enterprise: EnterpriseId) -> Result<Vec<(Grade, u64)>, StoreError> {
    let mut counts = Vec::new();
    for (grade, _, _) in Grade::ALL {
        let n = Entity::find()
            .filter(Column::EnterpriseId.eq(enterprise.0))
            .filter(Column::RetiredAt.is_null())
            .filter(Column::Grade.eq(i32::from(grade.rank())))
            .count(&db.conn())
            .await?;
        counts.push((*grade, n));
    }
    Ok(counts)
}

/// What the planner asks of the censuses of these enterprises; those without one are left out. No scope: for the
/// reconciler.
pub(super) async fn censuses(db: Db<'_>, ids: &[EnterpriseId]) -> Result<Vec<(Uuid, Census)>, StoreError> {
    type Row = (Uuid, i32, Option<String>, i64);
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .column(Column::EnterpriseId)
        .column(Column::Grade)
        .column(Column::Standing)
        .column_as(Column::Id.count(), "n")
        .filter(Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)))
        .filter(Column::RetiredAt.is_null())
        .group_by(Column::EnterpriseId)
        .group_by(Column::Grade)
        .group_by(Column::Standing)
        .order_by_asc(Column::EnterpriseId)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let mut all: Vec<(Uuid, Census)> = Vec::new();
    for (enterprise, _, standing, n) in rows {
        if all.last().is_none_or(|(id, _)| *id != enterprise) {
            all.push((enterprise, Census::default()));
        }
        let Some((_, census)) = all.last_mut() else { continue };
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        census.points += n;
        match standing.as_deref().and_then(Standing::parse) {
            Some(Standing::Unregistered) => {
                census.major += n;
                census.unregistered += n;
            }
            Some(Standing::Registered | Standing::CancelAsked) => census.major += n,
            Some(Standing::Cancelled) | None => {}
        }
    }
    Ok(all)
}
