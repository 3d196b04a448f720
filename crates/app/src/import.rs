//! Workbooks into the registry, all or nothing, and back out again.
//!
//! A file goes through these steps: [`read`] turns it into plain cells whatever its format, `header` finds the sheet and
//! the header row, a kind in `kinds` (its columns are data) turns rows into drafts, `run` resolves references, compares
//! with the store and writes everything in one transaction, and `answer` gives back the workbook with faults marked.
//! [`template`] makes the workbook to fill in, [`export`] one that can be imported again. Start at [`run`].

mod answer;
mod cells;
mod columns;
mod error;
pub mod export;
mod fault;
mod header;
mod kinds;
mod limits;
mod parse;
pub mod read;
mod row;
mod run;
pub(crate) mod sheet_writer;
pub mod template;
mod text;

#[cfg(test)]
mod tests;

pub use self::{
    error::ImportError,
    fault::{Fault, catalogue},
    kinds::ImportKind,
    limits::Limits,
    run::{Counts, Hooks, Report, Request, allowed, run},
};
