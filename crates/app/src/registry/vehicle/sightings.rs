//! Who was near a place then.

use anlu_domain::{
    geo::{Point, around, distance_m},
    ids::VehicleId,
    ports::TrackError,
    time::{DAY_MS, UtcMs},
    track::Sighting,
};
use anlu_store::repo::vehicle as repo;

use crate::{
    access::{Action, require},
    ctx::Ctx,
    registry::{
        Fault, RegistryError,
        named::Owners,
        vehicle::list::{Listed, listed},
    },
};

/// Longest time that can be asked for.
pub const LONGEST_MS: i64 = DAY_MS;
/// Widest circle, metres.
pub const WIDEST_M: f64 = 20_000.0;
/// Most vehicles of an answer.
pub const MOST: usize = 500;

/// Where and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// Middle of the circle.
    pub centre: Point,
    /// Radius, metres.
    pub radius_m: f64,
    /// First instant.
    pub from: UtcMs,
    /// Last instant, included.
    pub to: UtcMs,
}

impl Question {
    fn check(&self) -> Result<(), RegistryError> {
        let mut faults = Vec::new();
        let mut fault = |holds: bool, pointer, code| {
            if !holds {
                faults.push(Fault { pointer, code });
            }
        };
        fault((-180.0..=180.0).contains(&self.centre.lon), "/lon", "out_of_range");
        fault((-85.0..=85.0).contains(&self.centre.lat), "/lat", "out_of_range");
        fault((1.0..=WIDEST_M).contains(&self.radius_m), "/radius_m", "out_of_range");
        fault(self.from <= self.to && self.to.0 - self.from.0 <= LONGEST_MS, "/to", "out_of_range");
        if faults.is_empty() { Ok(()) } else { Err(RegistryError::Invalid(faults)) }
    }
}

/// A vehicle that was there.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The vehicle with its owner.
    pub listed: Listed,
    /// When.
    pub sighting: Sighting,
}

/// Vehicles that were there.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// By first instant, at most [`MOST`].
    pub items: Vec<Seen>,
    /// Whether there were more.
    pub more: bool,
}

/// The vehicles of the viewer's scope that had a fix inside the circle during the time.
pub async fn sightings(ctx: &Ctx, question: Question) -> Result<Answer, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    question.check()?;
    let tracks = ctx.tracks.clone();
    let read = tokio::task::spawn_blocking(move || {
        let inside = |p: Point| distance_m(question.centre, p) <= question.radius_m;
        tracks.sightings(around(question.centre, question.radius_m), &inside, question.from, question.to)
    });
    let mut found = read.await.map_err(|e| TrackError(e.to_string()))??;
    found.sort_unstable_by_key(|s| (s.first, s.vehicle));
    let db = ctx.store.read();
    let ids: Vec<VehicleId> = found.iter().map(|s| s.vehicle).collect();
    let mut known = repo::visible(db, &ctx.viewer, &ids).await?;
    let owners = Owners::of(db, known.values().map(|v| v.enterprise)).await?;
    let mut items: Vec<Seen> = Vec::new();
    for sighting in found {
        let Some(vehicle) = known.remove(&sighting.vehicle) else { continue };
        items.push(Seen { listed: listed(ctx, &owners, vehicle), sighting });
    }
    let more = items.len() > MOST;
    items.truncate(MOST);
    Ok(Answer { items, more })
}
