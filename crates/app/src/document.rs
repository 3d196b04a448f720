//! Documents (文书): issued inside the transaction of the step that makes them, numbered without gaps, typeset
//! afterwards, each with a receipt of the ledger in its file.
//!
//! A step calls [`issue`] with the fields it gathered from facts. The file is made by a background task, or at the first
//! download; until then the document is in force and can be read on its page.

pub mod erase;
mod error;
pub mod fields;
pub mod file;
pub mod get;
mod issue;
pub mod list;
pub mod receipt;
pub mod withdraw;

pub use self::{
    error::DocumentError,
    issue::{Draft, Issued, issue},
};
pub use anlu_rules::documents::FillError;
pub use anlu_store::repo::document::{Document, DocumentFilter};
