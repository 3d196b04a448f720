//! Sorted files as one sorted stream of rows, in memory that grows with the number of files alone.

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
    schema::{self, Position, v2},
};

/// Rows that come in the order of their keys.
pub(crate) trait Sorted {
    type Row;
    type Key: Ord + Clone;
    type Error;

    /// The key of the row at hand; `None` at the end.
    fn key(&self) -> Option<Self::Key>;

    /// Moves to the next row and answers the one before: nothing the first time.
    fn advance(&mut self) -> Result<Option<Self::Row>, Self::Error>;
}

/// One file of the history, read a batch at a time.
pub(crate) struct Source {
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
}

impl Sorted for Source {
    type Row = Position;
    type Key = (VehicleId, i64);
    type Error = HistoryError;

    fn key(&self) -> Option<Self::Key> {
        self.head.map(|row| row.key())
    }

    fn advance(&mut self) -> Result<Option<Position>, HistoryError> {
        let before = self.head.take();
        loop {
            if let Some(row) = self.rows.next() {
                self.head = Some(row);
                return Ok(before);
            }
            let Some(batch) = self.batches.next() else { return Ok(before) };
            let batch = batch.map_err(|error| HistoryError::damaged(&self.path, &error))?;
            let rows = v2::decode(&batch);
            let damaged = || HistoryError::damaged(&self.path, "the columns are not those of its version");
            self.rows = rows.ok_or_else(damaged)?.into_iter();
        }
    }
}

/// Rows of several sources by key, each key once: of equal keys the row of the source named first.
pub(crate) struct Merge<S: Sorted = Source> {
    sources: Vec<S>,
    heads: BinaryHeap<Reverse<(S::Key, usize)>>,
    last: Option<S::Key>,
}

impl Merge {
    /// Opens `parts`, which come in log order.
    pub(crate) fn open(parts: &[Part]) -> Result<Self, HistoryError> {
        Self::new(parts.iter().map(|p| Source::open(&p.path)).collect::<Result<_, _>>()?)
    }
}

impl<S: Sorted> Merge<S> {
    /// Begins with the first row of each source.
    pub(crate) fn new(mut sources: Vec<S>) -> Result<Self, S::Error> {
        let mut heads = BinaryHeap::with_capacity(sources.len());
        for (index, source) in sources.iter_mut().enumerate() {
            source.advance()?;
            heads.extend(source.key().map(|key| Reverse((key, index))));
        }
        Ok(Self { sources, heads, last: None })
    }

    /// The sources, as far as they have been read.
    pub(crate) fn sources(&self) -> &[S] {
        &self.sources
    }

    fn step(&mut self) -> Result<Option<S::Row>, S::Error> {
        while let Some(Reverse((key, index))) = self.heads.pop() {
            let Some(source) = self.sources.get_mut(index) else { continue };
            let row = source.advance()?;
            if let Some(next) = source.key() {
                self.heads.push(Reverse((next, index)));
            }
            if self.last.as_ref() != Some(&key) {
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

impl<S: Sorted> Iterator for Merge<S> {
    type Item = Result<S::Row, S::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}
