//! Why an order is not given.

use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, step_error::StepError};

/// A refused or failed use case on orders.
#[derive(Debug, Error)]
pub enum CommandError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The vehicle has no terminal in the registry, or is out of service.
    #[error("the vehicle has no terminal")]
    NoTerminal,
}

impl From<Denied> for CommandError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for CommandError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
