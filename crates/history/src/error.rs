//! What can go wrong with the history's files.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// The history cannot be written or read.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// A file or folder cannot be read, written, synced or renamed; the disk may be full.
    #[error("{}: {error}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
    /// A file is not what was written, or was written by a newer version.
    #[error("{}: {reason}", path.display())]
    Damaged {
        /// File.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
}

impl HistoryError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "history_io",
            Self::Damaged { .. } => "history_damaged",
        }
    }

    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }

    pub(crate) fn damaged(path: &Path, reason: &(impl std::fmt::Display + ?Sized)) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.to_string() }
    }
}
