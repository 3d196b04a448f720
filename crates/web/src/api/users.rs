//! People who can act.

pub(crate) mod list;
