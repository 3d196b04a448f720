//! What the business is: identifiers, keys, time, subjects, findings, signals, hazards, risks, draws, campaigns and who may act.
//!
//! Owns the nouns of `docs/GLOSSARY.md` and their state machines. Must not know IO, clocks, randomness, SQL, HTTP or
//! wire formats: every input is a value, every refusal is an error value. Start at [`ids`], then [`hazard`].

pub mod access;
pub mod calendar;
pub mod campaign;
pub mod case;
pub mod command;
pub mod document;
pub mod downward;
pub mod draw;
pub mod duty;
pub mod evidence;
pub mod field;
pub mod finding;
pub mod geo;
pub mod grade;
pub mod hazard;
pub mod ids;
pub mod inquiry;
pub mod keys;
pub mod link;
pub mod notice;
pub mod party;
pub mod ports;
pub mod project;
pub mod remote;
pub mod risk;
pub mod signal;
pub mod talk;
pub mod target;
pub mod time;
pub mod track;
pub mod upward;
pub mod watch;
pub mod zone;
