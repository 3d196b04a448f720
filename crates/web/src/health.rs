//! For operators: is it alive, may it be sent requests, what does it count.
//!
//! `/metrics` stands on the same port and answers only requests from this machine that no proxy forwarded; anybody
//! else gets 404. It holds counts and durations by route template, no personal data.

use std::{collections::BTreeMap, sync::OnceLock};

use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::{error::Problem, guard::address, state::AppState};

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting, once per process. Without it `/metrics` is empty. Call it before anything is counted.
pub fn install_metrics() {
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
}

/// The process runs.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers (it was migrated when it was opened) and every check of the other parts holds.
pub(crate) async fn ready(State(state): State<AppState>) -> Response {
    let mut parts = BTreeMap::from([("store", state.server().store.ping().await.is_ok())]);
    parts.extend(state.checks().iter().map(|c| (c.name, (c.ready)())));
    let status = if parts.values().all(|up| *up) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(parts)).into_response()
}

/// Counters for Prometheus, for this machine only.
pub(crate) async fn metrics(request: Request) -> Response {
    if !address::is_local(request.extensions(), request.headers()) {
        return Problem::new("not_found").into_response();
    }
    let text = RECORDER.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
