//! Several files, or row groups, that are each sorted by vehicle and time, as one: the vehicles come one after the other
//! though each comes in every file, in memory that grows with the number of files alone.

use std::{mem, ops::Range, path::PathBuf, sync::Arc, vec};

use super::{
    Limits, Place, Row, TraceError, TraceProblem,
    read::{Input, Reader, Sink, at, clean},
};
use crate::merge::{Merge, Sorted};

/// Rows of a source in memory at a time.
const BATCH: usize = 2_048;
/// Most sources: each holds a file open.
const MOST: usize = 400;

/// A vehicle, a time, and where in all files the row stands: of equal times the first counts, and none is missed.
type Key = (Arc<str>, i64, u64);

/// A sorted file, or sorted row groups of one.
pub(super) struct Source {
    path: PathBuf,
    reader: Reader,
    gathered: Gathered,
    rows: vec::IntoIter<(Arc<str>, Row)>,
    head: Option<(Arc<str>, Row)>,
    /// Number of the row at hand.
    number: u64,
    /// The last of what was gathered.
    last: Option<(Arc<str>, i64)>,
}

impl Source {
    /// Reads on, and makes sure that what comes is in order.
    fn fill(&mut self) -> Result<(), TraceError> {
        let gathered = &mut self.gathered;
        while gathered.rows.is_empty() && self.reader.step(BATCH, gathered).map_err(at(&self.path))? {}
        let rows = mem::take(&mut gathered.rows);
        let keys = || rows.iter().map(|(name, row)| (name, row.time_ms));
        if !self.last.iter().map(|(name, time)| (name, *time)).chain(keys()).is_sorted() {
            return Err(at(&self.path)((Place::File, TraceProblem::Scattered)));
        }
        self.last = rows.last().map(|(name, row)| (Arc::clone(name), row.time_ms));
        self.rows = rows.into_iter();
        Ok(())
    }
}

impl Sorted for Source {
    type Row = (Arc<str>, Row);
    type Key = Key;
    type Error = TraceError;

    fn key(&self) -> Option<Key> {
        self.head.as_ref().map(|(name, row)| (Arc::clone(name), row.time_ms, self.number))
    }

    fn advance(&mut self) -> Result<Option<Self::Row>, TraceError> {
        if self.rows.len() == 0 {
            self.fill()?;
        }
        self.number += 1;
        Ok(mem::replace(&mut self.head, self.rows.next()))
    }
}

/// What a reader gave.
#[derive(Default)]
struct Gathered {
    /// Names by number. They come in order: one that came before is the last one.
    names: Vec<Arc<str>>,
    rows: Vec<(Arc<str>, Row)>,
    without_position: u64,
}

impl Sink for Gathered {
    fn vehicle(&mut self, name: &str) -> Result<u32, TraceProblem> {
        let name = clean(name)?;
        if self.names.last().is_none_or(|last| **last != *name) {
            self.names.push(name.into());
        }
        u32::try_from(self.names.len() - 1).map_err(|_many| TraceProblem::Scattered)
    }

    fn push(&mut self, vehicle: u32, row: &Row) -> Result<(), TraceProblem> {
        let name = self.names.get(vehicle as usize).ok_or(TraceProblem::Scattered)?;
        self.rows.push((Arc::clone(name), *row));
        Ok(())
    }

    fn skip(&mut self) {
        self.without_position += 1;
    }
}

/// The inputs as one, when there are several and the begin of each is in order; `None`: they are to be read as they lie.
pub(super) fn merge(paths: &[PathBuf], limits: &Limits) -> Result<Option<Merge<Source>>, TraceError> {
    let mut runs: Vec<(&PathBuf, Option<Range<usize>>)> = Vec::new();
    for path in paths {
        match Input::open(path).map_err(at(path))? {
            Input::Parquet(_, footer) => runs.extend(footer.runs().into_iter().map(|groups| (path, Some(groups)))),
            Input::Text(_) | Input::Zipped(_) => runs.push((path, None)),
        }
    }
    if !(2..=MOST).contains(&runs.len()) {
        return Ok(None);
    }
    let mut sources = Vec::with_capacity(runs.len());
    for (number, (path, groups)) in (0..).zip(runs) {
        let reader = Input::open(path).and_then(|input| input.reader(groups, BATCH, limits.max_line));
        let mut source = Source {
            path: path.clone(),
            reader: reader.map_err(at(path))?,
            gathered: Gathered::default(),
            rows: Vec::new().into_iter(),
            head: None,
            number: number << 40,
            last: None,
        };
        match source.fill() {
            Ok(()) => sources.push(source),
            Err(error) if error.problem == TraceProblem::Scattered => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Merge::new(sources).map(Some)
}

/// Puts every row into `sink`.
pub(super) fn pour(merge: &mut Merge<Source>, sink: &mut impl Sink) -> Result<(), TraceError> {
    let first = merge.sources().first().map(|source| source.path.clone()).unwrap_or_default();
    let whole = |problem| at(&first)((Place::File, problem));
    let mut present: Option<(Arc<str>, u32)> = None;
    for next in merge.by_ref() {
        let (name, row) = next?;
        let vehicle = match &present {
            Some((held, vehicle)) if *held == name => *vehicle,
            _ => sink.vehicle(&name).map_err(whole)?,
        };
        present = Some((name, vehicle));
        sink.push(vehicle, &row).map_err(whole)?;
    }
    let without_position: u64 = merge.sources().iter().map(|source| source.gathered.without_position).sum();
    (0..without_position).for_each(|_| sink.skip());
    Ok(())
}
