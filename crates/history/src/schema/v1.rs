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
        Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, NullBufferBuilder, PrimitiveArray, RecordBatch,
        StringBuilder, TimestampMillisecondArray, UInt32Array,
    },
    datatypes::{
        DataType, Field, Float32Type, Float64Type, Int16Type, Schema, SchemaRef, TimeUnit, TimestampMillisecondType,
        UInt16Type, UInt32Type,
    },
};

use super::{Position, degree};

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

/// The positions of rows beside each other: rows lie anywhere, and column after column reads them all.
pub(crate) fn gathered(rows: &[&Position]) -> Vec<Fix> {
    rows.iter().map(|row| row.fix).collect()
}

/// Rows to columns; `fixes` are theirs.
pub(crate) fn columns(rows: &[&Position], fixes: &[Fix]) -> Vec<ArrayRef> {
    let fixes = || fixes.iter();
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
    ]
}

/// A column of values of which some are not known.
pub(crate) fn maybe<T: ArrowPrimitiveType>(
    values: impl ExactSizeIterator<Item = Option<T::Native>>,
) -> PrimitiveArray<T> {
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
