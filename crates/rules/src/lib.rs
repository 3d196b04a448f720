//! Policy packs and detectors: law as data, and what it finds in positions.
//!
//! Owns the pack files (reading from text, overlay, validation with source positions, differences in words), the engine
//! that turns facts in time order into findings, one file per rule kind, and scenarios. Must not know files, sockets,
//! databases or the wall clock: everything is an argument, and the same arguments always give the same findings.
//! Start at [`engine`], then [`kinds`], then [`pack`].

pub mod condition;
pub mod construction;
pub mod documents;
pub mod duties;
pub mod engine;
pub mod facts;
pub mod grading;
pub mod indices;
pub mod journey;
pub mod kinds;
pub mod pack;
pub mod scenario;
pub mod zones;

mod emit;
