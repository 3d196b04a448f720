//! `anlu bench history`: how many bytes a position takes in the stored history, as rolled and as compacted. The positions
//! of trace files go through the writer in the order of their times, as they would have come.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use anlu_domain::{
    geo::Point,
    ids::VehicleId,
    time::{CivilDay, UtcMs},
    track::Fix,
};
use anlu_history::{
    HistoryError, Pass, Retention, Settings, Writer,
    trace::{self, Limits, Row},
};
use serde_json::json;
use uuid::Uuid;

use crate::Failure;

/// Entries of the log that come at once.
const BATCH: usize = 2_048;
/// A position is heard of so long after it was taken, ms.
const UNDER_WAY_MS: i64 = 2_000;
/// Located, and the ignition is on (JT/T 808 table 25).
const STATUS: u32 = 0b11;

/// Arguments of `anlu bench history`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Trace files (CSV, gzipped CSV, Parquet).
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// An empty folder for the history.
    #[arg(long)]
    data: PathBuf,
    /// Positions of a shard that make a file.
    #[arg(long, default_value_t = 500_000)]
    roll_rows: usize,
}

/// Nothing is let go.
struct Everything;

impl Retention for Everything {
    fn terms(&self) -> BTreeSet<u32> {
        BTreeSet::new()
    }

    fn days(&self, _: VehicleId) -> u32 {
        u32::MAX
    }
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let traces = trace::read(&args.files, &Limits::default()).map_err(|e| Failure::input(e.code(), e.to_string()))?;
    let mut rows: Vec<(VehicleId, Row)> = Vec::new();
    for vehicle in traces.vehicles() {
        let id = VehicleId(Uuid::new_v5(&Uuid::NAMESPACE_OID, vehicle.name().as_bytes()));
        rows.extend(vehicle.rows().into_iter().map(|row| (id, row)));
    }
    rows.sort_by_key(|(_, row)| row.time_ms);
    let begun = Instant::now();
    let (rolled, compacted) =
        write(&args.data, &rows, args.roll_rows).map_err(|e| Failure::input("history", e.to_string()))?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let each = |bytes: u64| (bytes as f64 / rows.len().max(1) as f64 * 100.0).round() / 100.0;
    super::print(&json!({
        "bench": "history", "vehicles": traces.vehicle_count(), "positions": rows.len(),
        "seconds": begun.elapsed().as_secs_f64(),
        "bytes_a_position_rolled": each(rolled), "bytes_a_position": each(compacted),
    }))?;
    Ok(ExitCode::SUCCESS)
}

/// Bytes of all files, as rolled and as compacted.
fn write(folder: &Path, rows: &[(VehicleId, Row)], roll_rows: usize) -> Result<(u64, u64), HistoryError> {
    let writer = Writer::open(folder.to_owned(), Settings { roll_rows, roll_after: Duration::from_hours(24) })?;
    for (batch, first) in rows.chunks(BATCH).zip((0_u64..).step_by(BATCH)) {
        let fixes: Vec<Fix> = batch.iter().map(|(_, row)| fix(row)).collect();
        let placed = (first..).zip(batch).zip(&fixes).map(|((offset, (vehicle, _)), fix)| (offset, *vehicle, fix));
        let last = first.saturating_add(u64::try_from(batch.len()).unwrap_or(u64::MAX)).saturating_sub(1);
        writer.append(0, last, placed)?;
        writer.roll_due(Instant::now())?;
    }
    writer.flush()?;
    let today = rows.last().map_or(CivilDay(0), |(_, row)| UtcMs(row.time_ms).day()).plus_days(3);
    let rolled = bytes(folder);
    writer.compact(&Pass { today, settled_days: 1, crowded: 1 }, &Everything, &|| true)?;
    Ok((rolled, bytes(folder)))
}

fn fix(row: &Row) -> Fix {
    let time = UtcMs(row.time_ms);
    Fix {
        time,
        received: time.plus(UNDER_WAY_MS),
        // As a terminal sends it: in millionths of a degree.
        at: Some(Point { lon: millionths(row.lon), lat: millionths(row.lat) }),
        recorder_speed_kmh: None,
        gnss_speed_kmh: row.speed_kmh,
        direction_deg: row.direction_deg,
        altitude_m: None,
        mileage_km: None,
        alarm: 0,
        status: STATUS,
        time_from_receiver: false,
        safety: 0,
    }
}

fn millionths(degree: f64) -> f64 {
    (degree * 1e6).round() / 1e6
}

/// Bytes of all files under a folder.
fn bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => bytes(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}
