//! Why a use case on accounts fails.

use anlu_domain::time::UtcMs;
use anlu_store::StoreError;
use thiserror::Error;

use crate::access::Denied;

/// A refused or failed use case on accounts.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such account.
    #[error("no such account")]
    NotFound,
    /// Name or password is wrong, or the account may not log in: the same answer for all of them.
    #[error("name or password is wrong")]
    WrongPassword,
    /// Too many failures in a row.
    #[error("the account is locked until {}", until.rfc3339_cst())]
    LockedOut {
        /// When log-in is possible again.
        until: UtcMs,
    },
    /// The new password is too short, too long or contains the log-in name.
    #[error("the password needs at least {min_chars} characters and must not contain the log-in name")]
    WeakPassword {
        /// Fewest characters.
        min_chars: usize,
    },
    /// Another account has this log-in name.
    #[error("the log-in name is taken")]
    LoginTaken,
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Invalid {
        /// JSON pointer of the field.
        pointer: &'static str,
        /// Stable code of what is wrong.
        code: &'static str,
    },
    /// Hashing or randomness failed.
    #[error("a password or token cannot be processed: {0}")]
    Hash(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AccountError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::WrongPassword => "wrong_password",
            Self::LockedOut { .. } => "locked_out",
            Self::WeakPassword { .. } => "weak_password",
            Self::LoginTaken => "login_taken",
            Self::Invalid { code, .. } => code,
            Self::Hash(_) => "hash_failed",
            Self::Store(e) => e.code(),
        }
    }
}
