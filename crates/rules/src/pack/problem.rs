//! What is wrong with a pack, and exactly where.

use core::fmt;

use serde::Serialize;

/// One problem of a pack file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// File as it was named by the caller.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Stable code, e.g. `rule_kind_unknown`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}: {}", self.file, self.line, self.column, self.code, self.message)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, " ({})", self.hint) }
    }
}

/// What is wrong with the parameters of a rule, as its kind sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParamFault {
    pub(crate) spot: Spot,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// A key of a rule file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    /// A key of `[params]`.
    Param(&'static str),
}

impl Spot {
    pub(crate) fn path(self) -> [&'static str; 2] {
        match self {
            Self::Param(key) => ["params", key],
        }
    }
}
