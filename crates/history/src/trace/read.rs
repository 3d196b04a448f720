//! Opens files, tells their format by their first bytes, and reads them all into one set of traces.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

use super::{Place, Row, TraceError, TraceProblem, Traces, csv_file, parquet_file};

/// What a reading may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most rows over all files; about 8 to 20 bytes of memory each.
    pub max_rows: u64,
    /// Longest line of a text file in bytes.
    pub max_line: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_rows: 500_000_000, max_line: 64 << 10 }
    }
}

/// Reads position files. The order of `paths` is the file order that decides which of repeated rows stays.
pub fn read(paths: &[PathBuf], limits: &Limits) -> Result<Traces, TraceError> {
    read_watched(paths, limits, &mut |_rows| {})
}

/// Like [`read`]; `watch` is told the number of rows so far every few thousand rows.
pub fn read_watched(paths: &[PathBuf], limits: &Limits, watch: &mut dyn FnMut(u64)) -> Result<Traces, TraceError> {
    let mut sink = Sink { traces: Traces::default(), limits: *limits, watch };
    for path in paths {
        one(path, &mut sink).map_err(|(place, problem)| TraceError { file: path.clone(), place, problem })?;
        (sink.watch)(sink.traces.rows());
    }
    Ok(sink.traces.finish())
}

/// A problem and where in the file it is.
pub(super) type Located = (Place, TraceProblem);

fn one(path: &Path, sink: &mut Sink<'_>) -> Result<(), Located> {
    let unreadable = |error: std::io::Error| (Place::File, TraceProblem::Unreadable(error.to_string()));
    let mut file = File::open(path).map_err(unreadable)?;
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    match magic.as_slice() {
        [] => Err((Place::File, TraceProblem::Empty)),
        b"PAR1" => parquet_file::read(file, sink),
        [0x1f, 0x8b, ..] => csv_file::read(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file)), sink),
        _ => csv_file::read(file, sink),
    }
}

/// Where the readers put their rows.
pub(super) struct Sink<'a> {
    traces: Traces,
    limits: Limits,
    watch: &'a mut dyn FnMut(u64),
}

impl Sink<'_> {
    pub(super) fn max_line(&self) -> usize {
        self.limits.max_line
    }

    /// The number of a vehicle.
    pub(super) fn vehicle(&mut self, name: &str) -> Result<u32, TraceProblem> {
        let name = name.trim();
        if name.is_empty() {
            return Err(TraceProblem::value("bad_vehicle", "vehicle", name, "is empty"));
        }
        self.traces.vehicle(name).ok_or(TraceProblem::TooManyRows(self.limits.max_rows))
    }

    /// Takes a row.
    pub(super) fn push(&mut self, vehicle: u32, row: &Row) -> Result<(), TraceProblem> {
        if self.traces.rows() >= self.limits.max_rows || !self.traces.push(vehicle, row) {
            return Err(TraceProblem::TooManyRows(self.limits.max_rows));
        }
        if self.traces.rows().is_multiple_of(1 << 16) {
            (self.watch)(self.traces.rows());
        }
        Ok(())
    }

    /// Counts a row that has no position.
    pub(super) fn skip(&mut self) {
        self.traces.skip();
    }
}
