//! Judging stored positions by two packs at once, day by day.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anlu_domain::{
    ids::VehicleId,
    party::profile::Profile,
    ports::TrackError,
    time::CivilDay,
    track::{Fact, Fix},
};
use anlu_rules::{
    engine::{Engine, ShardState},
    pack::Pack,
    zones::ZoneSet,
};
use anlu_store::{
    StoreError,
    repo::{vehicle, zone},
};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use super::{
    report::{Found, Report, compare, keep},
    shelf::Choice,
};
use crate::{
    access::{Action, Denied, require},
    ctx::Ctx,
    policy::Words,
};

/// Longest period, days.
pub const LONGEST_DAYS: i32 = 92;

/// What to judge.
#[derive(Clone, Debug)]
pub struct Request {
    /// The pack in use, or the one to compare with.
    pub old: Arc<Pack>,
    /// The other one.
    pub new: Arc<Pack>,
    /// First day.
    pub from: CivilDay,
    /// Last day.
    pub to: CivilDay,
}

/// How a run is followed and stopped.
#[derive(Clone)]
pub struct Hooks {
    /// Told (days done, days in all).
    pub progress: Arc<dyn Fn(u64, u64) + Send + Sync>,
    /// Cancelled: the run ends soon.
    pub cancel: CancellationToken,
}

/// A back-test that did not come to its end.
#[derive(Debug, Error)]
pub enum BacktestError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The period is empty or too long.
    #[error("the period must be of 1 to {LONGEST_DAYS} days")]
    Period,
    /// Somebody stopped it.
    #[error("stopped")]
    Cancelled,
    /// Positions cannot be read.
    #[error(transparent)]
    Tracks(#[from] TrackError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BacktestError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(_) => "forbidden",
            Self::Period => "period_out_of_range",
            Self::Cancelled => "cancelled",
            Self::Tracks(_) => "tracks_unreadable",
            Self::Store(_) => "internal",
        }
    }
}

/// Refuses whoever may not compare packs.
pub fn allowed(ctx: &Ctx) -> Result<(), Denied> {
    require(ctx, Action::PackBacktest)
}

/// The packs to choose from, the one in use first.
pub fn choices(ctx: &Ctx) -> Result<Vec<Choice>, Denied> {
    allowed(ctx)?;
    Ok(ctx.shelf.choices())
}

impl Request {
    /// Names of the two packs with their versions.
    pub fn names(&self) -> [Words; 2] {
        let name = |pack: &Pack| {
            let (title, version) = (&pack.manifest.title, &pack.manifest.version);
            Words { zh: format!("{} {version}", title.zh), en: format!("{} {version}", title.en) }
        };
        [name(&self.old), name(&self.new)]
    }

    /// Refuses what [`run`] would refuse.
    pub fn check(&self, ctx: &Ctx) -> Result<(), BacktestError> {
        allowed(ctx)?;
        let days = self.to.0.saturating_sub(self.from.0);
        if (0..LONGEST_DAYS).contains(&days) { Ok(()) } else { Err(BacktestError::Period) }
    }
}

/// Judges the stored positions of the viewer's vehicles by both packs. Vehicles are judged by what the registry knows of
/// them now, over the zones in use now, and by the vehicle's clock: driver cards are not among stored positions. Blocks
/// on files: run it off the async threads.
pub async fn run(ctx: &Ctx, request: Request, hooks: &Hooks) -> Result<Report, BacktestError> {
    request.check(ctx)?;
    let days: Vec<CivilDay> =
        ctx.tracks.days()?.into_iter().filter(|day| (request.from..=request.to).contains(day)).collect();
    let known = profiles(ctx).await?;
    let zones = Arc::new(ZoneSet::new(zone::in_use(ctx.store.read()).await?));
    let mut judged = Judged::new(&request, &zones);
    let all = u64::try_from(days.len()).unwrap_or(u64::MAX);
    for (done, day) in (0..).zip(&days) {
        (hooks.progress)(done, all);
        ctx.tracks.each_of_day(*day, &mut |vehicle, fix| {
            if let Some(profile) = known.get(&vehicle) {
                judged.take(vehicle, profile, fix);
            }
            !hooks.cancel.is_cancelled()
        })?;
        if hooks.cancel.is_cancelled() {
            return Err(BacktestError::Cancelled);
        }
    }
    (hooks.progress)(all, all);
    Ok(Report { days: all, ..judged.end(&request) })
}

/// The viewer's vehicles and what detectors need to know of them.
async fn profiles(ctx: &Ctx) -> Result<BTreeMap<VehicleId, Profile>, StoreError> {
    let db = ctx.store.read();
    let all: Vec<VehicleId> = vehicle::classes(db).await?.into_iter().map(|(id, _)| id).collect();
    let seen: Vec<VehicleId> = vehicle::visible(db, &ctx.viewer, &all).await?.into_keys().collect();
    vehicle::profiles(db, &seen).await
}

/// One pack at work.
struct Side {
    engine: Engine,
    state: ShardState,
    found: Found,
}

impl Side {
    fn new(pack: &Pack, zones: &Arc<ZoneSet>) -> Self {
        let engine = Engine::new(pack).with_zones(Arc::clone(zones));
        Self { engine, state: ShardState::default(), found: Found::new() }
    }
}

struct Judged {
    sides: [Side; 2],
    emitted: Vec<anlu_domain::finding::Finding>,
    vehicles: BTreeSet<VehicleId>,
    positions: u64,
    /// The vehicle that comes now, as the engines name it.
    name: (Option<VehicleId>, String),
}

impl Judged {
    fn new(request: &Request, zones: &Arc<ZoneSet>) -> Self {
        Self {
            sides: [Side::new(&request.old, zones), Side::new(&request.new, zones)],
            emitted: Vec::new(),
            vehicles: BTreeSet::new(),
            positions: 0,
            name: (None, String::new()),
        }
    }

    fn take(&mut self, vehicle: VehicleId, profile: &Profile, fix: &Fix) {
        if self.name.0 != Some(vehicle) {
            self.vehicles.insert(vehicle);
            self.name = (Some(vehicle), vehicle.to_string());
        }
        self.positions += 1;
        let fact = Fact::Fix(*fix);
        for side in &mut self.sides {
            // As if it had come at once: what lies on disk is in order.
            side.engine.step(&mut side.state, (&self.name.1, profile), &fact, fix.time, &mut self.emitted);
            keep(&mut side.found, &mut self.emitted);
        }
    }

    fn end(mut self, request: &Request) -> Report {
        for side in &mut self.sides {
            side.engine.finish(&mut side.state, &mut self.emitted);
            keep(&mut side.found, &mut self.emitted);
        }
        let [old, new] = &self.sides;
        Report {
            vehicles: u64::try_from(self.vehicles.len()).unwrap_or(u64::MAX),
            positions: self.positions,
            ..compare((&request.old, &request.new), (&old.found, &new.found))
        }
    }
}
