//! `GET /grids`: the territory tree as a flat list.

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

/// All nodes the viewer may see, parents before children.
#[utoipa::path(get, path = "/grids", operation_id = "list_grids", tag = "grids", params(GridParams),
    responses((status = 200, body = Vec<GridNode>), ReadProblems))]
pub(crate) async fn list_grids(
    session: Session,
    Params(wanted): Params<GridParams>,
) -> Result<Json<Vec<GridNode>>, Problem> {
    crate::error::pending((session, wanted))
}
