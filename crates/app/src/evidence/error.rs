//! Why evidence is refused.

use anlu_store::StoreError;
use thiserror::Error;

use crate::access::Denied;

/// A refused upload or reading.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such content, or none the viewer may read.
    #[error("no such evidence")]
    NotFound,
    /// The file is empty.
    #[error("the file is empty")]
    Empty,
    /// The file is larger than is taken.
    #[error("the file is larger than {max} bytes")]
    TooLarge {
        /// Largest size, bytes.
        max: usize,
    },
    /// The content is of no type that is taken, whatever the file is called.
    #[error("the content is not a JPEG, PNG, WebP, HEIC, PDF, MP4, XLSX or DOCX file")]
    TypeNotTaken,
    /// The file store failed.
    #[error("the evidence folder cannot be used: {0}")]
    Files(#[from] std::io::Error),
    /// A stored file no longer has its content.
    #[error("the stored file {0} is damaged or missing")]
    Damaged(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EvidenceError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::Empty => "evidence_empty",
            Self::TooLarge { .. } => "evidence_too_large",
            Self::TypeNotTaken => "evidence_type",
            Self::Files(_) => "evidence_files",
            Self::Damaged(_) => "evidence_damaged",
            Self::Store(e) => e.code(),
        }
    }
}
