//! Why a file is not imported at all, as opposed to faults in its cells.

use anlu_store::StoreError;
use thiserror::Error;

use crate::access::Denied;

/// An import that came to nothing.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The role may not, or sees only a part of the territory.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The file cannot be opened.
    #[error("the file cannot be opened: {0}")]
    Open(String),
    /// Larger than allowed.
    #[error("the file has {found} bytes, at most {limit} are taken")]
    TooLarge {
        /// Bytes.
        found: u64,
        /// Most bytes.
        limit: u64,
    },
    /// Unpacks to more than allowed.
    #[error("the workbook unpacks to more than {limit} bytes")]
    UnpackedTooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// Neither a workbook nor text.
    #[error("the file is neither an Excel workbook nor CSV text")]
    Format,
    /// Protected by a password.
    #[error("the workbook is protected by a password: save it without one")]
    Encrypted,
    /// Damaged, or not what its name says.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// Text in none of the encodings we know.
    #[error("the text is neither UTF-8 nor GB 18030: save it as CSV UTF-8")]
    Encoding,
    /// More rows than allowed.
    #[error("sheet {sheet}: more than {limit} rows")]
    TooManyRows {
        /// Sheet.
        sheet: String,
        /// Most rows.
        limit: u32,
    },
    /// More columns than allowed.
    #[error("sheet {sheet}: more than {limit} columns")]
    TooManyColumns {
        /// Sheet.
        sheet: String,
        /// Most columns.
        limit: u16,
    },
    /// A cell with more characters than allowed.
    #[error("sheet {sheet}, cell {cell}: more than {limit} characters")]
    CellTooLong {
        /// Sheet.
        sheet: String,
        /// Cell.
        cell: String,
        /// Most characters.
        limit: usize,
    },
    /// Nothing below the header.
    #[error("sheet {sheet}: no rows below the header in row {header_row}")]
    NoRows {
        /// Sheet.
        sheet: String,
        /// Row of the header, from 1.
        header_row: u32,
    },
    /// Stopped by whoever started it.
    #[error("stopped; nothing was written")]
    Cancelled,
    /// A workbook could not be made.
    #[error("the workbook could not be made: {0}")]
    Workbook(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::Open(_) => "file_unreadable",
            Self::TooLarge { .. } => "file_too_large",
            Self::UnpackedTooLarge { .. } => "file_unpacks_too_large",
            Self::Format => "file_format",
            Self::Encrypted => "file_encrypted",
            Self::Unreadable(_) => "file_damaged",
            Self::Encoding => "file_encoding",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::NoRows { .. } => "no_rows",
            Self::Cancelled => "cancelled",
            Self::Workbook(_) => "export_failed",
            Self::Store(e) => e.code(),
        }
    }

    /// Whether the file is to blame, not the store or the caller.
    pub const fn is_bad_input(&self) -> bool {
        !matches!(self, Self::Denied(_) | Self::Cancelled | Self::Workbook(_) | Self::Store(_))
    }
}
