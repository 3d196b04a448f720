//! `GET /signals`: the inbox, one row per driver-day or vehicle-day.

use anlu_app::signal::{SignalView, VehicleRef, list};
use anlu_domain::{ids::EnterpriseId, party::vehicle, signal};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        values::{Day, Named, Time},
        vocabulary::{PlateColour, Severity, mirror},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// Where a signal stands.
    SignalState = signal::State {
        Open, Reminded, HandedOver, Hazard, WatchProposed, FalseAlarm, Acknowledged, Answered, Closed,
    }
}
mirror! {
    /// Who owes the next step.
    SignalOwner = signal::Owner { Authority, Enterprise, Driver }
}

/// Filters of the inbox.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SignalParams {
    /// Only this state. Without it: all signals that are not settled.
    #[param(inline)]
    pub(crate) state: Option<SignalState>,
    /// Include settled signals when no state is given.
    pub(crate) settled: Option<bool>,
    /// Only this family, e.g. `fatigue`.
    #[param(max_length = 40)]
    pub(crate) kind: Option<String>,
    /// Only signals nobody has dealt with for more than this many minutes.
    pub(crate) unattended_minutes: Option<u32>,
    /// Only of this enterprise.
    pub(crate) enterprise_id: Option<Uuid>,
    /// Part of a plate, an enterprise's or a driver's name.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

/// The vehicle of a signal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SignalVehicle {
    /// Registry id.
    pub(crate) id: Uuid,
    /// Plate.
    pub(crate) plate: String,
    /// Plate colour.
    pub(crate) colour: PlateColour,
}

/// One signal: everything noticed about one driver (or vehicle) on one day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SignalRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Family of its findings, e.g. `fatigue`.
    pub(crate) kind: String,
    /// Rules that found something, e.g. `fatigue.continuous`.
    pub(crate) rules: Vec<String>,
    /// Highest severity of its findings.
    pub(crate) severity: Severity,
    /// State.
    pub(crate) state: SignalState,
    /// Day of the group.
    pub(crate) day: Day,
    /// 0 for the first signal of its group, then counts follow-ups.
    pub(crate) seq: u32,
    /// The vehicle, when the registry knows it.
    pub(crate) vehicle: Option<SignalVehicle>,
    /// The driver, when known.
    pub(crate) driver: Option<Named>,
    /// The enterprise, when the registry knows the vehicle.
    pub(crate) enterprise: Option<Named>,
    /// Number of findings.
    pub(crate) finding_count: u64,
    /// First instant of its findings.
    pub(crate) first_at: Option<Time>,
    /// Last instant of its findings so far.
    pub(crate) last_at: Option<Time>,
    /// Longest time at the wheel among its findings, minutes.
    pub(crate) driving_minutes: Option<f64>,
    /// The limit that was passed, minutes.
    pub(crate) limit_minutes: Option<f64>,
    /// Who owes the next step; absent when settled.
    pub(crate) owner: Option<SignalOwner>,
    /// The officer who follows it.
    pub(crate) assignee: Option<Named>,
    /// When it came in.
    pub(crate) opened_at: Time,
    /// When the present owner got it.
    pub(crate) since: Time,
    /// When the present owner must have acted.
    pub(crate) due_at: Option<Time>,
    /// The owner's clock has run out.
    pub(crate) overdue: bool,
    /// Send it back with a step.
    pub(crate) version: i64,
}

impl From<SignalParams> for list::Filter {
    fn from(p: SignalParams) -> Self {
        let settled = (p.state.is_none() && p.settled != Some(true)).then_some(false);
        Self {
            states: p.state.map(Into::into).into_iter().collect(),
            settled,
            kind: p.kind,
            unattended_minutes: p.unattended_minutes,
            enterprise: p.enterprise_id.map(EnterpriseId),
            q: p.q,
        }
    }
}

impl From<VehicleRef> for SignalVehicle {
    fn from(v: VehicleRef) -> Self {
        let colour = vehicle::PlateColour::parse(&v.colour).unwrap_or(vehicle::PlateColour::Other);
        Self { id: v.id, plate: v.plate, colour: colour.into() }
    }
}

impl From<SignalView> for SignalRow {
    fn from(v: SignalView) -> Self {
        Self {
            id: v.id.0,
            kind: v.kind,
            rules: v.rules,
            severity: v.severity.into(),
            state: v.state.into(),
            day: v.day.into(),
            seq: v.seq,
            vehicle: v.vehicle.map(Into::into),
            driver: v.driver.map(Into::into),
            enterprise: v.enterprise.map(Into::into),
            finding_count: v.finding_count.into(),
            first_at: Some(v.first_at.into()),
            last_at: Some(v.last_at.into()),
            driving_minutes: v.driving_minutes,
            limit_minutes: v.limit_minutes,
            owner: v.owner.map(Into::into),
            assignee: v.assignee.map(Into::into),
            opened_at: v.opened_at.into(),
            since: v.since.into(),
            due_at: v.due_at.map(Into::into),
            overdue: v.overdue,
            version: v.version,
        }
    }
}

/// Signals in the viewer's scope, the most urgent first.
#[utoipa::path(get, path = "/signals", operation_id = "list_signals", tag = "signals", params(SignalParams),
    responses((status = 200, body = Paged<SignalRow>), ListProblems))]
pub(crate) async fn list_signals(
    session: Session,
    Params(filter): Params<SignalParams>,
) -> Result<Json<Paged<SignalRow>>, Problem> {
    let page = page(filter.page, filter.page_size);
    let found = list::list(&session.ctx, filter.into(), page).await?;
    Ok(Json(Paged::of(found, SignalRow::from)))
}
