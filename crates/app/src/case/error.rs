//! Why a use case on cases fails.

use anlu_domain::case::Refusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, document::DocumentError, step_error::StepError};

/// A refused or failed use case on cases.
#[derive(Debug, Error)]
pub enum CaseError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused; the case is as it was.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The paper of the step could not be issued.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The same violation of the same record is a case already.
    #[error("there is a case about it")]
    Exists,
}

impl From<Denied> for CaseError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for CaseError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
