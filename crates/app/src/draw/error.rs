//! Why a use case on draws fails.

use anlu_domain::draw::Refusal;
use anlu_rules::condition::Fault;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, document::DocumentError, step_error::StepError};

/// A refused or failed use case on draws.
#[derive(Debug, Error)]
pub enum DrawError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused; the draw is as it was.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A paper could not be issued.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The condition does not hold.
    #[error("{}: {}", .0.code, .0.message)]
    Condition(Fault),
}

impl From<Denied> for DrawError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for DrawError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
