//! `POST /enterprises/{id}/grades/objections`: objects to facts of a rating. `POST /grade-objections/{id}/decision`.

use anlu_app::grade::{get, objection, view::ObjectionView};
use anlu_domain::{
    grade::ObjectionState as State,
    ids::{EnterpriseId, GradeObjectionId},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    get::{EnterpriseGrades, GradeFact},
    list::Grade,
};
use crate::{
    api::{
        values::{Day, Named, Time},
        vocabulary::mirror,
    },
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

mirror! {
    /// How an objection stands.
    ObjectionState = State { Filed, Upheld, Rejected }
}

/// An objection against a grade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeObjection {
    /// Id.
    id: Uuid,
    /// Model.
    model: String,
    /// Grade that is contested.
    grade: Grade,
    /// Facts that should not count.
    contested: Vec<GradeFact>,
    /// Why.
    reason: String,
    /// How it stands.
    state: ObjectionState,
    /// Last day for the decision.
    due: Day,
    /// Who objects.
    filed_by: Named,
    /// When.
    filed_at: Time,
    /// Who decided.
    decided_by: Option<Named>,
    /// When.
    decided_at: Option<Time>,
    /// Reasons of the decision.
    note: Option<String>,
    /// The viewer may decide it.
    can_decide: bool,
}

impl From<ObjectionView> for GradeObjection {
    fn from(v: ObjectionView) -> Self {
        let ObjectionView { objection: o, facts, can_decide } = v;
        let (decided_by, decided_at, note) = match o.decided {
            Some(d) => (Some(d.by.into()), Some(d.at.into()), Some(d.note)),
            None => (None, None, None),
        };
        Self {
            id: o.id.0,
            model: o.model,
            grade: o.grade.into(),
            contested: facts.into_iter().map(Into::into).collect(),
            reason: o.reason,
            state: o.state.into(),
            due: o.due.into(),
            filed_by: o.filed_by.into(),
            filed_at: o.filed_at.into(),
            decided_by,
            decided_at,
            note,
            can_decide,
        }
    }
}

/// An objection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectionDraft {
    /// Model whose grade is contested.
    model: String,
    /// References of the facts that should not count.
    contested: Vec<String>,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectionDecision {
    /// The contested facts no longer count.
    upheld: bool,
    /// Reasons.
    #[schema(min_length = 1, max_length = 1000)]
    note: String,
}

/// Objects to facts of a rating.
#[utoipa::path(post, path = "/enterprises/{id}/grades/objections", operation_id = "file_grade_objection", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = ObjectionDraft,
    responses((status = 200, body = EnterpriseGrades), WriteProblems))]
pub(crate) async fn file_grade_objection(
    session: Session,
    Id(id): Id,
    Body(draft): Body<ObjectionDraft>,
) -> Result<Json<EnterpriseGrades>, Problem> {
    let ObjectionDraft { model, contested, reason } = draft;
    objection::file(&session.ctx, EnterpriseId(id), &model, &contested, &reason).await?;
    Ok(Json(get::get(&session.ctx, EnterpriseId(id)).await?.into()))
}

/// Decides an objection; when it is upheld the enterprise is rated again without the contested facts.
#[utoipa::path(post, path = "/grade-objections/{id}/decision", operation_id = "decide_grade_objection", tag = "grades",
    params(("id" = Uuid, Path, description = "Objection")), request_body = ObjectionDecision,
    responses((status = 200, body = EnterpriseGrades), WriteProblems))]
pub(crate) async fn decide_grade_objection(
    session: Session,
    Id(id): Id,
    Body(decision): Body<ObjectionDecision>,
) -> Result<Json<EnterpriseGrades>, Problem> {
    let done = objection::decide(&session.ctx, GradeObjectionId(id), decision.upheld, &decision.note).await?;
    Ok(Json(get::get(&session.ctx, done.enterprise).await?.into()))
}
