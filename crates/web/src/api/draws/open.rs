//! `GET /public/draws` and `GET /public/draws/{id}/file`: for everybody, without an account.

use anlu_app::draw::open;
use anlu_domain::{draw::Draw, ids::DrawId};
use axum::{Json, extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::DrawState;
use crate::{
    api::{
        Bytes,
        attachment::canonical_json,
        paging::{PageParams, Paged},
        values::{Day, Time},
    },
    error::{OpenProblems, Problem},
    extract::{Id, Params},
    state::AppState,
};

/// A draw as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicDraw {
    /// Id.
    id: Uuid,
    /// Number.
    no: String,
    /// 抽查计划名称.
    name: String,
    /// `published` or `expired` (void).
    state: DrawState,
    /// First day of the visits.
    from: Day,
    /// Last day of the visits.
    to: Day,
    /// Subjects drawn.
    drawn: usize,
    /// SHA-256 of plan and roster, in the ledger before anybody committed.
    frozen_sha256: Option<String>,
    /// SHA-256 of the result.
    result_sha256: Option<String>,
    /// When it was published or ended.
    at: Option<Time>,
    /// Parties who let their time run out.
    silent: Vec<String>,
    /// Why it was ended.
    void_reason: Option<String>,
    /// The draw that this one repeats.
    repeats: Option<String>,
    /// Why it was drawn again.
    repeats_reason: Option<String>,
}

impl From<Draw> for PublicDraw {
    fn from(d: Draw) -> Self {
        let ended = d.published.as_ref().or(d.expired.as_ref());
        let committed = d.a.commitment.is_some() && d.b.commitment.is_some();
        let silent = |p: &&anlu_domain::draw::state::Party| {
            if committed { p.secret.is_none() } else { p.commitment.is_none() }
        };
        Self {
            id: d.plan.id.0,
            state: d.state.into(),
            from: d.plan.from.into(),
            to: d.plan.to.into(),
            drawn: d.outcome.as_ref().map_or(0, |o| o.pairs.len()),
            frozen_sha256: d.digests.map(|h| h.frozen.to_string()),
            result_sha256: d.outcome.as_ref().map(|o| o.result_sha256.to_string()),
            at: ended.map(|s| s.at.into()),
            silent: [&d.a, &d.b].into_iter().filter(silent).map(|p| p.user.name.clone()).collect(),
            void_reason: d.expired.as_ref().map(|s| s.note.clone()),
            repeats: d.plan.predecessor.as_ref().map(|p| p.no.clone()),
            repeats_reason: d.plan.predecessor.as_ref().map(|p| p.reason.clone()),
            no: d.plan.no,
            name: d.plan.name,
        }
    }
}

/// Published and void draws, newest first.
#[utoipa::path(get, path = "/public/draws", operation_id = "list_public_draws", tag = "public", security(()),
    params(PageParams), responses((status = 200, body = Paged<PublicDraw>), OpenProblems))]
pub(crate) async fn list_public_draws(
    State(state): State<AppState>,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<PublicDraw>>, Problem> {
    Ok(Json(Paged::of(open::list(state.server(), page.page()).await?, PublicDraw::from)))
}

/// The file of a published draw: everything that is needed to recompute it (docs/DRAW.md), as canonical JSON.
#[utoipa::path(get, path = "/public/draws/{id}/file", operation_id = "get_public_draw_file", tag = "public",
    security(()), params(("id" = Uuid, Path, description = "Draw")),
    responses((status = 200, content_type = "application/json", body = Bytes), OpenProblems))]
pub(crate) async fn get_public_draw_file(State(state): State<AppState>, Id(id): Id) -> Result<Response, Problem> {
    let (no, text) = open::file(state.server(), DrawId(id)).await?;
    Ok(canonical_json(&no, text))
}
