//! Position files as tracks of terminals.

use std::{collections::BTreeMap, path::PathBuf};

use anlu_domain::time::UtcMs;
use anlu_history::trace::{self, Row};

use super::{Phones, Sample, Track};
use crate::Failure;

/// Reads position files (any row order); one track per vehicle, in the order of their names. `watch` is told the number
/// of rows so far.
pub(crate) fn tracks(files: &[PathBuf], phones: &Phones, watch: &mut dyn FnMut(u64)) -> Result<Vec<Track>, Failure> {
    let traces = trace::read_watched(files, &trace::Limits::default(), watch)
        .map_err(|error| Failure::input(error.code(), error.to_string()))?;
    let names: Vec<String> = traces.vehicles().map(|vehicle| vehicle.name().to_owned()).collect();
    let numbers = phones.assign(&names);
    let mut seen = BTreeMap::new();
    for (name, number) in names.iter().zip(&numbers) {
        if let Some(other) = seen.insert(number, name) {
            let what = format!("{other} and {name} have the same terminal number; map one of them with --phones");
            return Err(Failure::input("phone_twice", what));
        }
    }
    let mut rows = Vec::new();
    Ok(traces
        .vehicles()
        .zip(numbers)
        .map(|(vehicle, phone)| {
            vehicle.rows_into(&mut rows);
            // The files do not know the colour of a plate, so the terminals show none.
            Track { phone, plate: String::new(), colour: 0, card: None, samples: rows.iter().map(sample).collect() }
        })
        .collect())
}

fn sample(row: &Row) -> Sample {
    Sample {
        time: UtcMs(row.time_ms),
        lon: row.lon,
        lat: row.lat,
        speed_kmh: row.speed_kmh,
        direction_deg: row.direction_deg,
    }
}
