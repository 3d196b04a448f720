//! Why a use case on links fails.

use anlu_domain::remote::Refusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, case::CaseError, document::DocumentError, evidence::EvidenceError, step_error::StepError};

/// A refused or failed use case on links.
#[derive(Debug, Error)]
pub enum RemoteError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The link does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The step of the case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// A document could not be issued or read.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A file is refused.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
}

impl From<Denied> for RemoteError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for RemoteError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
