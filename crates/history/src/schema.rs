//! The columns of a history file. A released version is never changed; a new one gets its own file here.

use std::{fs::File, path::Path};

use anlu_domain::{ids::VehicleId, track::Fix};
use parquet::{
    arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions},
    file::metadata::PageIndexPolicy,
};

use crate::HistoryError;

pub(crate) mod degree;
pub(crate) mod properties;
pub(crate) mod v1;
pub(crate) mod v2;

/// Key of the file metadata that holds the version.
pub(crate) const VERSION_KEY: &str = "anlu.schema";

/// Key of the file metadata that holds the longest retention, in days, that has been applied to the file.
pub(crate) const EXPIRED_KEY: &str = "anlu.expired_days";

/// One stored position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Position {
    pub(crate) vehicle: VehicleId,
    pub(crate) fix: Fix,
}

impl Position {
    /// Order inside a file; equal keys are the same position sent again.
    pub(crate) fn key(&self) -> (VehicleId, i64) {
        (self.vehicle, self.fix.time.0)
    }
}

/// Opens the footer and makes sure that this program knows the version.
pub(crate) fn open(path: &Path, file: &File) -> Result<ArrowReaderMetadata, HistoryError> {
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
    let metadata = ArrowReaderMetadata::load(file, options).map_err(|e| HistoryError::damaged(path, &e))?;
    match told(&metadata, VERSION_KEY) {
        Some(v1::VERSION | v2::VERSION) => Ok(metadata),
        Some(newer) => Err(HistoryError::damaged(path, &format!("was written as {newer} by a newer version of Anlu"))),
        None => Err(HistoryError::damaged(path, "is not a history file")),
    }
}

/// The longest retention in days whose vehicles are no longer in a file; 0 when none was applied.
pub(crate) fn expired(metadata: &ArrowReaderMetadata) -> u32 {
    told(metadata, EXPIRED_KEY).and_then(|days| days.parse().ok()).unwrap_or(0)
}

/// Whether it is a history file, of whatever version.
pub(crate) fn is_ours(metadata: &ArrowReaderMetadata) -> bool {
    told(metadata, VERSION_KEY).is_some()
}

fn told<'a>(metadata: &'a ArrowReaderMetadata, key: &str) -> Option<&'a str> {
    let pairs = metadata.metadata().file_metadata().key_value_metadata()?;
    pairs.iter().find(|pair| pair.key == key)?.value.as_deref()
}
