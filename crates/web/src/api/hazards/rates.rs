//! `GET /hazard-rates`: 销号率、按期率、重复率.

use anlu_app::hazard::rates::{self as app, rates};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::HazardParams;
use crate::{
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Figures; each is the total of the list with the same filters and the outcome named.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RateFigures {
    /// Hazards.
    pub(crate) found: u64,
    /// `outcome=closed`.
    pub(crate) closed: u64,
    /// `outcome=on_time`: handed in by the deadline.
    pub(crate) on_time: u64,
    /// `outcome=late`: handed in after it, or past it and not handed in.
    pub(crate) late: u64,
    /// `outcome=repeat`: the same enterprise and clause before, within the months of the pack.
    pub(crate) repeat: u64,
}

/// Figures of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RateGroup {
    /// Value of the filter `sector`, `grid_id` or `clause`; absent: of no group.
    pub(crate) key: Option<String>,
    /// Name; of lines of business their code.
    pub(crate) name: String,
    /// Figures.
    pub(crate) figures: RateFigures,
}

/// Rates of the hazards of a filter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HazardRates {
    /// Everything.
    pub(crate) all: RateFigures,
    /// By line of business; an enterprise with several counts in each.
    pub(crate) sectors: Vec<RateGroup>,
    /// By the grid node of the enterprise.
    pub(crate) grids: Vec<RateGroup>,
    /// By clause, most found first.
    pub(crate) clauses: Vec<RateGroup>,
}

impl From<app::Figures> for RateFigures {
    fn from(f: app::Figures) -> Self {
        Self { found: f.found, closed: f.closed, on_time: f.on_time, late: f.late, repeat: f.repeat }
    }
}

impl From<app::Group> for RateGroup {
    fn from(g: app::Group) -> Self {
        Self { key: g.key, name: g.name, figures: g.figures.into() }
    }
}

/// Rates of the hazards of a filter, by line of business, grid and clause.
#[utoipa::path(get, path = "/hazard-rates", operation_id = "get_hazard_rates", tag = "hazards",
    params(HazardParams), responses((status = 200, body = HazardRates), ListProblems))]
pub(crate) async fn get_hazard_rates(
    session: Session,
    Params(filter): Params<HazardParams>,
) -> Result<Json<HazardRates>, Problem> {
    let found = rates(&session.ctx, filter.into()).await?;
    let groups = |all: Vec<app::Group>| all.into_iter().map(Into::into).collect();
    Ok(Json(HazardRates {
        all: found.all.into(),
        sectors: groups(found.sectors),
        grids: groups(found.grids),
        clauses: groups(found.clauses),
    }))
}
