//! The demo's terminals: tracks replayed into the real gateway, generated ones or those of a position file.
//!
//! Device times are moved by whole days so that the newest is not after now. The first part is sent quickly, so that
//! the first finding stands in the inbox within a minute; then the day goes on more slowly and, when it has ended, the
//! next one begins, never ahead of the real time.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anlu_domain::{
    ids::VehicleId,
    party::{
        enterprise::Standing,
        vehicle::{PlateColour, Vehicle, VehicleClass},
    },
    time::{DAY_MS, HOUR_MS, UtcMs},
};
use anlu_history::trace;
use tokio_util::sync::CancellationToken;

use super::{
    codes::{self, PlateKind},
    county::County,
    rng::Rng,
    traces,
};
use crate::{
    Failure,
    replay::{Card, Options, Pace, Phones, Progress, Sample, Track, replay, shift_to},
};

/// Seconds the quick part takes.
const QUICK_SECONDS: f64 = 30.0;
/// Speed of a day from a file after its quick part.
const FILE_SPEED: f64 = 8.0;
/// Part of a day from a file that is sent quickly.
const FILE_QUICK: f64 = 0.75;
/// Real terminals, where the checkout lies beside them.
const REAL: &str = "shared/data/gps_cn_terminals/cn_terminals_20200718_public.csv.gz";

/// What the terminals will send.
pub(crate) struct Terminals {
    tracks: Vec<Track>,
    kind: Kind,
    /// Where the tracks come from, in words.
    pub(crate) source: String,
    /// The vehicle that first passes a limit, an index into the county's vehicles.
    pub(crate) featured: Option<usize>,
}

#[derive(Clone, Copy)]
enum Kind {
    /// Laid around now.
    Generated,
    /// A day of a file.
    File,
}

/// The file of real terminals beside the checkout, when it is there.
pub(crate) fn real() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(REAL)).find(|path| path.is_file())
}

impl Terminals {
    /// Generated tracks of `count` vehicles.
    pub(crate) fn generated(seed: u64, county: &County, count: usize, now: UtcMs) -> Self {
        let traces = traces::generate(seed, county, count, now);
        let featured = traces.first().map(|t| t.vehicle);
        let track = |t: &traces::Trace| {
            let vehicle = &county.vehicles[t.vehicle];
            let sample = |s: &traces::Sample| Sample {
                time: s.time,
                lon: s.at.lon,
                lat: s.at.lat,
                speed_kmh: s.speed_kmh,
                direction_deg: s.direction_deg,
            };
            Track {
                phone: vehicle.sim.clone().unwrap_or_default(),
                plate: vehicle.plate.clone(),
                colour: vehicle.colour.code(),
                card: card(county, t.vehicle),
                samples: t.samples.iter().map(sample).collect(),
            }
        };
        let tracks = traces.iter().map(track).collect();
        Self { tracks, kind: Kind::Generated, source: "generated terminals".to_owned(), featured }
    }

    /// The tracks of a position file; its vehicles are added to the county with invented plates.
    pub(crate) fn from_file(seed: u64, county: &mut County, path: &Path) -> Result<Self, Failure> {
        let read = trace::read(&[path.to_path_buf()], &trace::Limits::default());
        let read = read.map_err(|e| Failure::input(e.code(), e.to_string()))?;
        let names: Vec<String> = read.vehicles().map(|v| v.name().to_owned()).collect();
        let phones = Phones::default().assign(&names);
        let mut rng = Rng::for_part(seed, "file vehicles");
        let owners: Vec<_> = (county.enterprises.iter())
            .filter(|e| e.standing == Standing::Active && e.sectors.iter().any(|s| s.as_str().contains("freight")))
            .map(|e| e.id)
            .collect();
        let mut tracks = Vec::new();
        for (n, (vehicle, phone)) in read.vehicles().zip(phones).enumerate() {
            // Numbers from 5000 on: the county's own plates stand below.
            let number = 5_000 + u32::try_from(n).unwrap_or(0);
            let plate = codes::plate(PlateKind::Ordinary, number, &mut rng);
            let mut rows = Vec::new();
            vehicle.rows_into(&mut rows);
            county.vehicles.push(Vehicle {
                id: VehicleId(rng.uuid(0)),
                plate: plate.clone(),
                colour: PlateColour::Yellow,
                class: VehicleClass::HeavyTruck,
                total_mass_kg: Some(25_000),
                line_km: None,
                sim: Some(phone.clone()),
                terminal_id: None,
                // The first few belong to the firm whose people have accounts.
                enterprise: owners[if n % 20 == 0 { 0 } else { n % owners.len() }],
                licence_no: Some(format!("安路运字339999{number:06}")),
                licence_expiry: None,
                retired: false,
            });
            county.driver_of.push(None);
            let sample = |r: &trace::Row| Sample {
                time: UtcMs(r.time_ms),
                lon: r.lon,
                lat: r.lat,
                speed_kmh: r.speed_kmh,
                direction_deg: r.direction_deg,
            };
            let samples = rows.iter().map(sample).collect();
            tracks.push(Track { phone, plate, colour: PlateColour::Yellow.code(), card: None, samples });
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let source = format!("{} terminals of {name}", tracks.len());
        Ok(Self { tracks, kind: Kind::File, source, featured: None })
    }

    /// Sends day after day until `stop`.
    pub(crate) async fn run(self, to: SocketAddr, now: UtcMs, stop: CancellationToken, clock: impl Fn() -> UtcMs) {
        let mut shift_ms = match self.kind {
            Kind::Generated => 0,
            Kind::File => shift_to(&self.tracks, now),
        };
        let mut first_day = true;
        while !stop.is_cancelled() {
            let now = clock();
            let options = Options { pace: self.pace(shift_ms, now, first_day), shift_ms, ..Options::default() };
            let sent = replay(self.tracks.clone(), to, options, Arc::new(Progress::default()), stop.clone()).await;
            tracing::info!(?sent, "a day of positions was sent");
            if sent.acked == 0 {
                return;
            }
            shift_ms += DAY_MS;
            first_day = false;
        }
    }

    fn pace(&self, shift_ms: i64, now: UtcMs, first_day: bool) -> Pace {
        let times = || self.tracks.iter().flat_map(|t| t.samples.iter().map(|s| s.time.0));
        let (first, last) = (times().min().unwrap_or(0) + shift_ms, times().max().unwrap_or(0) + shift_ms);
        let (until, then) = match (self.kind, first_day) {
            (Kind::Generated, true) => (now.0, 1.0),
            (Kind::File, true) => (first + part(last - first), FILE_SPEED),
            (_, false) => (first, FILE_SPEED),
        };
        Pace::Story { until: UtcMs(until), quick: hours(until - first) * 3_600.0 / QUICK_SECONDS, then, now }
    }
}

/// The card of a vehicle's usual driver, when he has a certificate.
fn card(county: &County, vehicle: usize) -> Option<Card> {
    let driver = county.people.get(county.driver_of.get(vehicle).copied().flatten()?)?;
    let certificate = driver.certificate_no.clone().filter(|_| !driver.left)?;
    Some(Card { name: driver.name.clone(), certificate })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "milliseconds of days")]
fn part(span_ms: i64) -> i64 {
    (span_ms as f64 * FILE_QUICK) as i64
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of days")]
fn hours(span_ms: i64) -> f64 {
    span_ms.max(1) as f64 / HOUR_MS as f64
}

#[cfg(test)]
mod tests {
    use anlu_domain::time::CivilDay;

    use super::*;

    #[test]
    fn generated_terminals_name_the_drivers_of_the_registry() {
        let county = County::generate(20_261_124, CivilDay(20_781));
        let terminals = Terminals::generated(20_261_124, &county, 150, UtcMs(1_795_507_200_000));
        let carded = terminals.tracks.iter().filter(|t| t.card.is_some()).count();
        assert!(carded > 120, "{carded} of 150");
        // The driver's account is that of the featured vehicle: its card leads to his record, and to nobody else's.
        let driver = &county.people[county.driver_of[terminals.featured.unwrap()].unwrap()];
        let card = terminals.tracks[0].card.as_ref().unwrap();
        assert_eq!(Some(&card.certificate), driver.certificate_no.as_ref());
        assert_eq!(county.people.iter().filter(|p| p.certificate_no.as_ref() == Some(&card.certificate)).count(), 1);
        assert!(card.certificate.len() <= 20, "it fits the field of 0x0702");
    }
}
