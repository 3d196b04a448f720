//! `POST /draws/{id}/results`: makes the results of a draw public; `GET /public/inspections`: what everybody sees.

use anlu_app::field::publish::{self, PublicResult};
use anlu_domain::ids::DrawId;
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::list::FieldVerdict;
use crate::{
    api::{
        paging::{PageParams, Paged},
        values::Time,
    },
    error::{OpenProblems, Problem, WriteProblems},
    extract::{Id, Params, Session},
    state::AppState,
};

/// How many results were made public.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublishedResults {
    /// Results.
    count: u64,
}

/// Makes every result of the draw public that is not yet.
#[utoipa::path(post, path = "/draws/{id}/results", operation_id = "publish_draw_results", tag = "draws",
    params(("id" = uuid::Uuid, Path, description = "Draw")),
    responses((status = 200, body = PublishedResults), WriteProblems))]
pub(crate) async fn publish_draw_results(session: Session, Id(id): Id) -> Result<Json<PublishedResults>, Problem> {
    Ok(Json(PublishedResults { count: publish::publish(&session.ctx, DrawId(id)).await? }))
}

/// A result as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicInspection {
    /// Number.
    no: String,
    /// Enterprise.
    enterprise: String,
    /// 统一社会信用代码.
    code: String,
    /// Number of the draw.
    draw_no: Option<String>,
    /// Name of the draw.
    draw_name: Option<String>,
    /// When it ended.
    finished_at: Time,
    /// What came of it.
    verdict: FieldVerdict,
    /// How many things were not met.
    unmet: u32,
    /// When it was made public.
    published_at: Time,
}

impl From<PublicResult> for PublicInspection {
    fn from(r: PublicResult) -> Self {
        let (draw_no, draw_name) = r.draw.unzip();
        Self {
            no: r.no,
            enterprise: r.enterprise,
            code: r.code,
            draw_no,
            draw_name,
            finished_at: r.finished_at.into(),
            verdict: r.verdict.into(),
            unmet: r.unmet,
            published_at: r.published_at.into(),
        }
    }
}

/// Results of drawn visits, newest first.
#[utoipa::path(get, path = "/public/inspections", operation_id = "list_public_inspections", tag = "public",
    security(()), params(PageParams), responses((status = 200, body = Paged<PublicInspection>), OpenProblems))]
pub(crate) async fn list_public_inspections(
    State(state): State<AppState>,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<PublicInspection>>, Problem> {
    Ok(Json(Paged::of(publish::results(state.server(), page.page()).await?, PublicInspection::from)))
}
