//! Why a use case on duties fails.

use anlu_domain::duty::waiver::WaiverRefusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, step_error::StepError};

/// A refused or failed use case on duties.
#[derive(Debug, Error)]
pub enum DutyError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The decision on a waiver is refused.
    #[error(transparent)]
    Waiver(#[from] WaiverRefusal),
    /// The record or task is not in the state for this.
    #[error("{0}")]
    State(&'static str),
}

impl From<Denied> for DutyError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for DutyError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}

impl DutyError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Step(e) => e.code(),
            Self::Waiver(r) => r.code(),
            Self::State(code) => code,
        }
    }
}
