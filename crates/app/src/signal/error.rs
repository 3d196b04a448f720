//! Why a signal step fails.

use anlu_domain::{ports::TrackError, signal::Refusal};
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, hazard::HazardError, step_error::StepError};

/// A refused or failed use case on signals.
#[derive(Debug, Error)]
pub enum SignalError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused; the signal is unchanged.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The hazard to be made is refused.
    #[error(transparent)]
    Hazard(HazardError),
    /// Nothing can be demanded of a platform below; why, as a stable code.
    #[error("nothing can be demanded of a platform below: {0}")]
    NotSupervised(&'static str),
    /// Stored positions cannot be read.
    #[error(transparent)]
    Track(#[from] TrackError),
}

impl From<Denied> for SignalError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for SignalError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}

impl From<HazardError> for SignalError {
    fn from(e: HazardError) -> Self {
        match e {
            HazardError::Step(
                step @ (StepError::Denied(_) | StepError::Store(_) | StepError::Invalid { pointer: "/evidence", .. }),
            ) => Self::Step(step),
            other => Self::Hazard(other),
        }
    }
}

impl SignalError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Step(e) => e.code(),
            Self::Refused(r) => r.code(),
            Self::Hazard(e) => e.code(),
            Self::NotSupervised(code) => code,
            Self::Track(_) => "track_unreadable",
        }
    }
}
