//! Evidence: files that prove a step, named by the SHA-256 of their content.

pub(crate) mod attached;
pub(crate) mod download;
pub(crate) mod upload;
