//! Why a step on a watch fails.

use anlu_domain::watch::Refusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, step_error::StepError};

/// A refused or failed use case on watches.
#[derive(Debug, Error)]
pub enum WatchError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The step is refused; the watch is unchanged.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<Denied> for WatchError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for WatchError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
