//! `GET /draws`: draws, newest first.

use anlu_app::draw::{DrawView, list};
use anlu_domain::draw::State;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Time},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Where a draw stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DrawState {
    /// 已计划.
    Planned,
    /// 待承诺.
    Frozen,
    /// 待揭示.
    Committed,
    /// 待抽取.
    Revealed,
    /// 已抽取.
    Drawn,
    /// 已公开.
    Published,
    /// 已作废.
    Expired,
}

impl From<State> for DrawState {
    fn from(s: State) -> Self {
        match s {
            State::Planned => Self::Planned,
            State::Frozen => Self::Frozen,
            State::Committed => Self::Committed,
            State::Revealed => Self::Revealed,
            State::Drawn => Self::Drawn,
            State::Published => Self::Published,
            State::Expired => Self::Expired,
        }
    }
}

impl From<DrawState> for State {
    fn from(s: DrawState) -> Self {
        match s {
            DrawState::Planned => Self::Planned,
            DrawState::Frozen => Self::Frozen,
            DrawState::Committed => Self::Committed,
            DrawState::Revealed => Self::Revealed,
            DrawState::Drawn => Self::Drawn,
            DrawState::Published => Self::Published,
            DrawState::Expired => Self::Expired,
        }
    }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DrawParams {
    /// Only this state.
    #[param(inline)]
    state: Option<DrawState>,
    /// Part of number or name.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// One draw in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Number.
    #[schema(example = "SSJ-20261126-0001")]
    pub(crate) no: String,
    /// 抽查计划名称.
    pub(crate) name: String,
    /// State.
    pub(crate) state: DrawState,
    /// A party let its time run out: the draw is void and can be drawn again.
    pub(crate) overdue: bool,
    /// First day of the visits.
    pub(crate) from: Day,
    /// Last day of the visits.
    pub(crate) to: Day,
    /// How many subjects are drawn.
    pub(crate) count: u32,
    /// Who planned it.
    pub(crate) planned_by: String,
    /// When.
    pub(crate) planned_at: Time,
    /// When it was published.
    pub(crate) published_at: Option<Time>,
}

impl From<DrawView> for DrawRow {
    fn from(v: DrawView) -> Self {
        let (d, overdue) = (v.draw, v.overdue);
        Self {
            id: d.plan.id.0,
            no: d.plan.no,
            name: d.plan.name,
            state: d.state.into(),
            overdue,
            from: d.plan.from.into(),
            to: d.plan.to.into(),
            count: d.plan.count,
            planned_by: d.planned.by.name,
            planned_at: d.planned.at.into(),
            published_at: d.published.map(|s| s.at.into()),
        }
    }
}

/// Draws, newest first.
#[utoipa::path(get, path = "/draws", operation_id = "list_draws", tag = "draws", params(DrawParams),
    responses((status = 200, body = Paged<DrawRow>), ListProblems))]
pub(crate) async fn list_draws(
    session: Session,
    Params(p): Params<DrawParams>,
) -> Result<Json<Paged<DrawRow>>, Problem> {
    let filter = list::Filter { states: p.state.map(Into::into).into_iter().collect(), q: p.q };
    let found = list::list(&session.ctx, &filter, page(p.page, p.page_size)).await?;
    Ok(Json(Paged::of(found, DrawRow::from)))
}
