//! Positions in columnar files: trace files that people bring, and the history of the live plane.
//!
//! Owns the Parquet layout of the history (`layout`, `schema`), writing it behind the log ([`Writer`]), merging and thinning it ([`Writer::compact`]), reading tracks
//! back ([`Archive`]), and the readers of position files ([`trace::read`]). Must not know the database, HTTP, wire
//! formats, rules or the log itself: offsets are numbers handed in.

mod archive;
mod compact;
mod error;
mod layout;
mod merge;
mod schema;
pub mod trace;
mod write;

pub use archive::Archive;
pub use compact::{Compacted, Pass, Retention};
pub use error::HistoryError;
pub use write::{Settings, Writer};
