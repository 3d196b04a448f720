//! Why a use case on interviews fails.

use anlu_domain::talk::Refusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, document::DocumentError, step_error::StepError};

/// A refused or failed use case on interviews.
#[derive(Debug, Error)]
pub enum TalkError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused; the interview is as it was.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The paper of the step could not be issued.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The same record has made one already.
    #[error("there is an interview about it")]
    Exists,
}

impl From<Denied> for TalkError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for TalkError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
