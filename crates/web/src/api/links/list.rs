//! `GET /links`: the links, how they stand, and what was counted on a day.

use anlu_app::{
    index::GroupDay,
    link::{self, Link, LinkDay as Counted},
};
use anlu_domain::link::LAG_STEPS_MS;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        indices::values::GroupIndex,
        paging::{Paged, page},
        values::{Day, Time},
        vocabulary::LinkKind,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Which day.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinkParams {
    /// The civil day of receipt; today when it is left out.
    #[param(value_type = Option<String>, format = Date)]
    pub(crate) day: Option<Day>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// Input that was not taken for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkRejection {
    /// Stable code of the reason.
    #[schema(example = "unknown_plate")]
    pub(crate) reason: String,
    /// How often.
    pub(crate) count: u64,
}

/// Positions by the time they took from the device to us.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LagStep {
    /// Longest time of the step, seconds; none for the last one.
    pub(crate) up_to_seconds: Option<i64>,
    /// Positions.
    pub(crate) positions: u64,
}

/// What was counted on a link on a civil day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkDay {
    /// Day of receipt.
    pub(crate) day: Day,
    /// Vehicles whose last position of that day came over the link.
    pub(crate) vehicles: u64,
    /// Messages on disk, or positions that the upper platform confirmed.
    pub(crate) messages: u64,
    /// Positions read out of them.
    pub(crate) positions: u64,
    /// Input that was not taken.
    pub(crate) rejected: u64,
    /// The same by reason, most frequent first.
    pub(crate) rejections: Vec<LinkRejection>,
    /// Messages that the numbering of the sender says are missing.
    pub(crate) missing: u64,
    /// How often the main link broke.
    pub(crate) breaks: u64,
    /// Within so many seconds 95 % of the positions came, as an upper bound; none when there are none, or when it took
    /// longer than two hours.
    pub(crate) lag_95_seconds: Option<i64>,
    /// Positions by the time they took.
    pub(crate) lag: Vec<LagStep>,
    /// Positions whose device clock runs ahead of ours.
    pub(crate) ahead: u64,
    /// Positions whose device time could not be read.
    pub(crate) untimed: u64,
}

/// A link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkRow {
    /// Kind.
    pub(crate) kind: LinkKind,
    /// Name in the configuration; empty for the terminals.
    #[schema(example = "east")]
    pub(crate) id: String,
    /// Main link logged in; none for terminals.
    pub(crate) main_up: Option<bool>,
    /// Sub link logged in; none for terminals.
    pub(crate) sub_up: Option<bool>,
    /// Since when it stands so.
    pub(crate) changed_at: Option<Time>,
    /// Last message on disk, or last confirmation.
    pub(crate) last_at: Option<Time>,
    /// The day asked for; none when nothing came.
    pub(crate) day: Option<LinkDay>,
    /// Indices of the vehicles that were last heard of over the link, once the day is computed.
    pub(crate) index: Option<GroupIndex>,
}

impl From<Counted> for LinkDay {
    fn from(found: Counted) -> Self {
        let c = found.counts;
        let ends = LAG_STEPS_MS.iter().map(|ms| Some(ms / 1_000)).chain([None]);
        let lag = ends.zip(c.lag).map(|(up_to_seconds, positions)| LagStep { up_to_seconds, positions }).collect();
        let lag_95_seconds = c.lag_within_ms(950).map(|ms| ms / 1_000);
        let rejected = c.rejections();
        let mut rejections: Vec<LinkRejection> =
            c.rejected.into_iter().map(|(reason, count)| LinkRejection { reason, count }).collect();
        rejections.sort_by_key(|r| std::cmp::Reverse(r.count));
        Self {
            day: found.day.into(),
            vehicles: found.vehicles,
            messages: c.messages,
            positions: c.positions,
            rejected,
            rejections,
            missing: c.missing,
            breaks: c.breaks,
            lag_95_seconds,
            lag,
            ahead: c.ahead,
            untimed: c.untimed,
        }
    }
}

impl From<(Link, Option<GroupDay>)> for LinkRow {
    fn from((l, index): (Link, Option<GroupDay>)) -> Self {
        Self {
            kind: l.key.kind.into(),
            id: l.key.id,
            main_up: l.state.main_up,
            sub_up: l.state.sub_up,
            changed_at: l.state.changed_at.map(Into::into),
            last_at: l.state.last_at.map(Into::into),
            day: l.day.map(Into::into),
            index: index.map(Into::into),
        }
    }
}

/// Links that carry vehicles of the viewer's scope, with what was counted on one day.
#[utoipa::path(get, path = "/links", operation_id = "list_links", tag = "links", params(LinkParams),
    responses((status = 200, body = Paged<LinkRow>), ListProblems))]
pub(crate) async fn list_links(
    session: Session,
    Params(asked): Params<LinkParams>,
) -> Result<Json<Paged<LinkRow>>, Problem> {
    let day = asked.day.map_or_else(|| session.ctx.now().day(), |day| day.0);
    let page = page(asked.page, asked.page_size);
    Ok(Json(Paged::of(link::list(&session.ctx, day, page).await?, LinkRow::from)))
}
