//! Why a use case on risks fails.

use anlu_domain::risk::{Refusal, inspection::Fault};
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, hazard::HazardError, step_error::StepError};

/// A refused or failed use case on risks.
#[derive(Debug, Error)]
pub enum RiskError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The change is refused; the risk is as it was.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Answers of an inspection do not hold.
    #[error("{}: {}", .0.pointer, .0.code)]
    Answers(Fault),
    /// A hazard of a failed control is refused; the answer it belongs to.
    #[error("answer {0}: {1}")]
    Hazard(usize, HazardError),
    /// What stands already does not allow it.
    #[error("{0}")]
    State(&'static str),
}

impl From<Denied> for RiskError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for RiskError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}

impl From<Fault> for RiskError {
    fn from(fault: Fault) -> Self {
        Self::Answers(fault)
    }
}

impl RiskError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Step(e) => e.code(),
            Self::Refused(r) => r.code(),
            Self::Answers(f) => f.code,
            Self::Hazard(_, e) => e.code(),
            Self::State(code) => code,
        }
    }
}
