//! One Parquet file on disk: written beside its name, synced, renamed, and read back whole.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};

use crate::{
    HistoryError,
    layout::{Part, UNFINISHED, remove},
    schema::{self, Position, properties, v2},
};

/// Rows turned into columns at a time: so few that they stay near while column after column is filled from them.
const CHUNK: usize = 2_048;

/// Writes `rows`, sorted by [`Position::key`], as `part`. When this returns, the file is there for good.
pub(crate) fn write(part: &Part, rows: &[&Position]) -> Result<(), HistoryError> {
    let mut file = Unfinished::create(part, Writing::Roll)?;
    for chunk in rows.chunks(CHUNK) {
        file.push(chunk)?;
    }
    file.finish()?.publish(part)
}

/// Who writes a file. Two kinds of writers keep out of each other's way.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Writing {
    /// Positions as they come: of a large fleet few rows a vehicle.
    Roll,
    /// The files of a day put together.
    Compaction {
        /// What [`schema::expired`] will answer of the file: the longest retention applied, days; 0 for none.
        expired: u32,
    },
}

/// A file under a name that readers ignore and [`crate::layout::tidy`] removes.
pub(crate) struct Unfinished {
    path: PathBuf,
    writer: ArrowWriter<File>,
}

impl Unfinished {
    /// Begins the file of `part`.
    pub(crate) fn create(part: &Part, writing: Writing) -> Result<Self, HistoryError> {
        let by = match writing {
            Writing::Roll => "roll",
            Writing::Compaction { .. } => "compact",
        };
        let path = part.path.with_extension(format!("parquet.{by}.{UNFINISHED}"));
        let file = File::create(&path).map_err(HistoryError::io(&path))?;
        let properties = properties::of(writing);
        let writer = ArrowWriter::try_new(file, v2::schema(), Some(properties))
            .map_err(|error| HistoryError::damaged(&path, &error))?;
        Ok(Self { path, writer })
    }

    /// Adds sorted rows behind those already there.
    pub(crate) fn push(&mut self, rows: &[&Position]) -> Result<(), HistoryError> {
        let batch = v2::encode(rows).map_err(|error| HistoryError::damaged(&self.path, &error))?;
        self.writer.write(&batch).map_err(|error| HistoryError::damaged(&self.path, &error))
    }

    /// Writes the footer and syncs.
    pub(crate) fn finish(mut self) -> Result<Finished, HistoryError> {
        self.writer.finish().map_err(|error| HistoryError::damaged(&self.path, &error))?;
        self.writer.inner().sync_all().map_err(HistoryError::io(&self.path))?;
        Ok(Finished { path: self.path })
    }

    /// Removes what was written.
    pub(crate) fn abandon(self) -> Result<(), HistoryError> {
        drop(self.writer);
        remove(&self.path)
    }
}

/// A whole file on disk that has not got its name yet.
pub(crate) struct Finished {
    path: PathBuf,
}

impl Finished {
    /// Gives it its name, for good.
    pub(crate) fn publish(self, part: &Part) -> Result<(), HistoryError> {
        fs::rename(&self.path, &part.path).map_err(HistoryError::io(&part.path))?;
        part.path.parent().map_or(Ok(()), sync_folder)
    }

    /// Removes it.
    pub(crate) fn abandon(self) -> Result<(), HistoryError> {
        remove(&self.path)
    }
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
        rows.extend(v2::decode(&batch).ok_or_else(|| damaged(&"the columns are not those of its version"))?);
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
