//! Enforcement cases. An enterprise sees a case from the moment something was put before it.

use anlu_domain::{
    access::Viewer,
    case::{Case, CaseState, Outcome},
    ids::{CaseId, EnterpriseId, UserId},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json, to_json},
    hazard_list::contains,
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::case_file::{ActiveModel, Column, Entity, Model},
    scope,
};

const TABLE: &str = "case_file";

/// A stored case and the version a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCase {
    /// The case.
    pub case: Case,
    /// The next last day on which somebody has to act.
    pub due: Option<CivilDay>,
    /// Version, from 1.
    pub version: i64,
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Not over (`true`) or over (`false`).
    pub open: Option<bool>,
    /// In one of these states.
    pub states: Vec<CaseState>,
    /// Handled by this account.
    pub handler: Option<UserId>,
    /// Last day before this one.
    pub due_before: Option<CivilDay>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// From this record.
    pub source: Option<Uuid>,
    /// Of this violation.
    pub violation: Option<String>,
    /// Part of number, title or party.
    pub q: Option<String>,
}

/// A penalty that was executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Penalty {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub no: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Violation in the discretion table.
    pub violation: String,
    /// The person responsible was punished, not the firm.
    pub of_person: bool,
    /// Fine, yuan; 0: a warning or a measure.
    pub yuan: u64,
    /// When it was decided.
    pub at: UtcMs,
}

fn read(m: &Model) -> Result<StoredCase, StoreError> {
    let case = from_json(Some(&m.body), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok(StoredCase { case, due: m.due.map(CivilDay), version: m.version })
}

fn model(c: &Case, due: Option<CivilDay>, version: i64) -> Result<Model, StoreError> {
    let handlers: Vec<String> = c.officers.iter().filter_map(|o| o.user).map(|u| u.to_string()).collect();
    let executed = c.executed.is_some();
    let penalty = c.decision.as_ref().filter(|d| executed && d.outcome == Outcome::Penalty);
    Ok(Model {
        id: c.id.0,
        no: c.no.clone(),
        enterprise_id: c.enterprise.0,
        procedure: c.procedure.as_str().to_owned(),
        party_kind: c.party.kind.as_str().to_owned(),
        state: c.state.as_str().to_owned(),
        source: c.source.as_str().to_owned(),
        source_id: c.source_id,
        pair_id: c.pair.map(|p| p.0),
        violation: c.violated.id.clone(),
        search: format!("{} {} {}", c.no, c.title, c.party.name).to_lowercase(),
        handlers: handlers.join(" "),
        shown: c.shown_to_party(),
        due: due.map(|d| d.0),
        penalty_yuan: penalty.map(|d| i64::try_from(d.fine_yuan).unwrap_or(i64::MAX)),
        penalty_at: penalty.map(|d| d.step.at.0),
        opened_at: c.opened.at.0,
        body: to_json(c)?,
        version,
    })
}

/// What the viewer sees: of the authority, its territory; of an enterprise, what was put before it.
fn visible(viewer: &Viewer) -> Condition {
    let own = scope::by_enterprise(viewer, Column::EnterpriseId.into_expr());
    if viewer.role.is_authority() { own } else { own.add(Column::Shown.eq(true)) }
}

/// Ids of the cases the viewer sees.
pub(super) fn ids(viewer: &Viewer) -> SelectStatement {
    Query::select().column(Column::Id).from(Entity).cond_where(visible(viewer)).take()
}

fn over() -> [&'static str; 2] {
    [CaseState::Closed.as_str(), CaseState::Ended.as_str()]
}

/// Stores a new case with version 1.
pub async fn insert(tx: &Tx, case: &Case, due: Option<CivilDay>) -> Result<(), StoreError> {
    Entity::insert(model(case, due, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes it when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, case: &Case, due: Option<CivilDay>, version: i64) -> Result<(), StoreError> {
    let row: ActiveModel = model(case, due, version.saturating_add(1))?.into_active_model().reset_all();
    let mine = Entity::update_many().set(row).filter(Column::Id.eq(case.id.0)).filter(Column::Version.eq(version));
    if mine.exec(tx.conn()).await?.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(case.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// It, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: CaseId) -> Result<Option<StoredCase>, StoreError> {
    Entity::find_by_id(id.0).filter(visible(viewer)).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// One page of those the viewer may see: what is due first, then what has no day, newest first.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &CaseFilter,
    page: Page,
) -> Result<Paged<StoredCase>, StoreError> {
    let mut query = Entity::find().filter(visible(viewer));
    match filter.open {
        Some(true) => query = query.filter(Column::State.is_not_in(over())),
        Some(false) => query = query.filter(Column::State.is_in(over())),
        None => {}
    }
    if !filter.states.is_empty() {
        query = query.filter(Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if let Some(user) = filter.handler {
        query = query.filter(contains(Column::Handlers, &user.to_string()));
    }
    if let Some(day) = filter.due_before {
        query = query.filter(Column::Due.lt(day.0));
    }
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    if let Some(id) = filter.source {
        query = query.filter(Column::SourceId.eq(id));
    }
    if let Some(id) = &filter.violation {
        query = query.filter(Column::Violation.eq(id.as_str()));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        query = query.filter(contains(Column::Search, &q.to_lowercase()));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_asc(Column::Due.is_null())
        .order_by_asc(Column::Due)
        .order_by_desc(Column::OpenedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// Whether a case about this violation of this party from this record is there, whoever may see it.
pub async fn from_source(
    db: Db<'_>,
    source: Uuid,
    violation: &str,
    enterprise: EnterpriseId,
) -> Result<bool, StoreError> {
    let same = Entity::find()
        .filter(Column::SourceId.eq(source))
        .filter(Column::Violation.eq(violation))
        .filter(Column::EnterpriseId.eq(enterprise.0));
    Ok(same.count(&db.conn()).await? > 0)
}

/// Penalties of an enterprise that were executed and decided at or after `since`, oldest first. For the grading of
/// enterprises and for what counts as a repeat; whoever may see them.
pub async fn penalties(db: Db<'_>, enterprise: EnterpriseId, since: UtcMs) -> Result<Vec<Penalty>, StoreError> {
    let rows = Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .filter(Column::PenaltyAt.gte(since.0))
        .order_by_asc(Column::PenaltyAt)
        .order_by_asc(Column::Id)
        .all(&db.conn())
        .await?;
    let one = |m: Model| {
        Some(Penalty {
            case: CaseId(m.id),
            no: m.no,
            enterprise: EnterpriseId(m.enterprise_id),
            violation: m.violation,
            of_person: m.party_kind == anlu_domain::case::PartyKind::Person.as_str(),
            yuan: u64::try_from(m.penalty_yuan?).unwrap_or(0),
            at: UtcMs(m.penalty_at?),
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}
