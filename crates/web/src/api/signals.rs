//! The inbox of signals (预警线索).

pub(crate) mod acknowledge;
pub(crate) mod answer;
pub(crate) mod assign;
pub(crate) mod close;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod media;
pub(crate) mod supervise;
pub(crate) mod track;
pub(crate) mod triage;
