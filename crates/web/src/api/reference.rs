//! What never changes while the program runs.

pub(crate) mod get;
