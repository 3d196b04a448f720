//! Why a use case on the registry fails.

use anlu_domain::ports::TrackError;
use anlu_store::StoreError;
use thiserror::Error;

use crate::access::Denied;

/// A member that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer of the member.
    pub pointer: &'static str,
    /// Stable code of what is wrong.
    pub code: &'static str,
}

/// A refused or failed use case on the registry.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such record, or none the viewer may see.
    #[error("no such record")]
    NotFound,
    /// Members do not hold; nothing was changed.
    #[error("invalid: {0:?}")]
    Invalid(Vec<Fault>),
    /// Stored positions cannot be read.
    #[error(transparent)]
    Track(#[from] TrackError),
    /// A workbook could not be made.
    #[error("the workbook could not be made: {0}")]
    Workbook(String),
    /// The store failed, or the record was changed meanwhile.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RegistryError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Track(_) => "track_unreadable",
            Self::Workbook(_) => "export_failed",
            Self::Store(e) => e.code(),
        }
    }
}
