//! Why a use case on campaigns fails.

use anlu_domain::campaign::Refusal;
use anlu_rules::condition::Fault;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, import::ImportError, step_error::StepError};

/// A refused or failed use case on campaigns.
#[derive(Debug, Error)]
pub enum CampaignError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused; the record is as it was.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The condition does not hold.
    #[error("{}: {}", .0.code, .0.message)]
    Condition(Fault),
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] ImportError),
    /// The workbook could not be written.
    #[error("workbook: {0}")]
    Workbook(String),
}

impl From<Denied> for CampaignError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for CampaignError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
