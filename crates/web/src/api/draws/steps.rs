//! The steps of a draw: `POST /draws/{id}/…`.

use anlu_app::draw::{exclude::exclude, freeze::freeze, party, publish::publish, repeat::repeat, select::select};
use anlu_domain::{
    draw::{Hash, roster::Pool},
    ids::DrawId,
};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{get::DrawRecord, roster::RosterPart};
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A row to take out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exclusion {
    /// Pool: `subject` or `inspector`.
    pool: RosterPart,
    /// Id of the row.
    #[schema(max_length = 100)]
    row: String,
    /// Why: published with the result.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Takes a row out of a pool while the draw is planned.
#[utoipa::path(post, path = "/draws/{id}/exclusions", operation_id = "exclude_from_draw", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")), request_body = Exclusion,
    responses((status = 200, body = DrawRecord), WriteProblems))]
pub(crate) async fn exclude_from_draw(
    session: Session,
    Id(id): Id,
    Body(input): Body<Exclusion>,
) -> Result<Json<DrawRecord>, Problem> {
    let pool = match input.pool {
        RosterPart::Subject => Pool::Subject,
        RosterPart::Inspector => Pool::Inspector,
        RosterPart::Excluded => return Err(Problem::invalid("/pool", "not_expected")),
    };
    Ok(Json(exclude(&session.ctx, DrawId(id), pool, &input.row, &input.reason).await?.into()))
}

/// Fixes plan and pools for good; their hashes go to the ledger before anybody commits.
#[utoipa::path(post, path = "/draws/{id}/freeze", operation_id = "freeze_draw", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")), responses((status = 200, body = DrawRecord), WriteProblems))]
pub(crate) async fn freeze_draw(session: Session, Id(id): Id) -> Result<Json<DrawRecord>, Problem> {
    Ok(Json(freeze(&session.ctx, DrawId(id)).await?.into()))
}

/// The hash of a secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawCommitment {
    /// `H(commitment; frozen_sha256 ‖ seat ‖ secret)` of docs/DRAW.md, hex.
    #[schema(min_length = 64, max_length = 64)]
    commitment: String,
}

/// Hands in the commitment of the viewer's seat; the secret stays in the viewer's browser.
#[utoipa::path(post, path = "/draws/{id}/commitment", operation_id = "commit_draw", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")), request_body = DrawCommitment,
    responses((status = 200, body = DrawRecord), WriteProblems))]
pub(crate) async fn commit_draw(
    session: Session,
    Id(id): Id,
    Body(input): Body<DrawCommitment>,
) -> Result<Json<DrawRecord>, Problem> {
    let value = Hash::parse(&input.commitment).ok_or_else(|| Problem::invalid("/commitment", "hash_invalid"))?;
    Ok(Json(party::commit(&session.ctx, DrawId(id), value).await?.into()))
}

/// A secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawSecret {
    /// 32 random bytes, hex.
    #[schema(min_length = 64, max_length = 64)]
    secret: String,
}

/// Reveals the secret of the viewer's seat; it must fit the commitment.
#[utoipa::path(post, path = "/draws/{id}/secret", operation_id = "reveal_draw", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")), request_body = DrawSecret,
    responses((status = 200, body = DrawRecord), WriteProblems))]
pub(crate) async fn reveal_draw(
    session: Session,
    Id(id): Id,
    Body(input): Body<DrawSecret>,
) -> Result<Json<DrawRecord>, Problem> {
    let secret = Hash::parse(&input.secret).ok_or_else(|| Problem::invalid("/secret", "hash_invalid"))?;
    Ok(Json(party::reveal(&session.ctx, DrawId(id), secret).await?.into()))
}

/// The value of the public source.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawSelection {
    /// Its value, when the plan names a source.
    #[schema(max_length = 500)]
    beacon: Option<String>,
}

/// Computes the result, which follows from what is known; each drawn subject becomes a visit.
#[utoipa::path(post, path = "/draws/{id}/selection", operation_id = "select_draw", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")), request_body = DrawSelection,
    responses((status = 200, body = DrawRecord), WriteProblems))]
pub(crate) async fn select_draw(
    session: Session,
    Id(id): Id,
    Body(input): Body<DrawSelection>,
) -> Result<Json<DrawRecord>, Problem> {
    Ok(Json(select(&session.ctx, DrawId(id), input.beacon.as_deref()).await?.into()))
}

/// Publishes the file of a draw.
#[utoipa::path(post, path = "/draws/{id}/publication", operation_id = "publish_draw", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")), responses((status = 200, body = DrawRecord), WriteProblems))]
pub(crate) async fn publish_draw(session: Session, Id(id): Id) -> Result<Json<DrawRecord>, Problem> {
    Ok(Json(publish(&session.ctx, DrawId(id)).await?.into()))
}

/// Why it is drawn again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawRepetition {
    /// Published with both draws.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Draws again what was published, or what is void because a party let its time run out; answers the new draw.
#[utoipa::path(post, path = "/draws/{id}/repetition", operation_id = "repeat_draw", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")), request_body = DrawRepetition,
    responses((status = 200, body = DrawRecord), WriteProblems))]
pub(crate) async fn repeat_draw(
    session: Session,
    Id(id): Id,
    Body(input): Body<DrawRepetition>,
) -> Result<Json<DrawRecord>, Problem> {
    Ok(Json(repeat(&session.ctx, DrawId(id), &input.reason).await?.into()))
}
