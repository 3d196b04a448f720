//! Evidence: photos and files, named by content, stored once, read only by whoever may see what they prove.

pub mod blobs;
pub mod error;
pub mod get;
pub mod put;

pub use anlu_store::repo::evidence::Content;
pub use error::EvidenceError;
