//! Campaigns (专项行动): lists of enterprises to bring to an outcome by a day.

pub(crate) mod close;
pub(crate) mod file;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod outcome;
pub(crate) mod start;
pub(crate) mod subjects;
pub(crate) mod templates;
