//! Risks (风险): census, templates, major risks, self-inspections by controls.

pub(crate) mod census;
pub(crate) mod get;
pub(crate) mod inspections;
pub(crate) mod list;
pub(crate) mod major;
pub(crate) mod methods;
pub(crate) mod write;
