//! `POST /enterprises/{id}/facts`: tells facts that no register holds.

use anlu_app::duty::tell::{Telling, tell};
use anlu_domain::ids::{EnterpriseId, PersonId};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Facts by name; `null` forgets one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactsTold {
    /// The person they are about; absent: the enterprise.
    pub(crate) person_id: Option<Uuid>,
    /// Names of the fact schema with their values: true or false, whole numbers, days, words.
    #[schema(value_type = Object, example = json!({"enterprise.high_risk": true}))]
    pub(crate) facts: Telling,
}

/// Tells facts; tasks are planned again at once.
#[utoipa::path(post, path = "/enterprises/{id}/facts", operation_id = "tell_facts", tag = "duties",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = FactsTold,
    responses((status = 204, description = "Told."), WriteProblems))]
pub(crate) async fn tell_facts(
    session: Session,
    Id(id): Id,
    Body(input): Body<FactsTold>,
) -> Result<StatusCode, Problem> {
    tell(&session.ctx, EnterpriseId(id), input.person_id.map(PersonId), input.facts).await?;
    Ok(StatusCode::NO_CONTENT)
}
