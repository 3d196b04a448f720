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

use super::govern::ListingLevel;
use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named, Time},
        vocabulary::{Sector, mirror},
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
    HazardSource = hazard::Source { SelfCheck, Inspection, Patrol, Signal, Report, RiskControl, Import }
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

/// What came of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HazardOutcome {
    /// 已销号.
    Closed,
    /// Handed in by the deadline.
    OnTime,
    /// Handed in after the deadline, or past it and not handed in.
    Late,
    /// Repeats one of the same enterprise against the same clause.
    Repeat,
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
    /// Only of enterprises of this line of business.
    #[param(inline)]
    pub(crate) sector: Option<Sector>,
    /// Only against this clause: `key` of `GET /hazard-rates`.
    #[param(max_length = 300)]
    pub(crate) clause: Option<String>,
    /// Only found on this day or later.
    pub(crate) found_from: Option<Day>,
    /// Only found on this day or earlier.
    pub(crate) found_to: Option<Day>,
    /// Only with this outcome.
    #[param(inline)]
    pub(crate) outcome: Option<HazardOutcome>,
    /// Only under a listing that stands (`true`), or not (`false`).
    pub(crate) listed: Option<bool>,
    /// Only with a report of progress that is late.
    pub(crate) progress_late: Option<bool>,
    /// Only with a notice that the principal has not confirmed.
    pub(crate) unread: Option<bool>,
    /// Only made public.
    pub(crate) published: Option<bool>,
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
    /// Level of a listing that stands.
    pub(crate) listing: Option<ListingLevel>,
    /// A notice that the principal has not confirmed.
    pub(crate) unread: bool,
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
            sector: p.sector.map(Into::into),
            clause: p.clause,
            found_from: p.found_from.map(|d| d.0),
            found_to: p.found_to.map(|d| d.0),
            outcome: p.outcome.map(|o| match o {
                HazardOutcome::Closed => list::Outcome::Closed,
                HazardOutcome::OnTime => list::Outcome::OnTime,
                HazardOutcome::Late => list::Outcome::Late,
                HazardOutcome::Repeat => list::Outcome::Repeat,
            }),
            listed: p.listed,
            progress_late: p.progress_late,
            unread: p.unread,
            published: p.published,
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
            listing: h.governance.listing.filter(hazard::Listing::stands).map(|l| l.level.into()),
            unread: h.governance.notice.is_some_and(|n| n.receipt.is_none()),
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
