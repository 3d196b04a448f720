//! Why a hazard step fails.

use anlu_domain::hazard::Refusal;
use anlu_store::StoreError;
use thiserror::Error;

use crate::access::Denied;

/// A refused or failed use case on hazards.
#[derive(Debug, Error)]
pub enum HazardError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such hazard (or enterprise, or named verifier), or none the viewer may see.
    #[error("no such hazard")]
    NotFound,
    /// The step is refused; the hazard is unchanged.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Invalid {
        /// JSON pointer of the field.
        pointer: &'static str,
        /// Stable code of what is wrong.
        code: &'static str,
    },
    /// The store failed, or the hazard was changed meanwhile.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The workbook could not be made.
    #[error("the workbook could not be made: {0}")]
    Workbook(String),
}

impl HazardError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::Refused(r) => r.code(),
            Self::Invalid { code, .. } => code,
            Self::Store(e) => e.code(),
            Self::Workbook(_) => "export_failed",
        }
    }

    /// JSON pointers of the fields it is about.
    pub fn pointers(&self) -> Vec<&'static str> {
        match self {
            Self::Refused(r) => r.pointers(),
            Self::Invalid { pointer, .. } => vec![pointer],
            _ => Vec::new(),
        }
    }

    /// A field that does not hold.
    pub(super) const fn invalid(pointer: &'static str, code: &'static str) -> Self {
        Self::Invalid { pointer, code }
    }
}
