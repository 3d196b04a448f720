//! A panic in an operation is answered as `internal` and does not end the connection's task silently.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::error::Problem;

/// The answer for a panic.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
pub(crate) fn answer(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("of unknown kind"), "an operation panicked");
    Problem::new("internal").into_response()
}
