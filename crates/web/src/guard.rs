//! What every request passes before it reaches an operation, and every answer on its way out.

pub(crate) mod access_log;
pub(crate) mod address;
pub(crate) mod attempts;
pub(crate) mod cross_site;
pub(crate) mod headers;
pub(crate) mod panic;
