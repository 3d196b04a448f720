//! Opens files, tells their format by their first bytes, and reads them all into one set of traces.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

use super::{Place, Row, TraceError, TraceProblem, Traces, VehicleTrace, csv_file, parquet_file, traces::SoFar};

/// What a reading may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most rows held at a time, over all files; about 8 to 20 bytes of memory each.
    pub max_rows: u64,
    /// From so many rows on [`read_parted`] lets vehicles go.
    pub part_rows: u64,
    /// Longest line of a text file in bytes.
    pub max_line: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_rows: 500_000_000, part_rows: 4_000_000, max_line: 64 << 10 }
    }
}

/// Reads position files. The order of `paths` is the file order that decides which of repeated rows stays.
pub fn read(paths: &[PathBuf], limits: &Limits) -> Result<Traces, TraceError> {
    read_watched(paths, limits, &mut |_rows| {})
}

/// Like [`read`]; `watch` is told the number of rows so far every few thousand rows.
pub fn read_watched(paths: &[PathBuf], limits: &Limits, watch: &mut dyn FnMut(u64)) -> Result<Traces, TraceError> {
    all(paths, Sink { traces: Traces::default(), limits: *limits, watch, parts: None })
}

/// Like [`read_watched`], but does not hold what has come to its end: when [`Limits::part_rows`] are held and the rows of
/// each vehicle lay together so far, `part` is shown the vehicles but the present one, by name, and they are let go. What
/// is left, and the figures of all, is answered. Rows in any other order are all held; when
/// the order shows only after something was let go, the answer is [`TraceProblem::Scattered`]: forget what was shown, and
/// read whole.
pub fn read_parted(
    paths: &[PathBuf],
    limits: &Limits,
    watch: &mut dyn FnMut(u64),
    part: &mut dyn FnMut(&[VehicleTrace<'_>]),
) -> Result<Traces, TraceError> {
    let parts = Some(Parts { last: None, part });
    all(paths, Sink { traces: Traces::default(), limits: *limits, watch, parts })
}

fn all(paths: &[PathBuf], mut sink: Sink<'_>) -> Result<Traces, TraceError> {
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
    /// As long as vehicles may be let go.
    parts: Option<Parts<'a>>,
}

/// Lets vehicles go whose rows lie together.
struct Parts<'a> {
    /// The vehicle whose row came last.
    last: Option<u32>,
    part: &'a mut dyn FnMut(&[VehicleTrace<'_>]),
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
        if self.parts.as_ref().is_some_and(|parts| parts.last != Some(vehicle)) {
            self.turn_to(vehicle)?;
        }
        if self.traces.held() >= self.limits.max_rows || !self.traces.push(vehicle, row) {
            return Err(TraceProblem::TooManyRows(self.limits.max_rows));
        }
        if self.traces.rows().is_multiple_of(1 << 16) {
            (self.watch)(self.traces.rows());
        }
        Ok(())
    }

    /// The rows of another vehicle begin, or go on.
    fn turn_to(&mut self, vehicle: u32) -> Result<(), TraceProblem> {
        let Some(parts) = &mut self.parts else { return Ok(()) };
        match self.traces.so_far(vehicle) {
            SoFar::Nothing => {
                parts.last = Some(vehicle);
                if self.traces.held() >= self.limits.part_rows.min(self.limits.max_rows) {
                    self.traces.let_go(vehicle, parts.part);
                }
            }
            // Not by vehicle: all is held, unless something has gone already.
            SoFar::Rows if self.traces.held() == self.traces.rows() => self.parts = None,
            SoFar::Rows | SoFar::Gone => return Err(TraceProblem::Scattered),
        }
        Ok(())
    }

    /// Counts a row that has no position.
    pub(super) fn skip(&mut self) {
        self.traces.skip();
    }
}
