//! Reading columns back into domain values: a value that does not fit is a corrupt row, never a panic or a default.

use anlu_domain::{finding::Severity, hazard::PersonRef, ids::UserId};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::StoreError;

/// The corrupt-row error of `table`.`column`.
pub(crate) fn corrupt(table: &str, column: &str, id: impl core::fmt::Display) -> StoreError {
    StoreError::corrupt(format!("{table}.{column} of {id}"))
}

/// A value as JSON text.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Internal(e.to_string()))
}

/// An optional value as JSON text.
pub(crate) fn to_json_opt<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    value.map(to_json).transpose()
}

/// JSON text read back.
pub(crate) fn from_json<T: DeserializeOwned>(
    text: Option<&str>,
    table: &str,
    column: &str,
    id: Uuid,
) -> Result<Option<T>, StoreError> {
    text.map(|t| serde_json::from_str(t).map_err(|_error| corrupt(table, column, id))).transpose()
}

/// An id and a name, both there or both absent.
pub(crate) fn person(id: Option<Uuid>, name: Option<String>) -> Option<PersonRef> {
    Some(PersonRef { id: UserId(id?), name: name.unwrap_or_default() })
}

/// A count or sequence as the store keeps it.
pub(crate) fn to_i32(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// Severity as its rank.
pub(crate) const fn severity_rank(severity: Severity) -> i32 {
    match severity {
        Severity::Notice => 0,
        Severity::Warning => 1,
        Severity::Severe => 2,
    }
}

/// The severity of a rank.
pub(crate) const fn severity_of(rank: i32) -> Option<Severity> {
    match rank {
        0 => Some(Severity::Notice),
        1 => Some(Severity::Warning),
        2 => Some(Severity::Severe),
        _ => None,
    }
}
