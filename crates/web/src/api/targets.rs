//! Targets (指标): how the territory stands, who is missing, one act for all of them.

pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod names;
pub(crate) mod reminders;
