//! What the business is: identifiers, keys, time, subjects, findings, signals, hazards and who may act.
//!
//! Owns the nouns of `docs/GLOSSARY.md` and their state machines. Must not know IO, clocks, randomness, SQL, HTTP or
//! wire formats: every input is a value, every refusal is an error value. Start at [`ids`], then [`hazard`].

pub mod access;
pub mod finding;
pub mod geo;
pub mod ids;
pub mod party;
pub mod ports;
pub mod time;
pub mod track;
