//! Why a use case on targets fails.

use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, step_error::StepError};

/// A refused or failed use case on targets.
#[derive(Debug, Error)]
pub enum TargetError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// What stands already does not allow it.
    #[error("{0}")]
    State(&'static str),
    /// The workbook could not be written.
    #[error("workbook: {0}")]
    Workbook(String),
}

impl From<Denied> for TargetError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for TargetError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
