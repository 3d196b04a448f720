//! `GET /today`: what the viewer can act on, by urgency. `GET /today/late-enterprises`: the group of late enterprises.

use std::collections::BTreeMap;

use anlu_app::today::{self, Kind, Subject};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        duties::list::LadderStep,
        paging::{PageParams, Paged},
        values::Time,
    },
    error::{ListProblems, Problem, ReadProblems},
    extract::{Params, Session},
};

/// What an item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ItemKind {
    /// A signal to deal with.
    Signal,
    /// A watch to confirm or to close.
    Watch,
    /// A hazard to move on.
    Hazard,
    /// A duty to settle, a waiver to decide, an enterprise with late duties.
    Duty,
    /// A licence (operating or transport) that ends.
    Licence,
    /// A person's certificate that ends.
    Certificate,
    /// An upper platform that waits for an answer.
    Request,
    /// A major risk that an enterprise asks to strike off.
    Risk,
    /// A proposal of an accident investigation.
    Inquiry,
    /// A campaign with open enterprises, or one to close.
    Campaign,
    /// A target that the authority reminds of.
    Target,
    /// A grade: a notice to confirm, or an objection to decide.
    Grade,
    /// A double-random draw.
    Draw,
    /// A month of a yearly plan of draws.
    DrawPlan,
    /// A visit of an enterprise.
    Visit,
    /// An enforcement case to move on, or its papers to receive.
    Case,
    /// A warning interview to move on, to come to, or to answer.
    Talk,
    /// A construction project with blind spots, or with duties of the viewer's enterprise.
    Project,
    /// What the viewer demanded of a platform below, and what was not settled in time.
    Supervision,
    /// What the viewer asked a platform below, and what nobody answered in time.
    DutyCheck,
}

/// Kind of the record behind a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SubjectKind {
    /// An enterprise.
    Enterprise,
    /// A person.
    Person,
    /// A vehicle.
    Vehicle,
    /// A grid node.
    Grid,
    /// A campaign.
    Campaign,
    /// A draw.
    Draw,
    /// A list of the pack from which draws are made.
    DrawList,
    /// A construction project.
    Project,
    /// A platform below.
    Platform,
}

/// One thing to do, with one verb.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192f0c4-0000-7000-8000-000000000001", "kind": "hazard",
    "subject_id": "0192f0c4-0000-7000-8000-000000000002", "subject_name": "示例货运有限公司", "subject_kind": "enterprise",
    "why_code": "hazard_overdue", "params": {"no": "AL-2026-0007", "days": "2"},
    "due_at": "2026-11-22T23:59:59.999+08:00", "verb_code": "hazard.submit",
    "link": "/hazards/0192f0c4-0000-7000-8000-000000000001", "level": "general"
}))]
pub(crate) struct Item {
    /// Id of the record to act on.
    pub(crate) id: Uuid,
    /// What it is about.
    pub(crate) kind: ItemKind,
    /// Subject.
    pub(crate) subject_id: Uuid,
    /// Name or plate of the subject; empty when the registry does not know the vehicle.
    pub(crate) subject_name: String,
    /// Kind of the subject.
    pub(crate) subject_kind: SubjectKind,
    /// Why it is in the list: key of a text.
    pub(crate) why_code: String,
    /// Values for the text.
    pub(crate) params: BTreeMap<String, String>,
    /// When it is due.
    pub(crate) due_at: Option<Time>,
    /// What to do: key of the button's text.
    pub(crate) verb_code: String,
    /// Path of the page on which to do it.
    pub(crate) link: String,
    /// Level of the hazard, severity of the signal or watch; absent otherwise.
    pub(crate) level: Option<String>,
}

/// Enterprises whose duties are late, as one line: `GET /today/late-enterprises` opens it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LateGroup {
    /// How many enterprises.
    pub(crate) count: u64,
    /// The highest step of the ladder that one of them has reached.
    pub(crate) step: LadderStep,
}

/// The list of today.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the group is called today")]
pub(crate) struct Today {
    /// Due before now: gravest first, then oldest.
    pub(crate) overdue: Vec<Item>,
    /// Late enterprises, which belong to what is overdue; `null` when there are none.
    pub(crate) late_enterprises: Option<LateGroup>,
    /// Due today, and what waits without a clock.
    pub(crate) today: Vec<Item>,
    /// Due in the seven days after today.
    pub(crate) week: Vec<Item>,
    /// How many are due later, or too many to list.
    pub(crate) later_count: u64,
}

impl From<today::Item> for Item {
    fn from(i: today::Item) -> Self {
        let (subject_kind, subject_id) = match i.subject {
            Subject::Enterprise(id) => (SubjectKind::Enterprise, id.0),
            Subject::Person(id) => (SubjectKind::Person, id.0),
            Subject::Vehicle(id) => (SubjectKind::Vehicle, id.0),
            Subject::Unknown(id) => (SubjectKind::Vehicle, id),
            Subject::Campaign(id) => (SubjectKind::Campaign, id.0),
            Subject::Draw(id) => (SubjectKind::Draw, id.0),
            Subject::DrawList(id) => (SubjectKind::DrawList, id),
            Subject::Project(id) => (SubjectKind::Project, id.0),
            Subject::Platform(id) => (SubjectKind::Platform, id),
        };
        let (kind, page) = match (i.kind, subject_kind) {
            (Kind::Signal, _) => (ItemKind::Signal, "signals"),
            (Kind::Watch, _) => (ItemKind::Watch, "watches"),
            (Kind::Hazard, _) => (ItemKind::Hazard, "hazards"),
            (Kind::Duty, _) => (ItemKind::Duty, "enterprises"),
            (Kind::Certificate, _) => (ItemKind::Certificate, "people"),
            (Kind::DutyCheck, _) => (ItemKind::DutyCheck, "signals/links"),
            (Kind::Supervision, _) => (ItemKind::Supervision, "signals"),
            (Kind::Request, _) => (ItemKind::Request, "requests"),
            (Kind::Risk, _) => (ItemKind::Risk, "risks"),
            (Kind::Inquiry, _) => (ItemKind::Inquiry, "inquiries"),
            (Kind::Case, _) => (ItemKind::Case, "cases"),
            (Kind::Talk, _) => (ItemKind::Talk, "talks"),
            (Kind::Project, _) => (ItemKind::Project, "projects"),
            (Kind::Campaign, _) => (ItemKind::Campaign, "campaigns"),
            (Kind::Draw, _) => (ItemKind::Draw, "draws"),
            (Kind::DrawPlan, _) => (ItemKind::DrawPlan, "draws"),
            (Kind::Visit, _) => (ItemKind::Visit, "visits"),
            (Kind::Target, _) => (ItemKind::Target, "enterprises"),
            (Kind::Grade, _) => (ItemKind::Grade, "enterprises"),
            (Kind::Licence, SubjectKind::Vehicle) => (ItemKind::Licence, "vehicles"),
            (Kind::Licence, _) => (ItemKind::Licence, "enterprises"),
        };
        // Where there is no record yet, the form that makes it.
        let opened = format!("/{page}?open=platform_in/{}", i.subject_name);
        let planned = i.params.get("list").map(|list| format!("/draws/new?list={list}"));
        Self {
            id: i.id,
            kind,
            subject_id,
            subject_name: i.subject_name,
            subject_kind,
            why_code: i.why.to_owned(),
            params: i.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            due_at: i.due_at.map(Into::into),
            verb_code: i.verb.to_owned(),
            link: match i.kind {
                // The list of duties, opened at the one that is meant.
                Kind::Duty => format!("/enterprises/{subject_id}/duties?at={}", i.id),
                Kind::Grade => format!("/enterprises/{subject_id}/grade"),
                Kind::DrawPlan => planned.unwrap_or_default(),
                Kind::Target => format!("/enterprises/{subject_id}/duties"),
                // The page of links, opened at the one that is meant.
                Kind::DutyCheck => opened,
                // The list, opened at what is left to do.
                Kind::Campaign => format!("/campaigns/{}?view=open", i.id),
                _ => format!("/{page}/{}", i.id),
            },
            level: i.level.map(str::to_owned),
        }
    }
}

impl From<today::Today> for Today {
    fn from(t: today::Today) -> Self {
        let items = |all: Vec<today::Item>| all.into_iter().map(Item::from).collect();
        Self {
            overdue: items(t.overdue),
            late_enterprises: t.late_enterprises.map(|g| LateGroup { count: g.count, step: g.step.into() }),
            today: items(t.today),
            week: items(t.week),
            later_count: t.later_count,
        }
    }
}

/// What the viewer can act on now: overdue, today, this week.
#[utoipa::path(get, path = "/today", operation_id = "today", tag = "today",
    responses((status = 200, body = Today), ReadProblems))]
pub(crate) async fn today(session: Session) -> Result<Json<Today>, Problem> {
    Ok(Json(today::today(&session.ctx).await?.into()))
}

/// Late enterprises that the ladder has brought to the viewer's role: highest step first, then longest late.
#[utoipa::path(get, path = "/today/late-enterprises", operation_id = "late_enterprises", tag = "today",
    params(PageParams), responses((status = 200, body = Paged<Item>), ListProblems))]
pub(crate) async fn late_enterprises(
    session: Session,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<Item>>, Problem> {
    let found = today::late_enterprises(&session.ctx, page.page()).await?;
    Ok(Json(Paged::of(found, Item::from)))
}
