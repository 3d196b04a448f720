//! Why a step on a record fails, whatever the record is.

use anlu_store::StoreError;
use thiserror::Error;

use crate::access::Denied;

/// A refused or failed step, as hazards and signals share it.
#[derive(Debug, Error)]
pub enum StepError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such record (or no such record that it names), or none the viewer may see.
    #[error("no such record")]
    NotFound,
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Invalid {
        /// JSON pointer of the field.
        pointer: &'static str,
        /// Stable code of what is wrong.
        code: &'static str,
    },
    /// The store failed, or the record was changed meanwhile.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StepError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::Invalid { code, .. } => code,
            Self::Store(e) => e.code(),
        }
    }

    /// A field that does not hold.
    pub(crate) const fn invalid(pointer: &'static str, code: &'static str) -> Self {
        Self::Invalid { pointer, code }
    }
}

/// A reason without the space around it: there is one, of at most `most` characters.
pub(crate) fn reason(text: &str, most: usize) -> Result<&str, StepError> {
    match text.trim() {
        "" => Err(StepError::invalid("/reason", "reason_required")),
        text if text.chars().count() > most => Err(StepError::invalid("/reason", "too_long")),
        text => Ok(text),
    }
}
