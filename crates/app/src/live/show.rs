//! Feeds the latest positions and tells listeners about moved vehicles, about once a second.

use std::collections::BTreeMap;

use anlu_domain::{
    finding::{Finding, Phase, Severity},
    ids::{FindingId, VehicleId},
};

use super::{
    event::LiveEvent,
    identities::Identities,
    latest::{Moved, VehicleNow},
};
use crate::ctx::Desk;

/// What is to be told with the next batch of moved vehicles.
#[derive(Default)]
pub(super) struct Show {
    moved: BTreeMap<VehicleId, VehicleNow>,
    /// Findings that still go on, by vehicle.
    open: BTreeMap<VehicleId, BTreeMap<FindingId, Severity>>,
}

impl Show {
    /// Vehicles moved. Those the registry does not have are not shown.
    pub(super) fn moved(&mut self, desk: &Desk, identities: &Identities, moved: &[Moved]) {
        for Moved { number, vehicle, fix } in moved {
            let now = identities.of(*number).and_then(|identity| desk.latest.take(*vehicle, identity, fix));
            if let Some(now) = now {
                self.moved.insert(*vehicle, now);
            }
        }
    }

    /// Findings opened, went on or ended.
    pub(super) fn found(&mut self, desk: &Desk, findings: &[Finding]) {
        for finding in findings {
            let Ok(vehicle) = finding.vehicle.parse::<VehicleId>() else { continue };
            let open = self.open.entry(vehicle).or_default();
            match finding.phase {
                Phase::Open => open.insert(finding.id, finding.severity),
                Phase::Closed | Phase::Withdrawn => open.remove(&finding.id),
            };
            let alert = open.values().max().copied();
            if open.is_empty() {
                self.open.remove(&vehicle);
            }
            desk.latest.alert(vehicle, alert);
            if let Some(now) = self.moved.get_mut(&vehicle) {
                now.alert = alert;
            }
        }
    }

    /// Tells what has gathered.
    pub(super) fn tell(&mut self, desk: &Desk) {
        if !self.moved.is_empty() {
            let moved: Vec<VehicleNow> = std::mem::take(&mut self.moved).into_values().collect();
            desk.tell(LiveEvent::Vehicles(moved.into()));
        }
    }
}
