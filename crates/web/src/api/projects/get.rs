//! `GET /projects/{id}`: one project as it stands today.

use std::collections::BTreeMap;

use anlu_app::project::{self as app, get::get, view};
use anlu_domain::{ids::ProjectId, project};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::{PartyRole, ProjectRow};
use crate::{
    api::{
        backtests::values::Bilingual,
        risks::list::RiskGrade,
        signals::get::Activity,
        values::{Day, Named},
        vocabulary::mirror,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// Where a work item stands.
    WorkItemState = project::ItemState { Planned, Active, Suspended, Done }
}
mirror! {
    /// How a duty of a party stands.
    PartyDutyState = app::RowState { Done, Due, Overdue, Nobody, Idle }
}
mirror! {
    /// What kind of blind spot it is.
    BlindKind = app::BlindKind { Ungated, Exceeded, NoParty, NoPerson, Never, Overdue, Unlisted }
}

/// A measured value with its limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkMeasure {
    /// Key.
    key: String,
    /// Name.
    title: Bilingual,
    /// Unit.
    unit: String,
    /// From this value on somebody has to answer.
    limit: f64,
}

impl From<view::MeasureView> for WorkMeasure {
    fn from(m: view::MeasureView) -> Self {
        Self { key: m.key, title: m.title.into(), unit: m.unit, limit: m.limit }
    }
}

/// A duty of a party in a work item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyDuty {
    /// Id.
    #[schema(example = "pit.deep/scheme")]
    id: String,
    /// What.
    title: Bilingual,
    /// Who.
    role: PartyRole,
    /// Again after so many days; absent: once, before the work begins.
    every_days: Option<u16>,
    /// How it stands today.
    state: PartyDutyState,
    /// When it was done last.
    last: Option<Day>,
    /// Until when it is to be done.
    due: Option<Day>,
    /// Nothing may begin without it.
    gate: bool,
    /// What is measured with it.
    measures: Vec<WorkMeasure>,
    /// The clause.
    clause: Bilingual,
    /// How sure we are of it: `verified`, `secondary`, `unverified`.
    confidence: String,
    /// The viewer may record it.
    mine: bool,
}

/// A place where somebody should look and nobody does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BlindSpot {
    /// What kind.
    kind: BlindKind,
    /// Who has to act.
    role: PartyRole,
    /// The enterprise in that role.
    enterprise: Option<Named>,
    /// Who answers for it.
    person: Option<String>,
    /// The duty it is about.
    duty: Option<String>,
    /// What it is about.
    title: Bilingual,
    /// Since when.
    since: Option<Day>,
    /// The record whose excess waits for an answer.
    record_id: Option<Uuid>,
    /// The viewer may answer it.
    mine: bool,
}

/// A risk of a work item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkRisk {
    /// Name.
    name: String,
    /// What may happen.
    accident: String,
    /// Its grade: in the contractor's census, else as the pack proposes.
    grade: Option<RiskGrade>,
    /// The risk of the census; absent: not in it yet.
    risk_id: Option<Uuid>,
    /// The viewer may open it.
    opens: bool,
}

/// A work item today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkItem {
    /// Id.
    id: Uuid,
    /// Name.
    name: String,
    /// Kind of work in the pack.
    kind: String,
    /// The kind in words.
    kind_title: Bilingual,
    /// Site or chainage.
    place: String,
    /// Beyond the size from which experts review the scheme.
    large: bool,
    /// First day planned.
    start: Day,
    /// Last day planned.
    end: Day,
    /// Where it stands.
    state: WorkItemState,
    /// How much is done, per cent.
    progress: u8,
    /// Since when it runs.
    since: Option<Day>,
    /// Limits that the design sets, by measure.
    limits: BTreeMap<String, f64>,
    /// Its risks, gravest first.
    risks: Vec<WorkRisk>,
    /// What each party owes.
    duties: Vec<PartyDuty>,
    /// Where nobody looks, gravest first.
    blind: Vec<BlindSpot>,
    /// The viewer may take its risks into the census.
    may_draw: bool,
}

/// One project for one viewer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectRecord {
    /// What lists show.
    #[serde(flatten)]
    row: ProjectRow,
    /// Its work items.
    items: Vec<WorkItem>,
    /// Roles of the viewer's enterprise.
    roles: Vec<PartyRole>,
    /// The viewer may change it.
    may_edit: bool,
    /// The viewer may enter and move work items.
    may_work: bool,
    /// Everything that happened, oldest first.
    activity: Vec<Activity>,
}

impl From<view::RowView> for PartyDuty {
    fn from(r: view::RowView) -> Self {
        Self {
            id: r.id,
            title: r.title.into(),
            role: r.role.into(),
            every_days: r.every_days,
            state: r.state.into(),
            last: r.last.map(Into::into),
            due: r.due.map(Into::into),
            gate: r.gate,
            measures: r.measures.into_iter().map(Into::into).collect(),
            clause: r.clause.into(),
            confidence: r.confidence.to_owned(),
            mine: r.mine,
        }
    }
}

impl From<view::BlindView> for BlindSpot {
    fn from(b: view::BlindView) -> Self {
        Self {
            kind: b.kind.into(),
            role: b.role.into(),
            enterprise: b.enterprise.map(Into::into),
            person: b.person,
            duty: b.duty,
            title: b.title.into(),
            since: b.since.map(Into::into),
            record_id: b.record.map(|r| r.0),
            mine: b.mine,
        }
    }
}

impl From<view::ItemView> for WorkItem {
    fn from(v: view::ItemView) -> Self {
        let i = v.item;
        let risk = |r: view::ItemRisk| WorkRisk {
            name: r.name,
            accident: r.accident,
            grade: r.grade.map(Into::into),
            risk_id: r.risk.map(|id| id.0),
            opens: r.opens,
        };
        Self {
            id: i.id.0,
            name: i.name,
            kind: i.kind,
            kind_title: v.kind.into(),
            place: i.place,
            large: i.large,
            start: i.start.into(),
            end: i.end.into(),
            state: i.state.into(),
            progress: i.progress,
            since: i.since.map(Into::into),
            limits: i.limits,
            risks: v.risks.into_iter().map(risk).collect(),
            duties: v.rows.into_iter().map(Into::into).collect(),
            blind: v.blind.into_iter().map(Into::into).collect(),
            may_draw: v.may_draw,
        }
    }
}

impl From<view::ProjectView> for ProjectRecord {
    fn from(v: view::ProjectView) -> Self {
        Self {
            row: v.row.into(),
            items: v.items.into_iter().map(Into::into).collect(),
            roles: v.roles.into_iter().map(Into::into).collect(),
            may_edit: v.may_edit,
            may_work: v.may_work,
            activity: v.timeline.into_iter().map(Into::into).collect(),
        }
    }
}

/// One project: its work items with their risks, what each party owes, the blind spots.
#[utoipa::path(get, path = "/projects/{id}", operation_id = "get_project", tag = "projects",
    params(("id" = Uuid, Path, description = "Project")),
    responses((status = 200, body = ProjectRecord), OneProblems))]
pub(crate) async fn get_project(session: Session, Id(id): Id) -> Result<Json<ProjectRecord>, Problem> {
    Ok(Json(get(&session.ctx, ProjectId(id)).await?.into()))
}
