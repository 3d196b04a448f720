//! `GET /events`: changes as server-sent events.

use std::{collections::VecDeque, convert::Infallible, time::Duration};

use anlu_app::{
    access::{Action, require},
    ctx::Ctx,
    live::{
        audience::{Audience, audience},
        event::LiveEvent,
    },
};
use anlu_domain::ids::ImportId;
use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use serde::Serialize;
use tokio::{
    sync::{
        OwnedSemaphorePermit,
        broadcast::{Receiver, error::RecvError},
    },
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        hazards::list::HazardState,
        imports::status::{ImportProgress, ImportState},
        signals::list::SignalState,
        vehicles::live::LiveVehicle,
        vocabulary::Severity,
        watches::list::WatchState,
    },
    error::{Problem, ReadProblems},
    extract::Session,
    state::AppState,
};

/// How often a comment is sent while nothing happens, so that proxies keep the connection.
const ALIVE: Duration = Duration::from_secs(15);
/// A stream ends after this long; the browser connects anew and its session is checked again.
const LONGEST: Duration = Duration::from_mins(10);

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
    /// A watch was proposed, changed, delivered, answered or hit; for the authority only.
    Watch {
        /// Watch.
        id: Uuid,
        /// State.
        state: WatchState,
    },
    /// An upper platform wants something, or its answer was given or delivered; for the authority only.
    Request {
        /// Request.
        id: Uuid,
    },
    /// An order to a vehicle's terminal was given, sent or answered, or its terminal sent a picture or a file.
    Terminal {
        /// The vehicle.
        vehicle_id: Uuid,
    },
    /// Tasks of an enterprise changed.
    Duties {
        /// Enterprise.
        enterprise: Uuid,
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

/// Live changes in the viewer's scope as `text/event-stream`: `signal`, `hazard`, `watch`, `terminal`, `duties`,
/// `vehicles`, `import` and `resync`,
/// a comment every 15 seconds. Missed events are not kept: on `resync` fetch again what is shown.
#[utoipa::path(get, path = "/events", operation_id = "events", tag = "live",
    responses((status = 200, description = "Stream of events.", content_type = "text/event-stream", body = ServerEvent), ReadProblems))]
pub(crate) async fn events(session: Session, State(state): State<AppState>) -> Result<Response, Problem> {
    require(&session.ctx, Action::OwnSession)?;
    let place = state.streams().try_acquire_owned();
    let place = place.map_err(|_full| Problem::new("unavailable").retry_after(30))?;
    // Subscribed before the audience is resolved: nothing falls between.
    let receiver = session.ctx.events.subscribe();
    let audience = audience(&session.ctx).await?;
    let listener = Listener {
        receiver,
        audience,
        stopping: state.stopping().clone(),
        ends: Instant::now() + LONGEST,
        ready: VecDeque::from([ServerEvent::Resync]),
        ctx: session.ctx,
        state,
        _place: place,
    };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event.encode()), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

/// One connection that listens.
struct Listener {
    receiver: Receiver<LiveEvent>,
    audience: Audience,
    stopping: CancellationToken,
    ends: Instant,
    ready: VecDeque<ServerEvent>,
    ctx: Ctx,
    state: AppState,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    /// The next event the viewer may hear; `None` when the stream ends: the server stops, or the browser shall connect
    /// (and its session be checked) anew.
    async fn next(&mut self) -> Option<ServerEvent> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let received = tokio::select! {
                () = self.stopping.cancelled() => return None,
                () = sleep_until(self.ends) => return None,
                received = self.receiver.recv() => received,
            };
            match received {
                Ok(LiveEvent::Registry) => {
                    self.audience = audience(&self.ctx).await.ok()?;
                    self.ready.push_back(ServerEvent::Resync);
                }
                Ok(event) => self.ready.extend(self.heard(&event)),
                Err(RecvError::Lagged(_)) => self.ready.push_back(ServerEvent::Resync),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn heard(&self, event: &LiveEvent) -> Option<ServerEvent> {
        Some(match self.audience.hears(event)? {
            LiveEvent::Signal { id, state, severity, new, .. } => {
                ServerEvent::Signal { id: id.0, state: state.into(), severity: severity.into(), new }
            }
            LiveEvent::Hazard { id, state, .. } => ServerEvent::Hazard { id: id.0, state: state.into() },
            LiveEvent::Watch { id, state, .. } => ServerEvent::Watch { id: id.0, state: state.into() },
            LiveEvent::Request { id, .. } => ServerEvent::Request { id },
            LiveEvent::Command { vehicle, .. } | LiveEvent::Media { vehicle, .. } => {
                ServerEvent::Terminal { vehicle_id: vehicle.0 }
            }
            LiveEvent::Duties { enterprise } => ServerEvent::Duties { enterprise: enterprise.0 },
            LiveEvent::Vehicles(moved) => {
                let now = self.ctx.now();
                ServerEvent::Vehicles { vehicles: moved.iter().filter_map(|v| LiveVehicle::of(v, now)).collect() }
            }
            LiveEvent::Import { id: ImportId(id), by } => {
                let (state, progress) = self.state.jobs().get(id, by)?.state();
                ServerEvent::Import { id, state, progress }
            }
            LiveEvent::Registry => ServerEvent::Resync,
        })
    }
}

impl ServerEvent {
    const fn name(&self) -> &'static str {
        match self {
            Self::Signal { .. } => "signal",
            Self::Hazard { .. } => "hazard",
            Self::Watch { .. } => "watch",
            Self::Request { .. } => "request",
            Self::Terminal { .. } => "terminal",
            Self::Duties { .. } => "duties",
            Self::Vehicles { .. } => "vehicles",
            Self::Import { .. } => "import",
            Self::Resync => "resync",
        }
    }

    fn encode(&self) -> Event {
        let data = serde_json::to_string(self).unwrap_or_default();
        Event::default().event(self.name()).data(data)
    }
}
