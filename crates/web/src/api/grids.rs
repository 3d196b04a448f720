//! The territory tree (网格).

pub(crate) mod get;
pub(crate) mod list;
