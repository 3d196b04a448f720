//! Enforcement cases (案件) under the administrative-penalty law: clue → filed 立案 → investigation → review 审核 →
//! notice 告知 → statement or hearing → decision → service → execution → closed; and the simple procedure.
//!
//! [`step::advance`] is the only way forward: it names who may, what is missing, and gives the next value or a
//! [`Refusal`]. Time runs by [`clock`], amounts come from [`discretion`]; both are data of the pack.

pub mod clock;
pub mod discretion;
mod execution;
mod guard;
mod hearing;
pub(crate) mod record;
mod refusal;
pub mod step;
pub(crate) mod words;

pub use guard::{allowed, next_service, refused_to};
pub use record::{
    Ask, AskKind, AskState, Case, CaseEvidence, CaseSource, CaseState, Conclusion, Decision, Ending, EvidenceKind,
    Halt, HaltReason, Hearing, Interview, Measure, MeasureKind, Notice, Officer, Outcome, Party, PartyKind, Procedure,
    Review, Served, ServedWhat, ServiceWay, Statement, Violated,
};
pub use refusal::Refusal;
pub use step::{Act, ActKind, Rules, advance, heard};

#[cfg(test)]
pub(crate) mod tests;
