//! `/saved-filters`: filters of a list that an account keeps under a name.

use anlu_app::hazard::filters::{self as app, SavedFilter};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::{Problem, ReadProblems, WriteProblems},
    extract::{Body, Id, Params, Session},
};

/// Which list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FilterParams {
    /// List: `hazards`.
    #[param(max_length = 20)]
    pub(crate) area: String,
}

/// A filter to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilterDraft {
    /// List: `hazards`.
    #[schema(max_length = 20)]
    pub(crate) area: String,
    /// Name; one of the same name is replaced.
    #[schema(min_length = 1, max_length = 40)]
    pub(crate) name: String,
    /// Query of the address, without `?`.
    #[schema(max_length = 1000, example = "view=overdue&source=report")]
    pub(crate) query: String,
}

/// A kept filter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptFilter {
    /// Id.
    pub(crate) id: Uuid,
    /// Name.
    pub(crate) name: String,
    /// Query of the address.
    pub(crate) query: String,
}

impl From<SavedFilter> for KeptFilter {
    fn from(f: SavedFilter) -> Self {
        Self { id: f.id, name: f.name, query: f.query }
    }
}

/// The viewer's filters of a list, by name.
#[utoipa::path(get, path = "/saved-filters", operation_id = "list_saved_filters", tag = "session",
    params(FilterParams), responses((status = 200, body = [KeptFilter]), ReadProblems))]
pub(crate) async fn list_saved_filters(
    session: Session,
    Params(asked): Params<FilterParams>,
) -> Result<Json<Vec<KeptFilter>>, Problem> {
    let all = app::own(&session.ctx, &asked.area).await?;
    Ok(Json(all.into_iter().map(Into::into).collect()))
}

/// Keeps a filter under a name.
#[utoipa::path(post, path = "/saved-filters", operation_id = "keep_filter", tag = "session",
    request_body = FilterDraft, responses((status = 201, body = KeptFilter), WriteProblems))]
pub(crate) async fn keep_filter(
    session: Session,
    Body(draft): Body<FilterDraft>,
) -> Result<(StatusCode, Json<KeptFilter>), Problem> {
    let kept = app::keep(&session.ctx, &draft.area, &draft.name, &draft.query).await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}

/// Forgets one of the viewer's filters.
#[utoipa::path(delete, path = "/saved-filters/{id}", operation_id = "forget_filter", tag = "session",
    params(("id" = Uuid, Path, description = "Filter")),
    responses((status = 204, description = "Forgotten."), WriteProblems))]
pub(crate) async fn forget_filter(session: Session, Id(id): Id) -> Result<StatusCode, Problem> {
    app::forget(&session.ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
