//! Why a use case on grades fails.

use anlu_domain::grade::ObjectionRefusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, document::DocumentError, step_error::StepError};

/// A refused or failed use case on grades.
#[derive(Debug, Error)]
pub enum GradeError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The objection does not allow it.
    #[error(transparent)]
    Refused(#[from] ObjectionRefusal),
    /// The paper could not be issued.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// What stands already does not allow it.
    #[error("{0}")]
    State(&'static str),
    /// The workbook could not be written.
    #[error("workbook: {0}")]
    Workbook(String),
}

impl From<Denied> for GradeError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for GradeError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
