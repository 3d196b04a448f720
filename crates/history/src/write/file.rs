//! One Parquet file on disk: written beside its name, synced, renamed, and read back whole.

use std::{
    fs::{self, File},
    path::Path,
};

use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};

use crate::{
    HistoryError,
    layout::{Part, UNFINISHED},
    schema::{self, Position, v1},
};

/// Rows turned into columns at a time.
const CHUNK: usize = 65_536;

/// Writes `rows`, sorted by [`Position::key`], as `part`. When this returns, the file is there for good.
pub(crate) fn write(part: &Part, rows: &[&Position]) -> Result<(), HistoryError> {
    let unfinished = part.path.with_extension(format!("parquet.{UNFINISHED}"));
    let broken = |error: parquet::errors::ParquetError| HistoryError::damaged(&unfinished, &error);
    let file = File::create(&unfinished).map_err(HistoryError::io(&unfinished))?;
    let mut writer = ArrowWriter::try_new(file, v1::schema(), Some(v1::properties())).map_err(broken)?;
    for chunk in rows.chunks(CHUNK) {
        let batch = v1::encode(chunk).map_err(|error| HistoryError::damaged(&unfinished, &error))?;
        writer.write(&batch).map_err(broken)?;
    }
    writer.finish().map_err(broken)?;
    writer.inner().sync_all().map_err(HistoryError::io(&unfinished))?;
    fs::rename(&unfinished, &part.path).map_err(HistoryError::io(&part.path))?;
    part.path.parent().map_or(Ok(()), sync_folder)
}

/// Every row of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<Position>, HistoryError> {
    let file = File::open(path).map_err(HistoryError::io(path))?;
    let metadata = schema::open(path, &file)?;
    let damaged = |error: &dyn std::fmt::Display| HistoryError::damaged(path, error);
    let reader =
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata).build().map_err(|error| damaged(&error))?;
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|error| damaged(&error))?;
        rows.extend(v1::decode(&batch).ok_or_else(|| damaged(&"the columns are not those of its version"))?);
    }
    Ok(rows)
}

/// Creates a folder with its parents, all of them for good.
pub(crate) fn create_folder(path: &Path) -> Result<(), HistoryError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        create_folder(parent)?;
        match fs::create_dir(path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(HistoryError::io(path)(error)),
            _ => sync_folder(parent),
        }
    } else {
        fs::create_dir_all(path).map_err(HistoryError::io(path))
    }
}

fn sync_folder(path: &Path) -> Result<(), HistoryError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(HistoryError::io(path))
}
