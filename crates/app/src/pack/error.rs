//! Why a use case on versions of the pack fails.

use anlu_rules::pack::Problem;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, step_error::StepError};

/// What is wrong with a file, in the words of the loader (English).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFault {
    /// Path inside the pack.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl PackFault {
    /// A problem of the loader; its file as the author named it.
    pub(super) fn of(p: Problem, folder: &str) -> Self {
        let file = p.file.strip_prefix(folder).map_or(p.file.as_str(), |f| f.trim_start_matches('/')).to_owned();
        Self { file, line: p.line, code: p.code, message: p.message, hint: p.hint }
    }
}

/// A refused or failed use case on versions of the pack.
#[derive(Debug, Error)]
pub enum PackError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The files do not hold.
    #[error("{} faults in the files", .0.len())]
    Faults(Vec<PackFault>),
    /// The version is not in the state for this, or this person may not.
    #[error("{0}")]
    State(&'static str),
    /// Somebody stopped it.
    #[error("stopped")]
    Cancelled,
}

impl From<Denied> for PackError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for PackError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}
