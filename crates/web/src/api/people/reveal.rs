//! `POST /people/{id}/reveal`: unmask one person's numbers; who, when and why go to the ledger.

use anlu_app::registry::person::reveal;
use anlu_domain::ids::PersonId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Why the numbers are needed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"reason": "核对从业资格证"}))]
pub(crate) struct Reveal {
    /// Reason, kept in the ledger.
    #[schema(min_length = 2, max_length = 200)]
    pub(crate) reason: String,
}

/// The numbers in full.
#[derive(Serialize, ToSchema)]
pub(crate) struct Revealed {
    /// 身份证号.
    pub(crate) id_number: String,
    /// Phone.
    pub(crate) phone: Option<String>,
}

/// Unmasks one person's numbers. Each call is one ledger entry.
#[utoipa::path(post, path = "/people/{id}/reveal", operation_id = "reveal_person", tag = "people",
    params(("id" = Uuid, Path, description = "Person")), request_body = Reveal,
    responses((status = 200, body = Revealed), WriteProblems))]
pub(crate) async fn reveal_person(
    session: Session,
    Id(id): Id,
    Body(input): Body<Reveal>,
) -> Result<Json<Revealed>, Problem> {
    let numbers = reveal::reveal(&session.ctx, PersonId(id), &input.reason).await?;
    Ok(Json(Revealed { id_number: numbers.id_number, phone: numbers.phone }))
}
