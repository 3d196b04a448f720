//! Multipart forms.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};

use crate::error::Problem;

/// A multipart form, read part by part; errors of its parts become problems by [`From`].
pub(crate) struct Form(pub(crate) Multipart);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Multipart::from_request(request, state).await {
            Ok(form) => Ok(Self(form)),
            Err(_) => Err(Problem::new("unsupported_media_type").detail("send `content-type: multipart/form-data`")),
        }
    }
}

impl From<MultipartError> for Problem {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::new("too_large")
        } else {
            Self::new("invalid_multipart").detail(error.body_text())
        }
    }
}
