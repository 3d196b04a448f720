//! Version 1: one row per position, plain types that every reader of Parquet knows.
//!
//! Times are timestamps in UTC milliseconds, degrees are doubles, speeds floats; unknown values are null. Compactness
//! comes from encodings, not from types: rows are sorted by vehicle and time, so differences are small. Measured on
//! real places of trucks: 10.4 bytes per position, of which longitude and latitude take 2.2 each as split byte streams of
//! short doubles ([`degree`]), against 5.4 of whole ones.

use std::sync::Arc;

use anlu_domain::{geo::Point, time::UtcMs, track::Fix};
use arrow::{
    array::{
        Array, ArrowPrimitiveType, AsArray, BooleanArray, NullBufferBuilder, PrimitiveArray, RecordBatch,
        StringBuilder, TimestampMillisecondArray, UInt32Array,
    },
    datatypes::{
        DataType, Field, Float32Type, Float64Type, Int16Type, Schema, SchemaRef, TimeUnit, TimestampMillisecondType,
        UInt16Type, UInt32Type,
    },
    error::ArrowError,
};
use parquet::{
    basic::{Compression, Encoding, ZstdLevel},
    file::{
        metadata::{KeyValue, SortingColumn},
        properties::{EnabledStatistics, WriterProperties},
    },
    schema::types::ColumnPath,
};

use super::{EXPIRED_KEY, Position, VERSION_KEY, degree};
use crate::write::file::Writing;

/// What the file metadata names this version.
pub(crate) const VERSION: &str = "history.v1";
/// Index of `vehicle`.
pub(crate) const VEHICLE: usize = 0;
/// Index of `time`.
pub(crate) const TIME: usize = 1;

/// Index of `lon`.
pub(crate) const LON: usize = 3;
/// Index of `lat`.
pub(crate) const LAT: usize = 4;
/// Rows of a row group: statistics of this many sorted rows name few vehicles.
const ROW_GROUP: usize = 65_536;
/// Rows of a page: what a reader of one vehicle decodes at least.
const PAGE: usize = 8_192;

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

/// The columns.
pub(crate) fn schema() -> SchemaRef {
    let sure = |name, kind| Field::new(name, kind, false);
    let maybe = |name, kind| Field::new(name, kind, true);
    Arc::new(Schema::new(vec![
        sure("vehicle", DataType::Utf8),
        sure("time", instant()),
        sure("received", instant()),
        maybe("lon", DataType::Float64),
        maybe("lat", DataType::Float64),
        maybe("recorder_speed_kmh", DataType::Float32),
        maybe("gnss_speed_kmh", DataType::Float32),
        maybe("direction_deg", DataType::UInt16),
        maybe("altitude_m", DataType::Int16),
        maybe("mileage_km", DataType::Float64),
        sure("alarm", DataType::UInt32),
        sure("status", DataType::UInt32),
        sure("time_from_receiver", DataType::Boolean),
    ]))
}

/// How files are written.
pub(crate) fn properties(writing: Writing) -> WriterProperties {
    let mut pairs = vec![KeyValue::new(VERSION_KEY.to_owned(), VERSION.to_owned())];
    if let Writing::Compaction { expired: expired @ 1.. } = writing {
        pairs.push(KeyValue::new(EXPIRED_KEY.to_owned(), expired.to_string()));
    }
    let column = |name: &str| ColumnPath::from(name);
    let sorted = |column_idx| SortingColumn { column_idx, descending: false, nulls_first: false };
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("anlu ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_data_page_row_count_limit(PAGE)
        .set_write_batch_size(1_024)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(Some(vec![sorted(0), sorted(1)]))
        .set_key_value_metadata(Some(pairs));
    // Rolled files are written in a hurry and put together before long: with few rows of a vehicle a dictionary of
    // vehicles does not pay, and of other columns it costs more than it saves. Each value is told by what differs from
    // the one before.
    let hurried: &[_] = match writing {
        Writing::Roll => &[
            ("vehicle", Encoding::DELTA_BYTE_ARRAY),
            ("recorder_speed_kmh", Encoding::BYTE_STREAM_SPLIT),
            ("gnss_speed_kmh", Encoding::BYTE_STREAM_SPLIT),
            ("direction_deg", Encoding::DELTA_BINARY_PACKED),
            ("altitude_m", Encoding::DELTA_BINARY_PACKED),
            ("alarm", Encoding::DELTA_BINARY_PACKED),
            ("status", Encoding::DELTA_BINARY_PACKED),
        ],
        Writing::Compaction { .. } => &[],
    };
    let others = [
        ("time", Encoding::DELTA_BINARY_PACKED),
        ("received", Encoding::DELTA_BINARY_PACKED),
        ("lon", Encoding::BYTE_STREAM_SPLIT),
        ("lat", Encoding::BYTE_STREAM_SPLIT),
        ("mileage_km", Encoding::BYTE_STREAM_SPLIT),
    ];
    for (name, encoding) in others.iter().chain(hurried) {
        builder =
            builder.set_column_dictionary_enabled(column(name), false).set_column_encoding(column(name), *encoding);
    }
    // What readers look for: they leave out pages of other vehicles, times and places.
    for name in ["vehicle", "time", "lon", "lat"] {
        builder = builder.set_column_statistics_enabled(column(name), EnabledStatistics::Page);
    }
    builder.build()
}

/// Rows to columns.
pub(crate) fn encode(rows: &[&Position]) -> Result<RecordBatch, ArrowError> {
    // Beside each other: rows lie anywhere, and column after column reads them all.
    let gathered: Vec<Fix> = rows.iter().map(|row| row.fix).collect();
    let fixes = || gathered.iter();
    let times = |values: TimestampMillisecondArray| values.with_timezone("UTC");
    // Sorted rows: one text per vehicle, not per row.
    let (mut held, mut name) = (None, String::new());
    let mut vehicles = StringBuilder::with_capacity(rows.len(), rows.len().saturating_mul(36));
    for row in rows {
        if held != Some(row.vehicle) {
            held = Some(row.vehicle);
            name = row.vehicle.to_string();
        }
        vehicles.append_value(&name);
    }
    RecordBatch::try_new(
        schema(),
        vec![
            Arc::new(vehicles.finish()),
            Arc::new(times(TimestampMillisecondArray::from_iter_values(fixes().map(|f| f.time.0)))),
            Arc::new(times(TimestampMillisecondArray::from_iter_values(fixes().map(|f| f.received.0)))),
            Arc::new(maybe::<Float64Type>(fixes().map(|f| f.at.map(|p| degree::stored(p.lon))))),
            Arc::new(maybe::<Float64Type>(fixes().map(|f| f.at.map(|p| degree::stored(p.lat))))),
            Arc::new(maybe::<Float32Type>(fixes().map(|f| f.recorder_speed_kmh))),
            Arc::new(maybe::<Float32Type>(fixes().map(|f| f.gnss_speed_kmh))),
            Arc::new(maybe::<UInt16Type>(fixes().map(|f| f.direction_deg))),
            Arc::new(maybe::<Int16Type>(fixes().map(|f| f.altitude_m))),
            Arc::new(maybe::<Float64Type>(fixes().map(|f| f.mileage_km))),
            Arc::new(UInt32Array::from_iter_values(fixes().map(|f| f.alarm))),
            Arc::new(UInt32Array::from_iter_values(fixes().map(|f| f.status))),
            Arc::new(BooleanArray::from(fixes().map(|f| f.time_from_receiver).collect::<Vec<bool>>())),
        ],
    )
}

/// A column of values of which some are not known.
fn maybe<T: ArrowPrimitiveType>(values: impl ExactSizeIterator<Item = Option<T::Native>>) -> PrimitiveArray<T> {
    let mut there = NullBufferBuilder::new(values.len());
    let known = values.map(|value| {
        there.append(value.is_some());
        value.unwrap_or_else(T::default_value)
    });
    let known: Vec<T::Native> = known.collect();
    PrimitiveArray::new(known.into(), there.finish())
}

/// Columns to rows. `None` when the columns are not those of this version or a vehicle is not an id.
pub(crate) fn decode(batch: &RecordBatch) -> Option<Vec<Position>> {
    if batch.num_columns() != schema().fields().len() {
        return None;
    }
    let column = |index: usize| batch.column(index);
    let vehicles = column(VEHICLE).as_string_opt::<i32>()?;
    let times = column(TIME).as_primitive_opt::<TimestampMillisecondType>()?;
    let received = column(2).as_primitive_opt::<TimestampMillisecondType>()?;
    let (lon, lat) = (column(LON).as_primitive_opt::<Float64Type>()?, column(LAT).as_primitive_opt::<Float64Type>()?);
    let recorder = column(5).as_primitive_opt::<Float32Type>()?;
    let gnss = column(6).as_primitive_opt::<Float32Type>()?;
    let direction = column(7).as_primitive_opt::<UInt16Type>()?;
    let altitude = column(8).as_primitive_opt::<Int16Type>()?;
    let mileage = column(9).as_primitive_opt::<Float64Type>()?;
    let (alarm, status) = (column(10).as_primitive_opt::<UInt32Type>()?, column(11).as_primitive_opt::<UInt32Type>()?);
    let from_receiver = column(12).as_boolean_opt()?;
    let mut rows: Vec<Position> = Vec::with_capacity(batch.num_rows());
    let mut held: Option<(&str, _)> = None;
    for i in 0..batch.num_rows() {
        let name = vehicles.value(i);
        let vehicle = match held {
            Some((before, id)) if before == name => id,
            _ => name.parse().ok()?,
        };
        held = Some((name, vehicle));
        let at = (lon.is_valid(i) && lat.is_valid(i))
            .then(|| Point { lon: degree::read(lon.value(i)), lat: degree::read(lat.value(i)) });
        rows.push(Position {
            vehicle,
            fix: Fix {
                time: UtcMs(times.value(i)),
                received: UtcMs(received.value(i)),
                at,
                recorder_speed_kmh: recorder.is_valid(i).then(|| recorder.value(i)),
                gnss_speed_kmh: gnss.is_valid(i).then(|| gnss.value(i)),
                direction_deg: direction.is_valid(i).then(|| direction.value(i)),
                altitude_m: altitude.is_valid(i).then(|| altitude.value(i)),
                mileage_km: mileage.is_valid(i).then(|| mileage.value(i)),
                alarm: alarm.value(i),
                status: status.value(i),
                time_from_receiver: from_receiver.value(i),
                safety: 0,
            },
        });
    }
    Some(rows)
}
