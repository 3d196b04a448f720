//! Parquet history.
