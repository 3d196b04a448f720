//! Use cases, permissions and background tasks.
//!
//! Owns what people and tasks may do: each use case is a function that takes a [`ctx::Ctx`] and checks permission
//! first. Must not know HTTP types, SeaORM, sockets or wire formats. Start at [`ctx`].

pub mod access;
pub mod account;
pub mod backtest;
pub mod campaign;
pub mod case;
mod changes;
pub mod command;
pub mod ctx;
pub mod document;
pub mod downward;
pub mod draw;
pub mod duty;
pub mod evidence;
pub mod field;
pub mod grade;
pub mod hazard;
pub mod import;
pub mod index;
pub mod inquiry;
pub mod ledger;
pub mod link;
pub mod live;
pub mod media;
pub mod pack;
pub mod policy;
pub mod project;
pub mod registry;
pub mod remote;
pub mod report;
pub mod risk;
pub mod signal;
pub mod sms;
pub mod step_error;
pub mod talk;
pub mod target;
pub mod tasks;
pub mod timeline;
pub mod today;
pub mod track;
pub mod upward;
pub mod zone;

pub use anlu_store::{Page, Paged, Store, StoreError};
pub mod watch;
