//! Positions in columnar files: trace files that people bring, and the history of the live plane.
//!
//! Owns the Parquet layout of the history (day and shard), reading it back, and the readers of position files. Must not
//! know the database, HTTP, wire formats or rules. Start at [`trace::read`].

pub mod trace;
