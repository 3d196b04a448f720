//! `GET /inspectors`: the pool (执法检查人员名录库); `POST` enters, `PUT /inspectors/{id}` changes.

use anlu_app::draw::inspectors;
use anlu_domain::{
    draw::roster::Leave,
    field::inspector::{Conflict, Inspector},
    ids::{EnterpriseId, InspectorId, UserId},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{values::Day, vocabulary::Sector},
    error::{Problem, ReadProblems, WriteProblems},
    extract::{Body, Id, Session},
};

/// Days away, first and last included.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InspectorLeave {
    /// First day.
    from: Day,
    /// Last day.
    to: Day,
}

/// An enterprise the inspector may not visit (回避).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InspectorConflict {
    /// Enterprise.
    enterprise_id: Uuid,
    /// Why.
    #[schema(min_length = 1, max_length = 100)]
    reason: String,
}

/// An inspector as written.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InspectorDraft {
    /// Account; absent: an officer of another department.
    user_id: Option<Uuid>,
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// Department.
    #[schema(min_length = 1, max_length = 100)]
    department: String,
    /// Sectors the person knows.
    #[serde(default)]
    skills: Vec<Sector>,
    /// Leave.
    #[serde(default)]
    leaves: Vec<InspectorLeave>,
    /// Declared conflicts of interest.
    #[serde(default)]
    conflicts: Vec<InspectorConflict>,
    /// Still in the pool.
    #[serde(default = "yes")]
    active: bool,
    /// Version the change is based on; absent for somebody new.
    version: Option<i64>,
}

const fn yes() -> bool {
    true
}

/// An inspector of the pool.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InspectorRow {
    /// Id.
    id: Uuid,
    /// What is known.
    #[serde(flatten)]
    inspector: InspectorDraft,
}

impl From<(Inspector, i64)> for InspectorRow {
    fn from((i, version): (Inspector, i64)) -> Self {
        let leave = |l: Leave| InspectorLeave { from: l.from.into(), to: l.to.into() };
        let conflict = |c: Conflict| InspectorConflict { enterprise_id: c.enterprise.0, reason: c.reason };
        let inspector = InspectorDraft {
            user_id: i.user.map(|u| u.0),
            name: i.name,
            department: i.department,
            skills: i.skills.into_iter().map(Into::into).collect(),
            leaves: i.leaves.into_iter().map(leave).collect(),
            conflicts: i.conflicts.into_iter().map(conflict).collect(),
            active: i.active,
            version: Some(version),
        };
        Self { id: i.id.0, inspector }
    }
}

fn written(id: Uuid, d: InspectorDraft) -> Inspector {
    let conflict = |c: InspectorConflict| Conflict {
        enterprise: EnterpriseId(c.enterprise_id),
        reason: c.reason.trim().to_owned(),
    };
    Inspector {
        id: InspectorId(id),
        user: d.user_id.map(UserId),
        name: d.name,
        department: d.department,
        skills: d.skills.into_iter().map(Into::into).collect(),
        leaves: d.leaves.into_iter().map(|l| Leave { from: l.from.0, to: l.to.0 }).collect(),
        conflicts: d.conflicts.into_iter().map(conflict).collect(),
        active: d.active,
    }
}

/// The pool of inspectors, those who left last.
#[utoipa::path(get, path = "/inspectors", operation_id = "list_inspectors", tag = "draws",
    responses((status = 200, body = Vec<InspectorRow>), ReadProblems))]
pub(crate) async fn list_inspectors(session: Session) -> Result<Json<Vec<InspectorRow>>, Problem> {
    Ok(Json(inspectors::list(&session.ctx).await?.into_iter().map(Into::into).collect()))
}

/// Enters somebody into the pool; answers the pool.
#[utoipa::path(post, path = "/inspectors", operation_id = "enter_inspector", tag = "draws",
    request_body = InspectorDraft, responses((status = 200, body = Vec<InspectorRow>), WriteProblems))]
pub(crate) async fn enter_inspector(
    session: Session,
    Body(input): Body<InspectorDraft>,
) -> Result<Json<Vec<InspectorRow>>, Problem> {
    let pool = inspectors::write(&session.ctx, written(Uuid::nil(), input), None).await?;
    Ok(Json(pool.into_iter().map(Into::into).collect()))
}

/// Changes a row of the pool; answers the pool.
#[utoipa::path(put, path = "/inspectors/{id}", operation_id = "change_inspector", tag = "draws",
    params(("id" = Uuid, Path, description = "Inspector")), request_body = InspectorDraft,
    responses((status = 200, body = Vec<InspectorRow>), WriteProblems))]
pub(crate) async fn change_inspector(
    session: Session,
    Id(id): Id,
    Body(input): Body<InspectorDraft>,
) -> Result<Json<Vec<InspectorRow>>, Problem> {
    let version = input.version.unwrap_or_default();
    let pool = inspectors::write(&session.ctx, written(id, input), Some(version)).await?;
    Ok(Json(pool.into_iter().map(Into::into).collect()))
}
