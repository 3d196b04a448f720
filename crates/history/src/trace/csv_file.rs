//! CSV rows to [`Row`]s. Quoting and line ends as RFC 4180 and as Excel has them; UTF-8, with or without a mark.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder};

use super::{
    Place, Row, TraceProblem, civil,
    columns::{self, Columns, TimeForm},
    read::{Located, Sink},
};

/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// A file, read record by record.
pub(super) struct Reader {
    records: csv::Reader<Lines<Box<dyn Read>>>,
    record: ByteRecord,
    /// What the header says, once it is read.
    columns: Option<Columns>,
    width: usize,
}

impl Reader {
    pub(super) fn new(input: Box<dyn Read>, max_line: usize) -> Self {
        let input =
            Lines { input, limit: max_line, length: 0, too_long: false, before: 0, start: 0, chunk: Vec::new() };
        let records = ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(CHUNK).from_reader(input);
        Self { records, record: ByteRecord::new(), columns: None, width: 0 }
    }

    /// Reads at most `records` records; `false` at the end.
    pub(super) fn step(&mut self, records: usize, sink: &mut impl Sink) -> Result<bool, Located> {
        for _ in 0..records {
            let more = self.record(sink).map_err(|problem| {
                let line = self.records.get_ref().line_of(self.records.position().byte());
                (Place::Line(line), problem)
            })?;
            if !more {
                let none = self.columns.is_none();
                return if none { Err((Place::File, TraceProblem::Empty)) } else { Ok(false) };
            }
        }
        Ok(true)
    }

    fn record(&mut self, sink: &mut impl Sink) -> Result<bool, TraceProblem> {
        let more = self.records.read_byte_record(&mut self.record).map_err(|error| {
            let lines = self.records.get_ref();
            if lines.too_long {
                TraceProblem::LineTooLong(lines.limit)
            } else {
                TraceProblem::Damaged(error.to_string())
            }
        })?;
        if !more {
            return Ok(false);
        }
        match &self.columns {
            None => {
                self.columns = Some(header(&self.record)?);
                self.width = self.record.len();
            }
            Some(_) if self.record.len() != self.width => {
                return Err(TraceProblem::Fields { found: self.record.len(), expected: self.width });
            }
            Some(columns) => take(&self.record, columns, sink)?,
        }
        Ok(true)
    }
}

fn header(record: &ByteRecord) -> Result<Columns, TraceProblem> {
    let names: Result<Vec<String>, _> = record.iter().map(|name| str::from_utf8(name).map(str::to_owned)).collect();
    let names = names.map_err(|_not_utf8| {
        TraceProblem::Damaged("the header is not UTF-8 text; save the file as UTF-8 CSV or Parquet".to_owned())
    })?;
    Columns::find(&names, false)
}

fn take(record: &ByteRecord, columns: &Columns, sink: &mut impl Sink) -> Result<(), TraceProblem> {
    let (lon, lat) = (field(record, columns.lon), field(record, columns.lat));
    let name = str::from_utf8(record.get(columns.vehicle).unwrap_or_default()).map_err(|_not_utf8| {
        TraceProblem::value("bad_vehicle", "vehicle", "", "is not UTF-8 text; save the file as UTF-8")
    })?;
    let vehicle = sink.vehicle(name)?;
    let time_ms = time(field(record, columns.time), columns.time_form)?;
    if is_missing(lon) && is_missing(lat) {
        sink.skip();
        return Ok(());
    }
    let bad = |what, value| TraceProblem::value("bad_position", what, value, "is not a number of degrees in range");
    let lon_deg: f64 = lon.parse().map_err(|_text| bad("longitude", lon))?;
    let lat_deg: f64 = lat.parse().map_err(|_text| bad("latitude", lat))?;
    if !columns::position(lon_deg, 0.0) {
        return Err(bad("longitude", lon));
    }
    if !columns::position(lon_deg, lat_deg) {
        return Err(bad("latitude", lat));
    }
    let speed_kmh = match columns.speed.map(|i| field(record, i)) {
        Some(text) if !is_missing(text) => {
            let value = text.parse();
            columns::speed(
                value.map_err(|_text| TraceProblem::value("bad_speed", "speed", text, "is not a number of km/h"))?,
            )?
        }
        _ => None,
    };
    let direction_deg = match columns.direction.map(|i| field(record, i)) {
        Some(text) if !is_missing(text) => {
            let bad = |_text| TraceProblem::value("bad_direction", "direction", text, "is not a number of degrees");
            columns::direction(text.parse().map_err(bad)?)?
        }
        _ => None,
    };
    let alarm = word(record, columns.alarm, ("bad_alarm", "alarm word"))?;
    let status = word(record, columns.status, ("bad_status", "status word"))?;
    let (lon, lat) = (lon_deg, lat_deg);
    sink.push(vehicle, &Row { time_ms, lon, lat, speed_kmh, direction_deg, alarm, status, safety: 0 })
}

/// A word of the terminal; `None` when it is not told.
fn word(
    record: &ByteRecord,
    column: Option<usize>,
    (code, what): (&'static str, &'static str),
) -> Result<Option<u32>, TraceProblem> {
    let Some(text) = column.map(|i| field(record, i)).filter(|text| !is_missing(text)) else { return Ok(None) };
    let bad = |_text| TraceProblem::value(code, what, text, "is not a whole number of 32 bits");
    text.parse().map(Some).map_err(bad)
}

/// A field as trimmed text; bytes that are not UTF-8 become a text that no value parses from.
fn field(record: &ByteRecord, index: usize) -> &str {
    str::from_utf8(record.get(index).unwrap_or_default()).unwrap_or("\u{fffd}").trim()
}

/// What exports write for a value that is not there.
fn is_missing(text: &str) -> bool {
    text.is_empty() || text.eq_ignore_ascii_case("nan") || text.eq_ignore_ascii_case("null")
}

fn time(text: &str, form: TimeForm) -> Result<i64, TraceProblem> {
    let (value, why) = match form {
        TimeForm::EpochMs => (
            text.parse().ok(),
            "is not a whole number of milliseconds since 1970 UTC (name the column time_cst when it holds local time)",
        ),
        TimeForm::Civil => {
            (civil::parse(text), "is not a time like 2026-01-31 08:05:00 (Asia/Shanghai) or 2026-01-31T08:05:00+08:00")
        }
    };
    value.ok_or_else(|| TraceProblem::value("bad_time", "time", text, why))
}

/// Counts lines (the CSV reader is one behind with Windows line ends and skips empty ones), and fails when a line is
/// longer than a position can be, so that an open quotation mark does not swallow the file.
struct Lines<R> {
    input: R,
    limit: usize,
    /// Bytes since the last line end.
    length: usize,
    too_long: bool,
    /// Line ends before the chunk.
    before: u64,
    /// Offset of the chunk in the text.
    start: u64,
    /// What was read last. The reader asks for more only when it has used this up, so every error lies in here.
    chunk: Vec<u8>,
}

impl<R> Lines<R> {
    /// The line, from 1, of the record that ends before the offset `end`.
    fn line_of(&self, end: u64) -> u64 {
        let last = usize::try_from(end.saturating_sub(self.start)).unwrap_or(usize::MAX).saturating_sub(1);
        self.before + newlines(self.chunk.get(..last).unwrap_or(&self.chunk)) + 1
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|c| u64::from(*c == b'\n')).sum()
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        let taken = buffer.get(..n).unwrap_or_default();
        if n > 0 {
            self.before += newlines(&self.chunk);
            self.start += self.chunk.len() as u64;
            self.chunk.clear();
            self.chunk.extend_from_slice(taken);
        }
        self.length = match taken.iter().rposition(|c| matches!(c, b'\n' | b'\r')) {
            Some(at) => n - at,
            None => self.length + n,
        };
        if self.length > self.limit {
            self.too_long = true;
            return Err(io::Error::new(io::ErrorKind::InvalidData, "line too long"));
        }
        Ok(n)
    }
}
