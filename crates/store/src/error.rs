//! What can go wrong in the store, by what the caller can do about it. "Not found" is `Option`, not an error.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the row since it was read: read it again, then decide again.
    #[error("{what} was changed meanwhile: expected version {expected}, found {found}")]
    Conflict {
        /// Kind of row.
        what: &'static str,
        /// Version the caller had seen.
        expected: i64,
        /// Version in the store.
        found: i64,
    },
    /// As [`StoreError::Conflict`], about one of many values that were handed over together: none was written.
    #[error("{what} was changed meanwhile: expected version {expected}, found {found}")]
    Stale {
        /// Kind of row.
        what: &'static str,
        /// Place among the values, from 0.
        index: usize,
        /// Version the caller had seen.
        expected: i64,
        /// Version in the store, 0 when the row is gone.
        found: i64,
    },
    /// A row with the same unique key exists.
    #[error("a row with the same key exists: {0}")]
    Duplicate(String),
    /// A row that is referred to does not exist.
    #[error("a referenced row does not exist: {0}")]
    Dangling(String),
    /// The database cannot be reached, or stayed locked: try again later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The address of the database is not one we can open.
    #[error("bad database address: {0}")]
    Address(String),
    /// A stored value cannot be read back: damage, a wrong key, or a newer program wrote it.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// A newer version of this program has changed the schema.
    #[error("the database was changed by a newer version of this program: {0}")]
    Newer(String),
    /// A statement failed in a way that is a defect of this program.
    #[error("database error: {0}")]
    Internal(String),
}

impl StoreError {
    /// Stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } | Self::Stale { .. } => "changed_meanwhile",
            Self::Duplicate(_) => "duplicate",
            Self::Dangling(_) => "dangling_reference",
            Self::Unavailable(_) => "store_unavailable",
            Self::Address(_) => "store_address",
            Self::Corrupt(_) => "store_corrupt",
            Self::Newer(_) => "store_newer",
            Self::Internal(_) => "store_internal",
        }
    }

    /// A value that cannot be read back.
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt(what.into())
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => return Self::Duplicate(what),
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => return Self::Dangling(what),
            _ => {}
        }
        match error {
            DbErr::ConnectionAcquire(e) => Self::Unavailable(e.to_string()),
            DbErr::Conn(e) => Self::Unavailable(runtime_text(&e)),
            DbErr::Type(e) | DbErr::Json(e) => Self::Corrupt(e),
            DbErr::Exec(e) | DbErr::Query(e) => {
                let text = runtime_text(&e);
                if text.contains("database is locked") { Self::Unavailable(text) } else { Self::Internal(text) }
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

fn runtime_text(error: &RuntimeErr) -> String {
    error.to_string()
}
