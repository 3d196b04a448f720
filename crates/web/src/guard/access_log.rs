//! One line per request, without personal data: method, route template, status, duration. Never the address as it was
//! typed (it may hold a name in `?q=`), never an id, never who.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};

/// Middleware: log and metrics.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    let started = Instant::now();
    // Anybody may invent a method: unknown ones share a label.
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| String::from("(interface)"), |m| m.as_str().to_owned());
    let response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), started.elapsed().as_secs_f64());
    let labels = [("method", method.to_owned()), ("route", route.clone()), ("status", status.to_string())];
    metrics::counter!("anlu_http_requests_total", &labels).increment(1);
    metrics::histogram!("anlu_http_request_seconds", "method" => method, "route" => route.clone()).record(seconds);
    let duration_ms = seconds * 1000.0;
    tracing::info!(target: "anlu_web::access", method, route, status, duration_ms, "request");
    response
}
