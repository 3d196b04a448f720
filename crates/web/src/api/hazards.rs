//! Hazards (隐患): from 发现 to 销号.

pub(crate) mod close;
pub(crate) mod create;
pub(crate) mod criteria;
pub(crate) mod decision;
pub(crate) mod export;
pub(crate) mod extension;
pub(crate) mod get;
pub(crate) mod govern;
pub(crate) mod list;
pub(crate) mod notify;
pub(crate) mod plan;
pub(crate) mod rates;
pub(crate) mod rejudge;
pub(crate) mod submit;
pub(crate) mod verify;
