//! Enterprises (一企一档).

pub(crate) mod changes;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod hazards;
pub(crate) mod indices;
pub(crate) mod list;
pub(crate) mod people;
pub(crate) mod signals;
pub(crate) mod update;
pub(crate) mod vehicles;
