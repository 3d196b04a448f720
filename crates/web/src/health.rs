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
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{error::Problem, guard::address, state::AppState};

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Seconds that an alert may take, in steps that can be summed over any time and over processes; the others are quantiles
/// of the last minute.
const ALERT_SECONDS: [f64; 12] = [0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 120.0];

/// Starts counting, once per process. Without it `/metrics` is empty. Call it before anything is counted.
pub fn install_metrics() {
    let alerts = Matcher::Full(String::from("anlu_live_alert_seconds"));
    RECORDER.get_or_init(|| {
        PrometheusBuilder::new().set_buckets_for_metric(alerts, &ALERT_SECONDS).ok()?.install_recorder().ok()
    });
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
