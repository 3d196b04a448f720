//! Construction projects (公路水运工程).

pub(crate) mod get;
pub(crate) mod kinds;
pub(crate) mod list;
pub(crate) mod records;
pub(crate) mod write;
