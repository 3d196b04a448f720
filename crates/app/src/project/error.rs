//! Why a use case on projects fails.

use anlu_domain::project::Fault;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, risk::RiskError, step_error::StepError};

/// A refused or failed use case on projects.
#[derive(Debug, Error)]
pub enum ProjectError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// A field does not hold.
    #[error(transparent)]
    Field(#[from] Fault),
    /// It is for another party.
    #[error("it is for another party of the project")]
    OtherParty,
    /// The risks of the item could not be taken into the census.
    #[error(transparent)]
    Risks(#[from] RiskError),
    /// What stands already does not allow it.
    #[error("{0}")]
    State(&'static str),
    /// The workbook could not be written.
    #[error("{0}")]
    Workbook(String),
}

impl From<Denied> for ProjectError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for ProjectError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
