//! `GET /events`: changes as server-sent events.

use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        hazards::list::HazardState,
        imports::status::{ImportProgress, ImportState},
        signals::list::SignalState,
        vehicles::live::LiveVehicle,
        vocabulary::Severity,
    },
    error::{Problem, ReadProblems},
    extract::Session,
};

/// Data of one server-sent event; `event:` names the kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ServerEvent {
    /// A signal was opened or changed.
    Signal {
        /// Signal.
        id: Uuid,
        /// State.
        state: SignalState,
        /// Severity.
        severity: Severity,
        /// Whether it is new.
        new: bool,
    },
    /// A hazard was recorded or changed.
    Hazard {
        /// Hazard.
        id: Uuid,
        /// State.
        state: HazardState,
    },
    /// Vehicles moved (batched, about once a second).
    Vehicles {
        /// Their new positions.
        vehicles: Vec<LiveVehicle>,
    },
    /// An import of the viewer went on.
    Import {
        /// Job.
        id: Uuid,
        /// State.
        state: ImportState,
        /// How far.
        progress: ImportProgress,
    },
    /// Something was missed: fetch again what is on the screen. Sent first on every connection.
    Resync,
}

/// Live changes in the viewer's scope as `text/event-stream`: `signal`, `hazard`, `vehicles`, `import` and `resync`,
/// a comment every 15 seconds. Missed events are not kept: on `resync` fetch again what is shown.
#[utoipa::path(get, path = "/events", operation_id = "events", tag = "live",
    responses((status = 200, description = "Stream of events.", content_type = "text/event-stream", body = ServerEvent), ReadProblems))]
pub(crate) async fn events(session: Session) -> Result<Response, Problem> {
    crate::error::pending(session)
}
