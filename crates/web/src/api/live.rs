//! Live changes.

pub(crate) mod events;
