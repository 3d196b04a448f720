//! `GET /today`: what the viewer can act on, by urgency.

use std::collections::BTreeMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::values::Time,
    error::{Problem, ReadProblems},
    extract::Session,
};

/// What an item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ItemKind {
    /// A signal to deal with.
    Signal,
    /// A hazard to move on.
    Hazard,
    /// A licence (operating or transport) that ends.
    Licence,
    /// A person's certificate that ends.
    Certificate,
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
    /// Name or plate of the subject.
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
    /// Level of the hazard, severity of the signal; absent otherwise.
    pub(crate) level: Option<String>,
}

/// The list of today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Today {
    /// Due before now, oldest first.
    pub(crate) overdue: Vec<Item>,
    /// Due today.
    pub(crate) today: Vec<Item>,
    /// Due in the seven days after today.
    pub(crate) week: Vec<Item>,
    /// How many are due later.
    pub(crate) later_count: u64,
}

/// What the viewer can act on now: overdue, today, this week.
#[utoipa::path(get, path = "/today", operation_id = "today", tag = "today",
    responses((status = 200, body = Today), ReadProblems))]
pub(crate) async fn today(session: Session) -> Result<Json<Today>, Problem> {
    crate::error::pending(session)
}
