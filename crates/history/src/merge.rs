//! Sorted files of one folder as one sorted stream of rows, in memory that grows with the number of files alone.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    path::{Path, PathBuf},
    vec,
};

use anlu_domain::ids::VehicleId;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::{
    HistoryError,
    layout::Part,
    schema::{self, Position, v1},
};

/// One file, read a batch at a time.
struct Source {
    path: PathBuf,
    batches: ParquetRecordBatchReader,
    rows: vec::IntoIter<Position>,
    head: Option<Position>,
}

impl Source {
    fn open(path: &Path) -> Result<Self, HistoryError> {
        let file = File::open(path).map_err(HistoryError::io(path))?;
        let metadata = schema::open(path, &file)?;
        let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
            .build()
            .map_err(|error| HistoryError::damaged(path, &error))?;
        Ok(Self { path: path.to_owned(), batches, rows: Vec::new().into_iter(), head: None })
    }

    /// Moves to the next row and answers the one before.
    fn advance(&mut self) -> Result<Option<Position>, HistoryError> {
        let before = self.head.take();
        loop {
            if let Some(row) = self.rows.next() {
                self.head = Some(row);
                return Ok(before);
            }
            let Some(batch) = self.batches.next() else { return Ok(before) };
            let batch = batch.map_err(|error| HistoryError::damaged(&self.path, &error))?;
            let rows = v1::decode(&batch);
            let damaged = || HistoryError::damaged(&self.path, "the columns are not those of its version");
            self.rows = rows.ok_or_else(damaged)?.into_iter();
        }
    }
}

/// Rows of several files by vehicle and time, each key once: of equal keys the row of the file named first.
pub(crate) struct Merge {
    sources: Vec<Source>,
    heads: BinaryHeap<Reverse<((VehicleId, i64), usize)>>,
    last: Option<(VehicleId, i64)>,
}

impl Merge {
    /// Opens `parts`, which come in log order.
    pub(crate) fn open(parts: &[Part]) -> Result<Self, HistoryError> {
        let mut sources = parts.iter().map(|p| Source::open(&p.path)).collect::<Result<Vec<_>, _>>()?;
        let mut heads = BinaryHeap::with_capacity(sources.len());
        for (index, source) in sources.iter_mut().enumerate() {
            source.advance()?;
            heads.extend(source.head.map(|row| Reverse((row.key(), index))));
        }
        Ok(Self { sources, heads, last: None })
    }

    fn step(&mut self) -> Result<Option<Position>, HistoryError> {
        while let Some(Reverse((key, index))) = self.heads.pop() {
            let Some(source) = self.sources.get_mut(index) else { continue };
            let row = source.advance()?;
            if let Some(next) = &source.head {
                self.heads.push(Reverse((next.key(), index)));
            }
            if self.last != Some(key) {
                self.last = Some(key);
                return Ok(row);
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
impl Merge {
    /// Rows that are in memory.
    pub(crate) fn held(&self) -> usize {
        self.sources.iter().map(|source| source.rows.len() + usize::from(source.head.is_some())).sum()
    }
}

impl Iterator for Merge {
    type Item = Result<Position, HistoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}
