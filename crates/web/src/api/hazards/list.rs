//! `GET /hazards`: hazards, filtered and paged.

use anlu_app::hazard::{HazardView, list};
use anlu_domain::{
    hazard,
    ids::{EnterpriseId, GridId, RiskId},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named, Time},
        vocabulary::mirror,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// Where in the loop a hazard stands.
    HazardState = hazard::State { Found, Notified, Rectifying, Submitted, Verified, Closed }
}
mirror! {
    /// How dangerous a hazard is.
    HazardLevel = hazard::Level { General, Major }
}
mirror! {
    /// How a hazard came to be known.
    HazardSource = hazard::Source { SelfCheck, Inspection, Patrol, Signal, Report, RiskControl }
}

/// Order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HazardSort {
    /// Deadlines that end first come first.
    #[default]
    Deadline,
    /// Newest first.
    Found,
    /// Major ones first, then as by deadline.
    Level,
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HazardParams {
    /// Only this state.
    #[param(inline)]
    pub(crate) state: Option<HazardState>,
    /// Only those not closed (`true`) or closed (`false`).
    pub(crate) open: Option<bool>,
    /// Only this level.
    #[param(inline)]
    pub(crate) level: Option<HazardLevel>,
    /// Only those past their deadline.
    pub(crate) overdue: Option<bool>,
    /// Only of this enterprise.
    pub(crate) enterprise_id: Option<Uuid>,
    /// Only of enterprises in this grid node and below.
    pub(crate) grid_id: Option<Uuid>,
    /// Only of this source.
    #[param(inline)]
    pub(crate) source: Option<HazardSource>,
    /// Only from failed controls of this risk point.
    pub(crate) risk_id: Option<Uuid>,
    /// Part of the number, title or enterprise name.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Order.
    #[param(inline)]
    pub(crate) sort: Option<HazardSort>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// One hazard in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HazardRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Human number.
    #[schema(example = "YH-20261124-0001")]
    pub(crate) no: String,
    /// The enterprise that must mend it.
    pub(crate) enterprise: Named,
    /// Grid node of the enterprise.
    pub(crate) grid: Option<Named>,
    /// How it came to be known.
    pub(crate) source: HazardSource,
    /// One line.
    pub(crate) title: String,
    /// The clause it offends.
    pub(crate) clause: Option<String>,
    /// Level.
    pub(crate) level: HazardLevel,
    /// State.
    pub(crate) state: HazardState,
    /// Who found it.
    pub(crate) found_by: String,
    /// When it was found.
    pub(crate) found_at: Time,
    /// Last day for mending.
    pub(crate) deadline: Option<Day>,
    /// The enterprise still owes work and the deadline has passed.
    pub(crate) overdue: bool,
    /// Days until the deadline, negative when late.
    pub(crate) days_left: Option<i32>,
    /// Version.
    pub(crate) version: i64,
}

impl From<HazardParams> for list::Filter {
    fn from(p: HazardParams) -> Self {
        let fits = |s: &hazard::State| p.open.is_none_or(|open| open == (*s != hazard::State::Closed));
        let states = match (p.state, p.open) {
            (Some(state), _) => vec![state.into()],
            (None, Some(_)) => hazard::State::ALL.into_iter().filter(fits).collect(),
            (None, None) => Vec::new(),
        };
        Self {
            states,
            level: p.level.map(Into::into),
            overdue: p.overdue,
            today: None,
            enterprise: p.enterprise_id.map(EnterpriseId),
            grid: p.grid_id.map(GridId),
            source: p.source.map(Into::into),
            risk: p.risk_id.map(RiskId),
            q: p.q,
            sort: match p.sort.unwrap_or_default() {
                HazardSort::Deadline => list::Sort::Deadline,
                HazardSort::Found => list::Sort::Found,
                HazardSort::Level => list::Sort::Level,
            },
        }
    }
}

impl From<HazardView> for HazardRow {
    fn from(v: HazardView) -> Self {
        let h = v.hazard;
        Self {
            id: h.id.0,
            no: h.no,
            enterprise: v.enterprise.into(),
            grid: v.grid.map(Into::into),
            source: h.source.into(),
            title: h.title,
            clause: h.clause,
            level: h.level.into(),
            state: h.state.into(),
            found_by: h.found_by.name,
            found_at: h.found_at.into(),
            deadline: h.deadline.map(Into::into),
            overdue: v.overdue,
            days_left: v.days_left,
            version: v.version,
        }
    }
}

/// Hazards in the viewer's scope.
#[utoipa::path(get, path = "/hazards", operation_id = "list_hazards", tag = "hazards", params(HazardParams),
    responses((status = 200, body = Paged<HazardRow>), ListProblems))]
pub(crate) async fn list_hazards(
    session: Session,
    Params(filter): Params<HazardParams>,
) -> Result<Json<Paged<HazardRow>>, Problem> {
    let page = page(filter.page, filter.page_size);
    let found = list::list(&session.ctx, filter.into(), page).await?;
    Ok(Json(Paged::of(found, HazardRow::from)))
}
