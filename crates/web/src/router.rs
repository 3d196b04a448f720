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
        .layer(middleware::from_fn(|request, next| within(Duration::from_secs(REQUEST_SECONDS), request, next)))
        .merge(
            uploads
                .layer(middleware::from_fn(|request, next| within(Duration::from_secs(UPLOAD_SECONDS), request, next))),
        )
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

/// Gives a request so much time to be answered.
async fn within(limit: Duration, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new("timed_out").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_answered_as_a_problem() {
        let patient = |limit| {
            let slow = get(std::future::pending::<()>);
            Router::new()
                .route("/slow", slow)
                .route("/quick", get(|| async { "done" }))
                .layer(middleware::from_fn(move |request, next| within(limit, request, next)))
        };
        let ask = |path: &str| Request::get(path).body(Body::empty()).unwrap();
        let late = patient(Duration::ZERO).oneshot(ask("/slow")).await.unwrap();
        assert_eq!(late.status(), 408);
        let body = axum::body::to_bytes(late.into_body(), 4_096).await.unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&problem["code"], &problem["status"]), (&"timed_out".into(), &408.into()));
        let quick = patient(Duration::from_secs(REQUEST_SECONDS)).oneshot(ask("/quick")).await.unwrap();
        assert_eq!(quick.status(), 200);
    }
}
