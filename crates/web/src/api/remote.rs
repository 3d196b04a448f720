//! Enforcement at a distance: links of a case for its officers, and what whoever has a link may do, without a log-in.

pub(crate) mod answer;
pub(crate) mod cancel;
pub(crate) mod content;
pub(crate) mod give;
pub(crate) mod identity;
pub(crate) mod links;
pub(crate) mod visit;
