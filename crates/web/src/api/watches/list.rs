//! `GET /watches`: vehicles that partners are, were or shall be asked to stop.

use anlu_app::watch::{WatchView, list, list::WatchFilter};
use anlu_domain::watch;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::WatchOutcome;
use crate::{
    api::{
        paging::{Paged, page},
        signals::list::SignalVehicle,
        values::{Named, Time},
        vocabulary::mirror,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// Where a watch stands.
    WatchState = watch::State { Proposed, Confirmed, HandedOver, Answered, Expired, Withdrawn, Closed }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WatchParams {
    /// Only this state. Without it: all watches that have not ended.
    #[param(inline)]
    pub(crate) state: Option<WatchState>,
    /// Include watches that have ended when no state is given.
    pub(crate) ended: Option<bool>,
    /// Part of a plate.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// One watch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchRow {
    /// Id.
    pub(crate) id: Uuid,
    /// The signal it came from.
    pub(crate) signal_id: Uuid,
    /// State.
    pub(crate) state: WatchState,
    /// The vehicle to stop, when the registry knows it.
    pub(crate) vehicle: Option<SignalVehicle>,
    /// Its enterprise.
    pub(crate) enterprise: Option<Named>,
    /// When it was proposed.
    pub(crate) proposed_at: Time,
    /// Partners that have it, of those who shall.
    pub(crate) delivered: u32,
    /// Partners who shall have it.
    pub(crate) told: u32,
    /// The newest answer.
    pub(crate) outcome: Option<WatchOutcome>,
    /// When the vehicle was seen last.
    pub(crate) seen_at: Option<Time>,
    /// Last instant; there once it is confirmed.
    pub(crate) expires_at: Option<Time>,
    /// Send it back with a step.
    pub(crate) version: i64,
}

impl From<WatchParams> for WatchFilter {
    fn from(p: WatchParams) -> Self {
        let states = match (p.state, p.ended) {
            (Some(state), _) => vec![state.into()],
            (None, Some(true)) => Vec::new(),
            (None, _) => watch::State::ALL.into_iter().filter(|s| !s.ended()).collect(),
        };
        Self { states, q: p.q }
    }
}

impl From<WatchView> for WatchRow {
    fn from(v: WatchView) -> Self {
        let delivered = v.watch.deliveries.iter().filter(|d| d.state == watch::DeliveryState::Delivered).count();
        Self {
            delivered: u32::try_from(delivered).unwrap_or(u32::MAX),
            told: u32::try_from(v.watch.deliveries.len()).unwrap_or(u32::MAX),
            outcome: v.watch.answers.last().map(|a| a.outcome.into()),
            seen_at: v.watch.hits.last().map(|h| h.at.into()),
            id: v.watch.id.0,
            signal_id: v.watch.signal.0,
            state: v.watch.state.into(),
            vehicle: v.vehicle.map(Into::into),
            enterprise: v.enterprise.map(Into::into),
            proposed_at: v.watch.proposed.at.into(),
            expires_at: v.watch.expires_at.map(Into::into),
            version: v.version,
        }
    }
}

/// Watches in the viewer's scope, newest first.
#[utoipa::path(get, path = "/watches", operation_id = "list_watches", tag = "watches", params(WatchParams),
    responses((status = 200, body = Paged<WatchRow>), ListProblems))]
pub(crate) async fn list_watches(
    session: Session,
    Params(filter): Params<WatchParams>,
) -> Result<Json<Paged<WatchRow>>, Problem> {
    let page = page(filter.page, filter.page_size);
    let found = list::list(&session.ctx, &filter.into(), page).await?;
    Ok(Json(Paged::of(found, WatchRow::from)))
}
