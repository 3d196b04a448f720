//! Why a use case on documents fails.

use anlu_domain::ports::TypesetError;
use anlu_rules::documents::FillError;
use anlu_store::StoreError;
use thiserror::Error;

use crate::{access::Denied, step_error::StepError};

/// A refused or failed use case on documents.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// For a reason that any record has.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The pack has no such kind in force.
    #[error("the policy pack in force has no document `{0}`")]
    Kind(String),
    /// The paper cannot be filled.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// It was superseded or withdrawn before.
    #[error("the document is not in force any more")]
    Ended,
    /// Its content was erased.
    #[error("the content of the document was erased")]
    Erased,
    /// It could not be set in type.
    #[error(transparent)]
    Typeset(#[from] TypesetError),
    /// The typesetter's file has no place for the receipt, or the ledger no proof for it.
    #[error("the file cannot be sealed: {0}")]
    Seal(String),
    /// The file is not on the disk any more, or was altered there.
    #[error("the file of the document is damaged")]
    Damaged,
}

impl From<Denied> for DocumentError {
    fn from(e: Denied) -> Self {
        Self::Step(e.into())
    }
}

impl From<StoreError> for DocumentError {
    fn from(e: StoreError) -> Self {
        Self::Step(e.into())
    }
}

impl DocumentError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Step(s) => s.code(),
            Self::Kind(_) => "document_kind_unknown",
            Self::Fill(FillError::Missing(_)) => "document_field_missing",
            Self::Fill(FillError::Unknown(_)) => "document_field_unknown",
            Self::Fill(FillError::Unfit(_)) => "document_field_unfit",
            Self::Ended => "document_ended",
            Self::Erased => "document_erased",
            Self::Typeset(TypesetError::Absent(_)) => "typesetter_absent",
            Self::Typeset(TypesetError::Failed(_)) => "typesetter_failed",
            Self::Seal(_) => "document_seal",
            Self::Damaged => "document_damaged",
        }
    }
}
