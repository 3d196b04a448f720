//! Parquet rows to [`Row`]s: only the needed columns are read, vehicles as dictionary numbers.

use std::{fs::File, ops::Range, sync::Arc};

use arrow::{
    array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, Int32Array, PrimitiveArray, RecordBatch, StringArray},
    compute::cast,
    datatypes::{
        DataType, Field, Float32Type, Float64Type, Int32Type, Int64Type, Schema, TimeUnit, TimestampMillisecondType,
        UInt8Type, UInt32Type,
    },
};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
        },
    },
    file::{metadata::RowGroupMetaData, statistics::Statistics},
};

use anlu_domain::time::HOUR_MS;

use crate::schema::{self, degree};

use super::{
    Place, Row, TraceProblem, civil,
    columns::{self, Columns, TimeForm},
    read::{Located, Sink},
};

/// Civil time of Asia/Shanghai is ahead of UTC by this.
const CST_MS: i64 = 8 * HOUR_MS;

fn damaged(error: impl std::fmt::Display) -> Located {
    (Place::File, TraceProblem::Damaged(error.to_string()))
}

/// A file, or some of its row groups, read a batch at a time.
pub(super) struct Reader {
    batches: ParquetRecordBatchReader,
    columns: Columns,
    names: Vec<String>,
    /// A file of the history.
    ours: bool,
    seen: Dictionary,
    /// Rows of the file before the next batch.
    before: u64,
}

/// The footer of a file and what it says of the columns.
pub(super) struct Footer {
    metadata: ArrowReaderMetadata,
    columns: Columns,
    names: Vec<String>,
    ours: bool,
}

impl Footer {
    pub(super) fn read(file: &File) -> Result<Self, Located> {
        let metadata = ArrowReaderMetadata::load(file, ArrowReaderOptions::new()).map_err(damaged)?;
        let names: Vec<String> = metadata.schema().fields().iter().map(|f| f.name().clone()).collect();
        let ours = schema::is_ours(&metadata);
        let columns = Columns::find(&names, ours).map_err(|problem| (Place::File, problem))?;
        let metadata = keep_dictionary(metadata, columns.vehicle)?;
        Ok(Self { metadata, columns, names, ours })
    }

    /// Row groups that may be in one order by vehicle: a new run begins where vehicles begin anew.
    pub(super) fn runs(&self) -> Vec<Range<usize>> {
        let groups = self.metadata.metadata().row_groups();
        let named = |group: usize| match groups.get(group)?.columns().get(self.columns.vehicle)?.statistics()? {
            Statistics::ByteArray(s) => Some((s.min_opt()?.data(), s.max_opt()?.data())),
            _ => None,
        };
        let anew = |group: usize| {
            let pair = named(group - 1).zip(named(group));
            pair.is_some_and(|((_, greatest), (least, _))| least < greatest)
        };
        let mut begins: Vec<usize> = (1..groups.len()).filter(|group| anew(*group)).collect();
        begins.insert(0, 0);
        let ends = begins.iter().skip(1).copied().chain([groups.len()]);
        begins.iter().copied().zip(ends).map(|(begin, end)| begin..end).collect()
    }
}

impl Reader {
    /// Of `groups`, or of all.
    pub(super) fn new(file: File, footer: Footer, groups: Option<Range<usize>>, batch: usize) -> Result<Self, Located> {
        let Footer { metadata, columns, names, ours } = footer;
        let wanted = [Some(columns.vehicle), Some(columns.time), Some(columns.lon), Some(columns.lat)]
            .into_iter()
            .chain([columns.speed, columns.direction, columns.alarm, columns.status, columns.safety, columns.recorder])
            .flatten();
        let mask = ProjectionMask::roots(metadata.parquet_schema(), wanted);
        let first = groups.as_ref().map_or(0, |groups| groups.start);
        let rows = metadata.metadata().row_groups().iter().take(first).map(RowGroupMetaData::num_rows);
        let before = rows.filter_map(|rows| u64::try_from(rows).ok()).sum();
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let builder = match groups {
            Some(groups) => builder.with_row_groups(groups.collect()),
            None => builder,
        };
        let batches = builder.with_projection(mask).with_batch_size(batch).build().map_err(damaged)?;
        Ok(Self { batches, columns, names, ours, seen: Dictionary::default(), before })
    }

    /// Reads a batch; `false` at the end.
    pub(super) fn step(&mut self, sink: &mut impl Sink) -> Result<bool, Located> {
        let Some(batch) = self.batches.next() else { return Ok(false) };
        let batch = batch.map_err(damaged)?;
        let (columns, ours) = (&self.columns, self.ours);
        let name = |index: usize| self.names.get(index).map_or("", String::as_str);
        let told = |index: Option<usize>, kind: DataType| {
            index.map(|i| numbers(column(&batch, name(i))?, name(i), &kind)).transpose()
        };
        let degrees = |index: usize| {
            let told = numbers(column(&batch, name(index))?, name(index), &DataType::Float64)?;
            // Our own files keep places in few bits.
            let read =
                || Arc::new(told.as_primitive::<Float64Type>().unary::<_, Float64Type>(degree::read)) as ArrayRef;
            Ok::<_, Located>(if ours { read() } else { told })
        };
        let part = Part {
            vehicle: Vehicles::of(column(&batch, name(columns.vehicle))?, name(columns.vehicle))?,
            time: times(column(&batch, name(columns.time))?, name(columns.time), columns.time_form)?,
            lon: degrees(columns.lon)?,
            lat: degrees(columns.lat)?,
            recorder: told(columns.recorder, DataType::Float32)?,
            speed: told(columns.speed, DataType::Float32)?,
            direction: told(columns.direction, DataType::Float64)?,
            alarm: told(columns.alarm, DataType::UInt32)?,
            status: told(columns.status, DataType::UInt32)?,
            safety: told(columns.safety, DataType::UInt8)?,
        };
        part.take(&mut self.seen, sink, self.before)?;
        self.before += batch.num_rows() as u64;
        Ok(true)
    }
}

/// Asks for the vehicle column as a dictionary, so that a name is hashed once per page set and not once per row.
fn keep_dictionary(metadata: ArrowReaderMetadata, vehicle: usize) -> Result<ArrowReaderMetadata, Located> {
    let schema = metadata.schema();
    if schema.fields().get(vehicle).is_none_or(|f| f.data_type() != &DataType::Utf8) {
        return Ok(metadata);
    }
    let fields: Vec<Arc<Field>> = schema
        .fields()
        .iter()
        .enumerate()
        .map(|(i, field)| {
            if i == vehicle { Arc::new(field.as_ref().clone().with_data_type(dictionary())) } else { Arc::clone(field) }
        })
        .collect();
    let hinted = Schema::new_with_metadata(fields, schema.metadata().clone());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(hinted));
    ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).map_err(damaged)
}

fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, Located> {
    batch.column_by_name(name).ok_or_else(|| damaged(format!("column {name} cannot be read")))
}

fn wrong_type(name: &str, array: &ArrayRef, expected: &'static str) -> Located {
    let found = array.data_type().to_string();
    (Place::File, TraceProblem::ColumnType { name: name.to_owned(), found, expected })
}

/// A numeric column as `wanted`; values that do not fit become nulls.
fn numbers(array: &ArrayRef, name: &str, wanted: &DataType) -> Result<ArrayRef, Located> {
    if !array.data_type().is_numeric() {
        return Err(wrong_type(name, array, "a number"));
    }
    cast(array, wanted).map_err(damaged)
}

/// The instants of a column in UTC milliseconds.
enum Times {
    Ms { array: PrimitiveArray<Int64Type>, behind_ms: i64 },
    Text(StringArray),
}

fn times(array: &ArrayRef, name: &str, form: TimeForm) -> Result<Times, Located> {
    let wrong = || {
        let expected = match form {
            TimeForm::EpochMs => "integer milliseconds since 1970 UTC, or a timestamp",
            TimeForm::Civil => "a timestamp, or text like 2026-01-31 08:05:00",
        };
        wrong_type(name, array, expected)
    };
    match (array.data_type(), form) {
        (DataType::Timestamp(_, zone), _) => {
            let ms = cast(array, &DataType::Timestamp(TimeUnit::Millisecond, zone.clone())).map_err(damaged)?;
            let ms = ms.as_primitive_opt::<TimestampMillisecondType>().ok_or_else(wrong)?;
            // A timestamp without a zone in a column of local time is a clock on a wall in Shanghai.
            let behind_ms = if zone.is_none() && form == TimeForm::Civil { CST_MS } else { 0 };
            Ok(Times::Ms { array: ms.reinterpret_cast(), behind_ms })
        }
        (kind, TimeForm::EpochMs) if kind.is_integer() => {
            let ms = cast(array, &DataType::Int64).map_err(damaged)?;
            let array = ms.as_primitive_opt::<Int64Type>().ok_or_else(wrong)?.clone();
            Ok(Times::Ms { array, behind_ms: 0 })
        }
        (DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..), TimeForm::Civil) => {
            let text = cast(array, &DataType::Utf8).map_err(damaged)?;
            Ok(Times::Text(text.as_string_opt().ok_or_else(wrong)?.clone()))
        }
        _ => Err(wrong()),
    }
}

impl Times {
    fn get(&self, row: usize) -> Result<i64, TraceProblem> {
        match self {
            Self::Ms { array, behind_ms } if array.is_valid(row) => Ok(array.value(row).saturating_sub(*behind_ms)),
            Self::Text(array) if array.is_valid(row) => civil::parse(array.value(row)).ok_or_else(|| {
                TraceProblem::value(
                    "bad_time",
                    "time",
                    array.value(row),
                    "is not a time like 2026-01-31 08:05:00 (Asia/Shanghai) or 2026-01-31T08:05:00+08:00",
                )
            }),
            _ => Err(TraceProblem::value("bad_time", "time", "null", "is missing")),
        }
    }
}

/// The vehicle column of one batch.
enum Vehicles {
    Numbered { keys: Int32Array, names: StringArray },
    Text(StringArray),
}

impl Vehicles {
    fn of(array: &ArrayRef, name: &str) -> Result<Self, Located> {
        let wrong = || wrong_type(name, array, "text or whole numbers");
        let kind = array.data_type();
        if matches!(kind, DataType::Dictionary(..)) {
            let array = cast(array, &dictionary()).map_err(damaged)?;
            let numbered = array.as_dictionary_opt::<Int32Type>().ok_or_else(wrong)?;
            let names = numbered.values().as_string_opt().ok_or_else(wrong)?.clone();
            return Ok(Self::Numbered { keys: numbered.keys().clone(), names });
        }
        if !kind.is_string() && !kind.is_integer() {
            return Err(wrong());
        }
        let text = cast(array, &DataType::Utf8).map_err(damaged)?;
        Ok(Self::Text(text.as_string_opt().ok_or_else(wrong)?.clone()))
    }
}

/// Vehicle numbers of the dictionary at hand; batches of one row group mostly come with the same one.
#[derive(Default)]
struct Dictionary {
    names: Option<StringArray>,
    ids: Vec<Option<u32>>,
}

impl Dictionary {
    fn id(&mut self, key: usize, names: &StringArray, sink: &mut impl Sink) -> Result<u32, TraceProblem> {
        if let Some(Some(id)) = self.ids.get(key) {
            return Ok(*id);
        }
        let id = sink.vehicle(names.value(key))?;
        if let Some(slot) = self.ids.get_mut(key) {
            *slot = Some(id);
        }
        Ok(id)
    }

    fn turn_to(&mut self, names: &StringArray) {
        let same =
            self.names.as_ref().is_some_and(|held| held.values().ptr_eq(names.values()) && held.len() == names.len());
        if !same {
            self.ids.clear();
            self.ids.resize(names.len(), None);
            // Holding the array keeps its buffer alive, so that an equal address means the same dictionary.
            self.names = Some(names.clone());
        }
    }
}

/// The columns of one batch.
struct Part {
    vehicle: Vehicles,
    time: Times,
    lon: ArrayRef,
    lat: ArrayRef,
    recorder: Option<ArrayRef>,
    speed: Option<ArrayRef>,
    direction: Option<ArrayRef>,
    alarm: Option<ArrayRef>,
    status: Option<ArrayRef>,
    safety: Option<ArrayRef>,
}

impl Part {
    fn take(&self, seen: &mut Dictionary, sink: &mut impl Sink, before: u64) -> Result<(), Located> {
        let (lon, lat) = (self.lon.as_primitive::<Float64Type>(), self.lat.as_primitive::<Float64Type>());
        let recorder = self.recorder.as_ref().map(AsArray::as_primitive::<Float32Type>);
        let speed = self.speed.as_ref().map(AsArray::as_primitive::<Float32Type>);
        let direction = self.direction.as_ref().map(AsArray::as_primitive::<Float64Type>);
        let alarm = self.alarm.as_ref().map(AsArray::as_primitive::<UInt32Type>);
        let status = self.status.as_ref().map(AsArray::as_primitive::<UInt32Type>);
        let safety = self.safety.as_ref().map(AsArray::as_primitive::<UInt8Type>);
        if let Vehicles::Numbered { names, .. } = &self.vehicle {
            seen.turn_to(names);
        }
        for row in 0..lon.len() {
            let located = |problem| (Place::Row(before + row as u64 + 1), problem);
            let vehicle = self.vehicle(row, seen, sink).map_err(located)?;
            let time_ms = self.time.get(row).map_err(located)?;
            let (lon, lat) = (value(lon, row), value(lat, row));
            if lon.is_nan() && lat.is_nan() {
                sink.skip();
                continue;
            }
            if !columns::position(lon, lat) {
                let shown = format!("{lon}, {lat}");
                let problem =
                    TraceProblem::value("bad_position", "longitude, latitude", &shown, "are not degrees in range");
                return Err(located(problem));
            }
            // Rules use the recorder first, then GNSS.
            let speed_kmh = match recorder.and_then(|array| told(array, row)).or(speed.and_then(|a| told(a, row))) {
                Some(value) => columns::speed(value).map_err(located)?,
                None => None,
            };
            let direction_deg = match direction {
                Some(array) => columns::direction(value(array, row)).map_err(located)?,
                None => None,
            };
            let alarm = alarm.and_then(|array| told(array, row));
            let status = status.and_then(|array| told(array, row));
            let safety = safety.and_then(|array| told(array, row)).unwrap_or_default();
            let row = Row { time_ms, lon, lat, speed_kmh, direction_deg, alarm, status, safety };
            sink.push(vehicle, &row).map_err(located)?;
        }
        Ok(())
    }

    fn vehicle(&self, row: usize, seen: &mut Dictionary, sink: &mut impl Sink) -> Result<u32, TraceProblem> {
        match &self.vehicle {
            Vehicles::Numbered { keys, names } if keys.is_valid(row) => {
                seen.id(usize::try_from(keys.value(row)).unwrap_or(usize::MAX), names, sink)
            }
            Vehicles::Text(names) if names.is_valid(row) => sink.vehicle(names.value(row)),
            _ => Err(TraceProblem::value("bad_vehicle", "vehicle", "null", "is missing")),
        }
    }
}

/// A value that is there.
fn told<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}

/// A value, NaN when it is not there.
fn value(array: &PrimitiveArray<Float64Type>, row: usize) -> f64 {
    if array.is_valid(row) { array.value(row) } else { f64::NAN }
}
