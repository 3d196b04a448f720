//! What can be wrong with a position file, where, and what to do about it.

use std::{fmt, path::PathBuf};

use thiserror::Error;

/// Where in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of a text file, counted from 1, the header included.
    Line(u64),
    /// A row of a Parquet file, counted from 1.
    Row(u64),
}

/// A position file cannot be taken. Nothing of the reading is kept.
#[derive(Debug, Error)]
#[error("{}{place}: {problem}", file.display())]
pub struct TraceError {
    /// The file.
    pub file: PathBuf,
    /// Where in it.
    pub place: Place,
    /// What is wrong.
    pub problem: TraceProblem,
}

impl TraceError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => Ok(()),
            Self::Line(n) => write!(f, ":{n}"),
            Self::Row(n) => write!(f, ": row {n}"),
        }
    }
}

/// What is wrong with a position file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TraceProblem {
    /// Cannot be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Not CSV or Parquet, or damaged.
    #[error("is damaged or of another format: {0}")]
    Damaged(String),
    /// Holds nothing, not even a header.
    #[error("is empty; a header line and rows are expected")]
    Empty,
    /// A needed column is not there.
    #[error("has no column for the {wanted}; expected one of: {names}. It has: {found}")]
    ColumnMissing {
        /// What the column would hold.
        wanted: &'static str,
        /// Accepted names.
        names: String,
        /// Names in the file.
        found: String,
    },
    /// A column has a type that cannot hold its values.
    #[error("column `{name}` has the type {found}, expected {expected}")]
    ColumnType {
        /// Name in the file.
        name: String,
        /// Its type.
        found: String,
        /// What would do.
        expected: &'static str,
    },
    /// A row has another number of fields than the header.
    #[error("the row has {found} fields, the header {expected}")]
    Fields {
        /// Fields in the row.
        found: usize,
        /// Fields in the header.
        expected: usize,
    },
    /// A line is longer than a position can be.
    #[error("the line is longer than {0} bytes; is a quotation mark left open?")]
    LineTooLong(usize),
    /// A value is not what its column holds.
    #[error("{what} `{value}` {why}")]
    Value {
        /// Stable code: `bad_vehicle`, `bad_time`, `bad_position`, `bad_speed`, `bad_direction`.
        code: &'static str,
        /// Which value.
        what: &'static str,
        /// The value, cut to a bearable length.
        value: String,
        /// What was expected.
        why: &'static str,
    },
    /// More rows than the caller allows.
    #[error(
        "more than {0} rows would have to be held at a time; sort or split the input by vehicle, or raise the limit"
    )]
    TooManyRows(u64),
    /// The rows of a vehicle go on after those of another, and the reading has let go what it would need for that.
    #[error("the rows of each vehicle do not lie together")]
    Scattered,
}

impl TraceProblem {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "file_unreadable",
            Self::Damaged(_) => "file_damaged",
            Self::Empty => "file_empty",
            Self::ColumnMissing { .. } => "column_missing",
            Self::ColumnType { .. } => "column_type",
            Self::Fields { .. } => "field_count",
            Self::LineTooLong(_) => "line_too_long",
            Self::Value { code, .. } => code,
            Self::TooManyRows(_) => "too_many_rows",
            Self::Scattered => "rows_scattered",
        }
    }

    /// A value that is not what its column holds.
    pub(super) fn value(code: &'static str, what: &'static str, value: &str, why: &'static str) -> Self {
        Self::Value { code, what, value: value.chars().take(40).collect(), why }
    }
}
