//! `GET /search`: by name, pinyin initials, plate or credit code.

use anlu_app::registry::search;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::today::list::SubjectKind,
    error::{Problem, ReadProblems},
    extract::{Params, Session},
};

/// What to look for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchParams {
    /// Part of a name, pinyin initials, part of a plate, or a credit code.
    #[param(min_length = 1, max_length = 100, example = "slhy")]
    pub(crate) q: String,
}

/// One match.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchHit {
    /// Kind of the record.
    pub(crate) kind: SubjectKind,
    /// Its id.
    pub(crate) id: Uuid,
    /// Name or plate.
    pub(crate) title: String,
    /// What tells it from others of the same name.
    pub(crate) subtitle: String,
}

impl SearchHit {
    /// The hit on the wire; `None` for a kind the wire does not know.
    fn of(hit: search::Hit) -> Option<Self> {
        let kind = match hit.kind {
            "enterprise" => SubjectKind::Enterprise,
            "person" => SubjectKind::Person,
            "vehicle" => SubjectKind::Vehicle,
            "grid" => SubjectKind::Grid,
            _ => return None,
        };
        Some(Self { kind, id: hit.id, title: hit.title, subtitle: hit.subtitle })
    }
}

/// Up to 20 subjects the viewer may see, best match first.
#[utoipa::path(get, path = "/search", operation_id = "search", tag = "search", params(SearchParams),
    responses((status = 200, body = Vec<SearchHit>), ReadProblems))]
pub(crate) async fn search(session: Session, Params(q): Params<SearchParams>) -> Result<Json<Vec<SearchHit>>, Problem> {
    let hits = search::search(&session.ctx, &q.q).await?;
    Ok(Json(hits.into_iter().filter_map(SearchHit::of).collect()))
}
