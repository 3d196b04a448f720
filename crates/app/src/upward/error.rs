//! Why a use case on requests of upper platforms fails.

use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, step_error::StepError};

/// A refused or failed use case on requests.
#[derive(Debug, Error)]
pub enum RequestError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// It is answered already, or wants no answer.
    #[error("the request is answered already, or wants no answer")]
    NotOpen,
}

impl RequestError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Step(e) => e.code(),
            Self::NotOpen => "request_not_open",
        }
    }
}

impl From<Denied> for RequestError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for RequestError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
