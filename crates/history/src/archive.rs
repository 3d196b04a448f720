//! Tracks of vehicles from the files of the history and from what its writer still holds.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use anlu_domain::{
    geo::{Bounds, Point},
    ids::VehicleId,
    ports::{TrackArchive, TrackError},
    time::{CivilDay, UtcMs},
    track::{Fix, Sighting},
};
use arrow::{
    array::{AsArray, BooleanArray},
    datatypes::TimestampMillisecondType,
    error::ArrowError,
};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowPredicateFn, ParquetRecordBatchReaderBuilder, RowFilter},
    },
    file::{metadata::RowGroupMetaData, statistics::Statistics},
};

use crate::{
    HistoryError, Writer, layout,
    schema::{self, v1, v2},
};

mod area;
mod day;

/// How often the folders are listed anew when a file was merged away while it was about to be read.
const ATTEMPTS: usize = 5;

/// Stored positions, readable while they are written. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Archive {
    root: PathBuf,
    writer: Option<Writer>,
}

impl Archive {
    /// The archive of a writer: sees positions as soon as they are appended.
    pub fn of(writer: &Writer) -> Self {
        Self { root: writer.root().to_owned(), writer: Some(writer.clone()) }
    }

    /// The files under `root` alone, for a process that does not write.
    pub fn open(root: PathBuf) -> Self {
        Self { root, writer: None }
    }

    /// The fixes of one vehicle from `from` to `to` (both included) by time, each time once: the first in log order.
    pub fn fixes(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs) -> Result<Vec<Fix>, HistoryError> {
        // The buffer first: rows that move into a file meanwhile are then seen twice, never not at all.
        let mut buffered = Vec::new();
        if let Some(writer) = &self.writer {
            writer.buffered(vehicle, from, to, &mut buffered);
        }
        let mut fixes = self.stored(vehicle, from, to)?;
        fixes.append(&mut buffered);
        fixes.sort_by_key(|f| f.time);
        fixes.dedup_by_key(|f| f.time);
        Ok(fixes)
    }

    fn stored(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs) -> Result<Vec<Fix>, HistoryError> {
        again_when_merged(|| self.stored_once(vehicle, from, to))
    }

    fn stored_once(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs) -> Result<Vec<Fix>, HistoryError> {
        let mut fixes = Vec::new();
        for folder in layout::shard_folders(&self.root, from.day(), to.day())? {
            for part in layout::parts(&folder.path)? {
                read(&part.path, vehicle, from, to, &mut fixes)?;
            }
        }
        Ok(fixes)
    }
}

/// Lists and reads anew when a file was merged away while it was about to be read.
fn again_when_merged<T>(mut read: impl FnMut() -> Result<T, HistoryError>) -> Result<T, HistoryError> {
    let mut attempt = 1;
    loop {
        match read() {
            Err(HistoryError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => {
                attempt += 1;
            }
            done => return done,
        }
    }
}

impl TrackArchive for Archive {
    fn track(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs) -> Result<Vec<Fix>, TrackError> {
        self.fixes(vehicle, from, to).map_err(|error| TrackError(error.to_string()))
    }

    fn sightings(
        &self,
        bounds: Bounds,
        inside: &(dyn Fn(Point) -> bool + Sync),
        from: UtcMs,
        to: UtcMs,
    ) -> Result<Vec<Sighting>, TrackError> {
        let wanted = area::Wanted { bounds, inside, from, to };
        self.seen(&wanted).map_err(|error| TrackError(error.to_string()))
    }

    fn days(&self) -> Result<Vec<CivilDay>, TrackError> {
        self.stored_days().map_err(|error| TrackError(error.to_string()))
    }

    fn each_of_day(&self, day: CivilDay, visit: &mut dyn FnMut(VehicleId, &Fix) -> bool) -> Result<(), TrackError> {
        self.each_fix_of(day, visit).map_err(|error| TrackError(error.to_string()))
    }
}

/// Adds the wanted fixes of one file. Row groups are skipped by their statistics; inside one, the other columns are
/// read only for the pages that hold the vehicle.
fn read(path: &Path, vehicle: VehicleId, from: UtcMs, to: UtcMs, out: &mut Vec<Fix>) -> Result<(), HistoryError> {
    let file = File::open(path).map_err(HistoryError::io(path))?;
    let metadata = schema::open(path, &file)?;
    let name = vehicle.to_string();
    let groups: Vec<usize> = metadata
        .metadata()
        .row_groups()
        .iter()
        .enumerate()
        .filter(|(_, group)| may_hold(group, name.as_bytes(), from, to))
        .map(|(index, _)| index)
        .collect();
    if groups.is_empty() {
        return Ok(());
    }
    let mask = ProjectionMask::roots(metadata.parquet_schema(), [v1::VEHICLE, v1::TIME]);
    let wanted = ArrowPredicateFn::new(mask, move |batch| {
        let vehicles = batch.column(0).as_string_opt::<i32>();
        let times = batch.column(1).as_primitive_opt::<TimestampMillisecondType>();
        let (Some(vehicles), Some(times)) = (vehicles, times) else {
            return Err(ArrowError::SchemaError("vehicle and time are not as they are written".to_owned()));
        };
        let hit = |(v, t): (Option<&str>, Option<i64>)| {
            v == Some(name.as_str()) && t.is_some_and(|t| (from.0..=to.0).contains(&t))
        };
        Ok(vehicles.iter().zip(times).map(|pair| Some(hit(pair))).collect::<BooleanArray>())
    });
    let damaged = |error: &dyn std::fmt::Display| HistoryError::damaged(path, error);
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
        .with_row_groups(groups)
        .with_row_filter(RowFilter::new(vec![Box::new(wanted)]))
        .build()
        .map_err(|error| damaged(&error))?;
    for batch in reader {
        let batch = batch.map_err(|error| damaged(&error))?;
        let rows = v2::decode(&batch).ok_or_else(|| damaged(&"the columns are not those of its version"))?;
        out.extend(rows.into_iter().map(|p| p.fix));
    }
    Ok(())
}

/// Whether a row group can hold the vehicle between the times. Without statistics it can.
fn may_hold(group: &RowGroupMetaData, vehicle: &[u8], from: UtcMs, to: UtcMs) -> bool {
    let named = match group.column(v1::VEHICLE).statistics() {
        Some(Statistics::ByteArray(s)) => {
            s.min_opt().is_none_or(|min| min.data() <= vehicle) && s.max_opt().is_none_or(|max| vehicle <= max.data())
        }
        _ => true,
    };
    named && timely(group, from, to)
}

/// Whether a row group can hold a time between two. Without statistics it can.
fn timely(group: &RowGroupMetaData, from: UtcMs, to: UtcMs) -> bool {
    match group.column(v1::TIME).statistics() {
        Some(Statistics::Int64(s)) => {
            s.min_opt().is_none_or(|min| *min <= to.0) && s.max_opt().is_none_or(|max| from.0 <= *max)
        }
        _ => true,
    }
}
