//! Why a signal step fails.

use anlu_domain::{ports::TrackError, signal::Refusal};
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, hazard::HazardError};

/// A refused or failed use case on signals.
#[derive(Debug, Error)]
pub enum SignalError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such signal, or none the viewer may see.
    #[error("no such signal")]
    NotFound,
    /// The step is refused; the signal is unchanged.
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
    /// The hazard to be made is refused.
    #[error(transparent)]
    Hazard(HazardError),
    /// Stored positions cannot be read.
    #[error(transparent)]
    Track(#[from] TrackError),
    /// The store failed, or the signal was changed meanwhile.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<HazardError> for SignalError {
    fn from(e: HazardError) -> Self {
        match e {
            HazardError::Denied(d) => Self::Denied(d),
            HazardError::Store(s) => Self::Store(s),
            HazardError::Invalid { pointer: pointer @ "/evidence", code } => Self::Invalid { pointer, code },
            other => Self::Hazard(other),
        }
    }
}

impl SignalError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::Refused(r) => r.code(),
            Self::Invalid { code, .. } => code,
            Self::Hazard(e) => e.code(),
            Self::Track(_) => "track_unreadable",
            Self::Store(e) => e.code(),
        }
    }

    /// JSON pointers of the fields it is about.
    pub fn pointers(&self) -> Vec<String> {
        match self {
            Self::Refused(r) => r.pointers().into_iter().map(str::to_owned).collect(),
            Self::Invalid { pointer, .. } => vec![(*pointer).to_owned()],
            Self::Hazard(e) => e.pointers().into_iter().map(|p| format!("/hazard{p}")).collect(),
            _ => Vec::new(),
        }
    }
}
