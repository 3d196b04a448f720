//! Commands other than the server: one file each, `Args` and `run`.

pub(crate) mod decode;
pub(crate) mod import;
pub(crate) mod ledger;
pub(crate) mod pack;
pub(crate) mod replay;
pub(crate) mod screen;
