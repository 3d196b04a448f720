//! The ledger: who changed what, when, and the proof that nothing was altered since.

pub(crate) mod checkpoint;
pub(crate) mod list;
pub(crate) mod public;
