//! What a client sees when something is refused: `application/problem+json` with a stable code.
//!
//! [`catalogue`] maps each code to its status and English title; screens hold the text for each code. [`refusals`]
//! maps errors of the use cases, once. Server sentences are never shown to users; `detail` is English, for operators.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

pub mod catalogue;
mod documented;
mod refusals;

pub(crate) use documented::{
    ListProblems, LoginProblems, OneProblems, OpenProblems, PartnerProblems, ReadProblems, VisitProblems, WriteProblems,
};

/// Media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// One field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"pointer": "/deadline", "code": "deadline_past", "params": {}}))]
pub(crate) struct FieldError {
    /// JSON pointer into the body; `?name` for a query parameter.
    pub(crate) pointer: String,
    /// What is wrong: key of a text.
    pub(crate) code: String,
    /// Values for the text.
    pub(crate) params: BTreeMap<String, String>,
}

/// A refusal (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "urn:anlu:problem:changed_meanwhile", "title": "Somebody else changed the record meanwhile", "status": 409,
    "code": "changed_meanwhile", "detail": "the record is at version 4", "errors": []
}))]
pub(crate) struct ProblemBody {
    /// URN of the code.
    #[serde(rename = "type")]
    kind: String,
    /// English title of the code.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// Stable code: key of a text.
    code: &'static str,
    /// English detail for operators; never shown as a sentence.
    detail: Option<String>,
    /// Fields that are wrong.
    errors: Vec<FieldError>,
}

/// A refusal on its way to the client.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    code: &'static str,
    detail: Option<String>,
    errors: Vec<FieldError>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem of this code. A code outside the catalogue is a fault of this program and answered as `internal`.
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, detail: None, errors: Vec::new(), retry_after: None }
    }

    /// Adds an English detail.
    pub(crate) fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = Some(text.into());
        self
    }

    /// Adds a field that is wrong.
    pub(crate) fn field(mut self, pointer: impl Into<String>, code: impl Into<String>) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), code: code.into(), params: BTreeMap::new() });
        self
    }

    /// Adds a value to the text of the last field.
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts are handed over alike")]
    pub(crate) fn param(mut self, name: &str, value: impl ToString) -> Self {
        if let Some(last) = self.errors.last_mut() {
            last.params.insert(name.to_owned(), value.to_string());
        }
        self
    }

    /// Adds `Retry-After`, seconds.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// An invalid field of the body.
    pub(crate) fn invalid(pointer: impl Into<String>, code: impl Into<String>) -> Self {
        Self::new("invalid").field(pointer, code)
    }

    /// A fault of this program or what it stands on: logged here, told to the client without its words.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            source = cause.source();
        }
        tracing::error!(error = %chain, "request failed");
        Self::new("internal")
    }

    /// The same refusal about fields that stand below `prefix` in the body.
    pub(crate) fn under(mut self, prefix: &str) -> Self {
        for field in &mut self.errors {
            field.pointer.insert_str(0, prefix);
        }
        self
    }

    /// Pointers and codes of the fields.
    #[cfg(test)]
    pub(crate) fn reasons(&self) -> Vec<(&str, &str)> {
        self.errors.iter().map(|e| (e.pointer.as_str(), e.code.as_str())).collect()
    }

    /// The stable code.
    #[cfg(test)]
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let entry = catalogue::find(self.code);
        let status = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = ProblemBody {
            kind: format!("urn:anlu:problem:{}", entry.code),
            title: entry.title,
            status: entry.status,
            code: entry.code,
            detail: self.detail,
            errors: self.errors,
        };
        let text = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
