//! Why a use case on inspections fails.

use anlu_domain::field::seal::Broken;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{
    access::Denied, document::DocumentError, duty::DutyError, hazard::HazardError, registry::RegistryError,
    risk::RiskError, step_error::StepError,
};

/// A refused or failed use case on inspections.
#[derive(Debug, Error)]
pub enum FieldError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The seal is broken, or what was sealed is no inspection.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// Another inspection stands under the id.
    #[error("{0}")]
    State(&'static str),
    /// An answer cannot become a hazard: its place in the list, and why.
    #[error("answer {0}: {1}")]
    Hazard(usize, HazardError),
    /// A paper cannot be issued.
    #[error(transparent)]
    Paper(#[from] DocumentError),
    /// Open hazards cannot be read.
    #[error(transparent)]
    Hazards(#[from] HazardError),
    /// Duties cannot be read.
    #[error(transparent)]
    Duties(#[from] DutyError),
    /// Risks cannot be read.
    #[error(transparent)]
    Risks(#[from] RiskError),
    /// The enterprise file cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl From<Denied> for FieldError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for FieldError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
