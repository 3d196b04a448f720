//! The HTTP side: operations with their OpenAPI description, problem+json, sessions, server-sent events, the embedded
//! interface.
//!
//! Owns everything that is about HTTP and nothing else: a handler reads the request, calls one use case of `app` and
//! maps the answer. Must not know SQL, wire protocols or how rules judge. Start at [`openapi()`], then `api`.

mod api;
mod error;
mod extract;
mod limits;
mod openapi;
mod state;

pub use error::catalogue;
pub use openapi::{openapi, openapi_json};
pub use state::{AppState, WebSettings};
