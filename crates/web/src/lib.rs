//! The HTTP side: operations with their OpenAPI description, problem+json, sessions, server-sent events, the embedded
//! interface.
//!
//! Owns everything that is about HTTP and nothing else: a handler reads the request, calls one use case of `app` and
//! maps the answer. Must not know SQL, wire protocols or how rules judge. Start at [`openapi()`], then `api`.

mod api;
mod backtests;
mod error;
mod extract;
mod foresights;
mod guard;
mod health;
mod jobs;
mod limits;
mod openapi;
mod router;
mod serve;
mod spa;
mod state;
mod webhook;

pub use error::catalogue;
pub use health::install_metrics;
pub use openapi::{openapi, openapi_json};
pub use router::router;
pub use serve::serve;
pub use state::{AppState, Check, WebSettings};
pub use webhook::{NoCertificate, Webhook};
