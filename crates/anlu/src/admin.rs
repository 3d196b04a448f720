//! Commands other than the server: one file each, `Args` and `run`.

pub(crate) mod backup;
pub(crate) mod decode;
pub(crate) mod doctor;
pub(crate) mod draw;
pub(crate) mod import;
pub(crate) mod ledger;
pub(crate) mod pack;
pub(crate) mod person;
mod profile;
pub(crate) mod replay;
pub(crate) mod schema;
pub(crate) mod screen;
pub(crate) mod user;
mod zones;
