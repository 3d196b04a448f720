//! Why a hazard step fails.

use anlu_domain::hazard::Refusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, document::DocumentError, step_error::StepError};

/// A refused or failed use case on hazards.
#[derive(Debug, Error)]
pub enum HazardError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused; the hazard is unchanged.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The paper of the step could not be issued.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The workbook could not be made.
    #[error("the workbook could not be made: {0}")]
    Workbook(String),
}

impl From<Denied> for HazardError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for HazardError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}

impl HazardError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Step(e) => e.code(),
            Self::Refused(r) => r.code(),
            Self::Document(d) => d.code(),
            Self::Workbook(_) => "export_failed",
        }
    }
}
