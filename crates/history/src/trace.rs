//! Reads position files (CSV, gzipped CSV, Parquet) in any row order and hands them out vehicle by vehicle in time order.
//!
//! A file needs a vehicle, a time, a longitude and a latitude; speed, direction and the words of the terminal are optional
//! (names: `columns`). Rows are packed to about 8 bytes each while they are read, so that memory holds far more of them
//! than the file sizes suggest; sorting happens for one vehicle at a time when its rows are asked for. Of files that are
//! sorted by vehicle no more than a part is held ([`read_parted`]); several of them are merged.

mod civil;
mod columns;
mod csv_file;
mod error;
mod packed;
mod parquet_file;
mod read;
mod row;
mod sorted;
#[cfg(test)]
mod tests;
mod traces;

pub use error::{Place, TraceError, TraceProblem};
pub use read::{Limits, read, read_parted, read_watched};
pub use row::Row;
pub use traces::{Traces, VehicleTrace};
