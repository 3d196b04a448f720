//! People (人员).

pub(crate) mod facts;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod reveal;
