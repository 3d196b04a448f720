//! The whole server as one router: operations, health, interface, and the guards around them.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    api,
    error::Problem,
    guard::{access_log, cross_site, headers, panic},
    health,
    limits::{MAX_JSON_BYTES, REQUEST_SECONDS, UPLOAD_SECONDS},
    openapi::BASE,
    spa,
    state::AppState,
};

/// The router of the whole server.
pub fn router(state: AppState) -> Router {
    let (quick, _) = api::operations().split_for_parts();
    let (uploads, _) = api::uploads().split_for_parts();
    let (streams, _) = api::streams().split_for_parts();
    let operations = quick
        .layer(middleware::from_fn(|request, next| within(REQUEST_SECONDS, request, next)))
        .merge(uploads.layer(middleware::from_fn(|request, next| within(UPLOAD_SECONDS, request, next))))
        .merge(streams)
        .layer(DefaultBodyLimit::max(MAX_JSON_BYTES))
        .method_not_allowed_fallback(|| async { Problem::new("method_not_allowed") })
        .fallback(|| async { Problem::new("not_found") });
    Router::new()
        .nest(BASE, operations)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(spa::serve)
        .layer(middleware::from_fn(cross_site::guard))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panic::answer))
        .layer(middleware::from_fn_with_state(state.clone(), headers::secure))
        .layer(middleware::from_fn(access_log::record))
        .with_state(state)
}

/// Gives a request so many seconds to be answered.
async fn within(seconds: u64, request: Request, next: Next) -> Response {
    match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new("timed_out").into_response(),
    }
}
