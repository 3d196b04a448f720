//! What one person has to do.

pub(crate) mod list;
