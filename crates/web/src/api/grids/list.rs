//! `GET /grids`: the territory tree as a flat list.

use anlu_app::registry::grid;
use anlu_domain::party::grid::Grid;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::vocabulary::GridLevel,
    error::{Problem, ReadProblems},
    extract::{Params, Session},
};

/// What to include.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GridParams {
    /// Include boundaries (large); left out by default.
    pub(crate) boundaries: Option<bool>,
}

/// One node of the territory tree.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GridNode {
    /// Registry id.
    pub(crate) id: Uuid,
    /// Statistical division code.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// Level.
    pub(crate) level: GridLevel,
    /// Parent; absent for a county.
    pub(crate) parent_id: Option<Uuid>,
    /// 网格长.
    pub(crate) chief_name: Option<String>,
    /// Closed rings of WGS-84 `[lon, lat]` pairs.
    #[schema(value_type = Option<Vec<Vec<Vec<f64>>>>)]
    pub(crate) boundary: Option<Vec<Vec<[f64; 2]>>>,
}

impl From<Grid> for GridNode {
    fn from(g: Grid) -> Self {
        Self {
            id: g.id.0,
            code: g.code,
            name: g.name,
            level: g.level.into(),
            parent_id: g.parent.map(|p| p.0),
            chief_name: g.chief_name,
            boundary: g.boundary,
        }
    }
}

/// All nodes the viewer may see, parents before children.
#[utoipa::path(get, path = "/grids", operation_id = "list_grids", tag = "grids", params(GridParams),
    responses((status = 200, body = Vec<GridNode>), ReadProblems))]
pub(crate) async fn list_grids(
    session: Session,
    Params(wanted): Params<GridParams>,
) -> Result<Json<Vec<GridNode>>, Problem> {
    let all = grid::list(&session.ctx).await?;
    let boundaries = wanted.boundaries == Some(true);
    let node = |g: Grid| if boundaries { g.into() } else { GridNode { boundary: None, ..g.into() } };
    Ok(Json(all.into_iter().map(node).collect()))
}
