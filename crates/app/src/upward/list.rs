//! Requests of upper platforms as screens show them.

use anlu_domain::time::UtcMs;
pub use anlu_store::repo::upper_request::{StoredAnswer, StoredRequest};
use anlu_store::{
    Db, Page, Paged, StoreError,
    repo::{names, upper_request as repo},
};
use uuid::Uuid;

use super::RequestError;
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    hazard::Named,
    signal::VehicleRef,
    step_error::StepError,
    timeline::{self, TimelineItem},
};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestView {
    /// The request.
    pub request: StoredRequest,
    /// The vehicle, when the registry knows it.
    pub vehicle: Option<VehicleRef>,
    /// Its enterprise.
    pub enterprise: Option<Named>,
    /// Whether its time has passed without an answer.
    pub expired: bool,
    /// Whether the viewer may answer it now.
    pub may_answer: bool,
}

/// One page, newest first; `open`: only what waits for an answer.
pub async fn list(ctx: &Ctx, open: bool, page: Page) -> Result<Paged<RequestView>, RequestError> {
    require(ctx, Action::RequestRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, open, page).await?;
    let total = found.total;
    Ok(Paged::new(views(ctx, db, found.items).await?, total, page))
}

/// One request, and what happened to it.
pub async fn get(ctx: &Ctx, id: Uuid) -> Result<(RequestView, Vec<TimelineItem>), RequestError> {
    require(ctx, Action::RequestRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let view = views(ctx, db, vec![stored]).await?.pop().ok_or(StepError::NotFound)?;
    Ok((view, timeline::of(db, "upper_request", id.to_string()).await?))
}

async fn views(ctx: &Ctx, db: Db<'_>, stored: Vec<StoredRequest>) -> Result<Vec<RequestView>, StoreError> {
    let vehicles = names::vehicles(db, stored.iter().filter_map(|s| s.vehicle)).await?;
    let enterprises = names::enterprises(db, stored.iter().filter_map(|s| s.enterprise)).await?;
    let may = access::may(ctx.viewer.role, Action::RequestAnswer);
    let now: UtcMs = ctx.now();
    let view = |request: StoredRequest| {
        let vehicle = request.vehicle.and_then(|id| Some((id, vehicles.get(&id)?)));
        let enterprise = request.enterprise.and_then(|id| Some((id, enterprises.get(&id)?)));
        RequestView {
            vehicle: vehicle.map(|(id, v)| VehicleRef { id: id.0, plate: v.plate.clone(), colour: v.colour.clone() }),
            enterprise: enterprise.map(|(id, e)| Named { id: id.0, name: e.name.clone() }),
            expired: request.is_open() && request.deadline.is_some_and(|d| d < now),
            may_answer: may && request.is_open(),
            request,
        }
    };
    Ok(stored.into_iter().map(view).collect())
}
