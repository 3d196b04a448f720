//! Opens files, tells their format by their first bytes, and reads them all into one set of traces.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    ops::Range,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

use super::{
    Place, Row, TraceError, TraceProblem, Traces, VehicleTrace, csv_file,
    parquet_file::{self, Footer},
    sorted,
    traces::SoFar,
};

/// Rows decoded at a time.
const BATCH: usize = 16_384;

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
    all(paths, Held { traces: Traces::default(), limits: *limits, watch, parts: None })
}

/// Like [`read_watched`], but does not hold what has come to its end: when [`Limits::part_rows`] are held and the rows of
/// each vehicle lay together so far, `part` is shown the vehicles but the present one, by name, and they are let go. What
/// is left, and the figures of all, is answered. Several files, or row groups of a file, that are each sorted by vehicle
/// and time are merged. Rows in any other order are all held; when the order shows only after something was let go, the
/// answer is [`TraceProblem::Scattered`]: forget what was shown, and read whole.
pub fn read_parted(
    paths: &[PathBuf],
    limits: &Limits,
    watch: &mut dyn FnMut(u64),
    part: &mut dyn FnMut(&[VehicleTrace<'_>]),
) -> Result<Traces, TraceError> {
    if let Some(mut merged) = sorted::merge(paths, limits)? {
        let parts = Some(Parts { last: None, part: &mut *part });
        let mut sink = Held { traces: Traces::default(), limits: *limits, watch: &mut *watch, parts };
        match sorted::pour(&mut merged, &mut sink) {
            // Not sorted after all, and nothing is gone yet.
            Err(error) if error.problem == TraceProblem::Scattered && sink.traces.held() == sink.traces.rows() => {}
            done => return done.map(|()| sink.traces.finish()),
        }
    }
    let parts = Some(Parts { last: None, part });
    all(paths, Held { traces: Traces::default(), limits: *limits, watch, parts })
}

fn all(paths: &[PathBuf], mut sink: Held<'_>) -> Result<Traces, TraceError> {
    for path in paths {
        one(path, &mut sink).map_err(at(path))?;
        (sink.watch)(sink.traces.rows());
    }
    Ok(sink.traces.finish())
}

/// Names the file of a problem.
pub(super) fn at(path: &Path) -> impl Fn(Located) -> TraceError {
    move |(place, problem)| TraceError { file: path.to_owned(), place, problem }
}

/// A problem and where in the file it is.
pub(super) type Located = (Place, TraceProblem);

fn one(path: &Path, sink: &mut Held<'_>) -> Result<(), Located> {
    let mut reader = Input::open(path)?.reader(None, BATCH, sink.limits.max_line)?;
    while reader.step(BATCH, sink)? {}
    Ok(())
}

/// A file, its format told by its first bytes.
pub(super) enum Input {
    Parquet(File, Box<Footer>),
    Text(File),
    Zipped(File),
}

impl Input {
    pub(super) fn open(path: &Path) -> Result<Self, Located> {
        let unreadable = |error: std::io::Error| (Place::File, TraceProblem::Unreadable(error.to_string()));
        let mut file = File::open(path).map_err(unreadable)?;
        let mut magic = Vec::new();
        file.by_ref().take(4).read_to_end(&mut magic).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        match magic.as_slice() {
            [] => Err((Place::File, TraceProblem::Empty)),
            b"PAR1" => Footer::read(&file).map(|footer| Self::Parquet(file, Box::new(footer))),
            [0x1f, 0x8b, ..] => Ok(Self::Zipped(file)),
            _ => Ok(Self::Text(file)),
        }
    }

    /// Reads it, or some of its row groups, of a columnar file so many rows at a time.
    pub(super) fn reader(self, groups: Option<Range<usize>>, batch: usize, max_line: usize) -> Result<Reader, Located> {
        let text = |input: Box<dyn Read>| Reader::Text(Box::new(csv_file::Reader::new(input, max_line)));
        Ok(match self {
            Self::Parquet(file, footer) => {
                Reader::Parquet(Box::new(parquet_file::Reader::new(file, *footer, groups, batch)?))
            }
            Self::Zipped(file) => text(Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file)))),
            Self::Text(file) => text(Box::new(file)),
        })
    }
}

/// Reads a file of any format in steps.
pub(super) enum Reader {
    Parquet(Box<parquet_file::Reader>),
    Text(Box<csv_file::Reader>),
}

impl Reader {
    /// Puts the next rows into `sink`, of a text file at most so many; `false` at the end.
    pub(super) fn step(&mut self, rows: usize, sink: &mut impl Sink) -> Result<bool, Located> {
        match self {
            Self::Parquet(reader) => reader.step(sink),
            Self::Text(reader) => reader.step(rows, sink),
        }
    }
}

/// Where the readers put their rows.
pub(super) trait Sink {
    /// The number of a vehicle.
    fn vehicle(&mut self, name: &str) -> Result<u32, TraceProblem>;

    /// Takes a row.
    fn push(&mut self, vehicle: u32, row: &Row) -> Result<(), TraceProblem>;

    /// Counts a row that has no position.
    fn skip(&mut self);
}

/// The name of a vehicle as a file has it.
pub(super) fn clean(name: &str) -> Result<&str, TraceProblem> {
    let name = name.trim();
    if name.is_empty() {
        return Err(TraceProblem::value("bad_vehicle", "vehicle", name, "is empty"));
    }
    Ok(name)
}

/// Holds rows by vehicle.
pub(super) struct Held<'a> {
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

impl Sink for Held<'_> {
    fn vehicle(&mut self, name: &str) -> Result<u32, TraceProblem> {
        self.traces.vehicle(clean(name)?).ok_or(TraceProblem::TooManyRows(self.limits.max_rows))
    }

    fn push(&mut self, vehicle: u32, row: &Row) -> Result<(), TraceProblem> {
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

    fn skip(&mut self) {
        self.traces.skip();
    }
}

impl Held<'_> {
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
}
