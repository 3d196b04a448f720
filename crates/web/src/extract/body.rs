//! JSON bodies.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
};
use serde::de::DeserializeOwned;

use crate::error::Problem;

/// A JSON body of the type an operation reads.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refuse(&rejection)),
        }
    }
}

fn refuse(rejection: &JsonRejection) -> Problem {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            Problem::new("unsupported_media_type").detail("send `content-type: application/json`")
        }
        JsonRejection::JsonDataError(e) => Problem::new("invalid").detail(e.body_text()),
        JsonRejection::JsonSyntaxError(e) => Problem::new("invalid_json").detail(e.body_text()),
        JsonRejection::BytesRejection(e) if e.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new("too_large")
        }
        other => Problem::new("bad_request").detail(other.body_text()),
    }
}
