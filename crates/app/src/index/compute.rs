//! Computes the indices of a past day out of its stored positions: one pass in the order of vehicle and time, one meter
//! at a time. What is held is one line per vehicle, never the positions.

use std::collections::BTreeMap;

use anlu_domain::{
    finding::PackRef,
    ids::VehicleId,
    ports::{TrackArchive, TrackError},
    time::{CivilDay, UtcMs},
};
use anlu_rules::{
    indices::{GroupDay, Meter, VehicleDay},
    pack::IndexParams,
};
use anlu_store::{
    Store, StoreError, Tx,
    repo::{
        index::{self as repo, Computed, Sums, VehicleRow},
        link, plan,
    },
};

/// Names under which the clauses of the indices are kept.
pub const BASES: [&str; 4] = ["index.online", "index.quality", "index.track", "index.drift"];

/// Vehicles written in one transaction: others want to write too.
const PART: usize = 1_000;

/// What counts, and by which pack.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Parameters.
    pub params: IndexParams,
    /// The pack they stand in.
    pub pack: PackRef,
}

/// What each vehicle sent on `day`. `None`: `go_on` said no. Blocks on files.
pub fn vehicles(
    tracks: &dyn TrackArchive,
    params: &IndexParams,
    day: CivilDay,
    go_on: &dyn Fn() -> bool,
) -> Result<Option<Vec<(VehicleId, VehicleDay)>>, TrackError> {
    let mut done: Vec<(VehicleId, VehicleDay)> = Vec::new();
    let mut running: Option<(VehicleId, Meter<'_>)> = None;
    let mut ended_early = false;
    tracks.each_of_day(day, &mut |vehicle, fix| {
        match &mut running {
            Some((id, meter)) if *id == vehicle => meter.take(fix),
            _ => {
                if !go_on() {
                    ended_early = true;
                    return false;
                }
                let mut meter = Meter::new(params);
                meter.take(fix);
                if let Some((id, before)) = running.replace((vehicle, meter)) {
                    done.push((id, before.day()));
                }
            }
        }
        true
    })?;
    done.extend(running.map(|(id, meter)| (id, meter.day())));
    Ok((!ended_early).then_some(done))
}

/// Writes a day: vehicles, then enterprises and links. Vehicles of the network are those in service that have a terminal
/// or were ever heard of.
pub async fn store(
    store: &Store,
    indices: &Indices,
    day: CivilDay,
    sent: Vec<(VehicleId, VehicleDay)>,
    (now, settled): (UtcMs, bool),
) -> Result<(), StoreError> {
    let db = store.read();
    let (members, routes) = (repo::members(db).await?, link::routes(db).await?);
    let params = &indices.params;
    let sent: BTreeMap<VehicleId, VehicleDay> = sent.into_iter().collect();
    let (mut firms, mut links) = (BTreeMap::new(), BTreeMap::new());
    let mut rows = Vec::with_capacity(sent.len());
    for member in &members {
        let (told, route) = (sent.get(&member.vehicle), routes.get(&member.vehicle));
        if !member.terminal && told.is_none() && route.is_none() {
            continue;
        }
        firms.entry(member.enterprise).or_insert_with(GroupDay::default).add(told, params);
        if let Some(link) = route {
            links.entry(link.clone()).or_insert_with(GroupDay::default).add(told, params);
        }
        if let Some(told) = told {
            rows.push(VehicleRow {
                vehicle: member.vehicle,
                enterprise: member.enterprise,
                online: told.online(params),
                drifting: told.drifted(params),
                figures: serde_json::to_string(told).map_err(|e| StoreError::Internal(e.to_string()))?,
            });
        }
    }
    for part in rows.chunks(PART) {
        store.tx(async |tx: Tx| repo::put_vehicles(&tx, day, part).await).await?;
    }
    let firms: BTreeMap<_, _> = firms.into_iter().map(|(id, g)| (id, sums(&g))).collect();
    let links = links.into_iter().map(|(key, g)| (key, sums(&g))).collect();
    let computed = Computed { at: now, settled, pack: indices.pack.clone() };
    store
        .tx(async |tx: Tx| {
            repo::put_day(&tx, day, &firms, &links, &computed).await?;
            // Their on-line rates are facts of duties.
            plan::mark(&tx, firms.keys().copied(), now).await
        })
        .await
}

fn sums(g: &GroupDay) -> Sums {
    Sums {
        vehicles: g.vehicles.into(),
        online: g.online.into(),
        drifting: g.drifting.into(),
        positions: g.positions,
        sound: g.sound,
        track_m: g.track_m,
        hole_m: g.hole_m,
    }
}
