//! Who was in an area then: four columns of the files of those days, row groups outside the area skipped.

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    path::Path,
};

use anlu_domain::{
    geo::{Bounds, Point},
    ids::VehicleId,
    time::UtcMs,
    track::Sighting,
};
use arrow::{
    array::{Array as _, AsArray as _, RecordBatch},
    datatypes::{Float64Type, TimestampMillisecondType},
};
use parquet::{
    arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder},
    file::{metadata::RowGroupMetaData, statistics::Statistics},
};

use super::{Archive, again_when_merged, timely};
use crate::{
    HistoryError, layout,
    schema::{self, degree, v1},
};

/// What is looked for.
pub(super) struct Wanted<'a> {
    pub(super) bounds: Bounds,
    pub(super) inside: &'a (dyn Fn(Point) -> bool + Sync),
    pub(super) from: UtcMs,
    pub(super) to: UtcMs,
}

impl Wanted<'_> {
    fn holds(&self, time: UtcMs, at: Point) -> bool {
        (self.from..=self.to).contains(&time) && self.bounds.contains(at) && (self.inside)(at)
    }
}

/// Times inside by vehicle. Rows that are both buffered and in a file, or in two files, are the same instant.
type Seen = HashMap<VehicleId, BTreeSet<i64>>;

impl Archive {
    pub(super) fn seen(&self, wanted: &Wanted<'_>) -> Result<Vec<Sighting>, HistoryError> {
        let mut buffered = Seen::new();
        if let Some(writer) = &self.writer {
            writer.each_buffered(|row| {
                if row.fix.at.is_some_and(|at| wanted.holds(row.fix.time, at)) {
                    buffered.entry(row.vehicle).or_default().insert(row.fix.time.0);
                }
            });
        }
        let seen = again_when_merged(|| {
            let mut seen = buffered.clone();
            for folder in layout::shard_folders(&self.root, wanted.from.day(), wanted.to.day())? {
                for part in layout::parts(&folder.path)? {
                    read(&part.path, wanted, &mut seen)?;
                }
            }
            Ok(seen)
        })?;
        let sighting = |(vehicle, times): (VehicleId, BTreeSet<i64>)| {
            let (first, last) = (times.first()?, times.last()?);
            let fixes = u32::try_from(times.len()).unwrap_or(u32::MAX);
            Some(Sighting { vehicle, first: UtcMs(*first), last: UtcMs(*last), fixes })
        };
        let mut all: Vec<Sighting> = seen.into_iter().filter_map(sighting).collect();
        all.sort_unstable_by_key(|s| s.vehicle);
        Ok(all)
    }
}

fn read(path: &Path, wanted: &Wanted<'_>, seen: &mut Seen) -> Result<(), HistoryError> {
    let file = File::open(path).map_err(HistoryError::io(path))?;
    let metadata = schema::open(path, &file)?;
    let groups = metadata.metadata().row_groups().iter().enumerate();
    let groups: Vec<usize> = groups.filter(|(_, g)| may_hold(g, wanted)).map(|(index, _)| index).collect();
    if groups.is_empty() {
        return Ok(());
    }
    let mask = ProjectionMask::roots(metadata.parquet_schema(), [v1::VEHICLE, v1::TIME, v1::LON, v1::LAT]);
    let damaged = |error: &dyn std::fmt::Display| HistoryError::damaged(path, error);
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
        .with_row_groups(groups)
        .with_projection(mask)
        .build()
        .map_err(|error| damaged(&error))?;
    for batch in reader {
        let batch = batch.map_err(|error| damaged(&error))?;
        take(&batch, wanted, seen).ok_or_else(|| damaged(&"the columns are not those of its version"))?;
    }
    Ok(())
}

/// Notes the rows of a batch that are wanted. `None` when its columns are not as expected.
fn take(batch: &RecordBatch, wanted: &Wanted<'_>, seen: &mut Seen) -> Option<()> {
    let vehicles = batch.column(0).as_string_opt::<i32>()?;
    let times = batch.column(1).as_primitive_opt::<TimestampMillisecondType>()?;
    let (lon, lat) =
        (batch.column(2).as_primitive_opt::<Float64Type>()?, batch.column(3).as_primitive_opt::<Float64Type>()?);
    for i in (0..batch.num_rows()).filter(|&i| lon.is_valid(i) && lat.is_valid(i)) {
        if wanted
            .holds(UtcMs(times.value(i)), Point { lon: degree::read(lon.value(i)), lat: degree::read(lat.value(i)) })
        {
            let vehicle = vehicles.value(i).parse().ok()?;
            seen.entry(vehicle).or_default().insert(times.value(i));
        }
    }
    Some(())
}

/// Whether a row group can hold what is wanted. Without statistics it can.
fn may_hold(group: &RowGroupMetaData, wanted: &Wanted<'_>) -> bool {
    let meets = |column: usize, min: f64, max: f64| match group.column(column).statistics() {
        Some(Statistics::Double(s)) => {
            // What is stored lies this near to what was sent.
            s.min_opt().is_none_or(|low| *low <= max + degree::STEP)
                && s.max_opt().is_none_or(|high| min - degree::STEP <= *high)
        }
        _ => true,
    };
    timely(group, wanted.from, wanted.to)
        && meets(v1::LON, wanted.bounds.min.lon, wanted.bounds.max.lon)
        && meets(v1::LAT, wanted.bounds.min.lat, wanted.bounds.max.lat)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use anlu_domain::{ports::TrackArchive as _, time::CivilDay, track::Fix};
    use tempfile::TempDir;

    use super::*;
    use crate::{Settings, Writer, write::tests::append};

    fn vehicle(n: u32) -> VehicleId {
        format!("0190a000-0000-7000-8000-{n:012}").parse().unwrap()
    }

    fn at(minute: i64, lon: f64) -> Fix {
        let time = CivilDay(20_000).start().plus(minute * 60_000);
        Fix { at: Some(Point { lon, lat: 30.0 }), ..Fix::blank(time, time) }
    }

    #[test]
    fn who_was_in_an_area_then_is_found_in_files_and_in_the_buffer() {
        let dir = TempDir::new().unwrap();
        let roll = Settings { roll_rows: 1_000, roll_after: Duration::from_mins(5) };
        let writer = Writer::open(dir.path().to_owned(), roll).unwrap();
        // 1 passes through, 2 stays outside, 3 is inside too early, 4 is inside the rectangle but not in the area.
        append(&writer, 0, 0, vehicle(1), &[at(1, 120.9), at(2, 121.1), at(3, 121.2)]);
        append(&writer, 0, 1, vehicle(2), &[at(2, 122.0), Fix { at: None, ..at(3, 0.0) }]);
        append(&writer, 0, 2, vehicle(3), &[at(0, 121.1)]);
        writer.flush().unwrap();
        append(&writer, 0, 3, vehicle(1), &[at(3, 121.2), at(4, 121.3), at(9, 121.3)]);
        append(&writer, 0, 4, vehicle(4), &[at(2, 121.45)]);

        let bounds = Bounds { min: Point { lon: 121.0, lat: 29.0 }, max: Point { lon: 121.5, lat: 31.0 } };
        let inside = |p: Point| p.lon < 121.4;
        let found = Archive::of(&writer).sightings(bounds, &inside, at(1, 0.0).time, at(5, 0.0).time).unwrap();
        let expected = Sighting { vehicle: vehicle(1), first: at(2, 0.0).time, last: at(4, 0.0).time, fixes: 3 };
        assert_eq!(found, [expected]);
    }
}
