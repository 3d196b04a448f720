//! Zones as rules see them: which of them hold at a place, at a cost that does not grow with their number, and what a
//! vehicle's stay in one amounts to.
//!
//! A grid of cells of a twentieth of a degree (about five kilometres) names the zones that reach into each cell; what
//! is left is asked by rectangle, then exactly. Zones over very many cells stand in a list of their own. Everything is
//! ordered by zone id: the same zones give the same answers in the same order.

use std::collections::BTreeMap;

use anlu_domain::{
    geo::{Bounds, Point},
    ids::EnterpriseId,
    party::vehicle::VehicleClass,
    time::{DAY_MS, HOUR_MS, MINUTE_MS, UtcMs},
    zone::{Zone, ZoneUse},
};

/// Cells to a degree.
const PER_DEGREE: f64 = 20.0;
/// A zone over more cells than this is not put into them.
const MOST_CELLS: i32 = 4_096;

/// A cell: longitude and latitude in twentieths of a degree, rounded down.
type Cell = (i32, i32);

/// What decides which zones are about a vehicle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Class of the vehicle.
    pub class: Option<VehicleClass>,
    /// Its owner.
    pub enterprise: Option<EnterpriseId>,
}

impl Whose {
    /// Whether a zone is about the vehicle. What is not known fulfils nothing.
    pub fn concerns(&self, zone: &Zone) -> bool {
        let class = zone.classes.is_empty() || self.class.is_some_and(|c| zone.classes.contains(&c));
        class && zone.enterprise.is_none_or(|e| self.enterprise == Some(e))
    }
}

/// Zones in use, indexed. Holds no state.
#[derive(Clone, Debug, Default)]
pub struct ZoneSet {
    zones: Vec<(Zone, Bounds)>,
    cells: BTreeMap<Cell, Vec<usize>>,
    wide: Vec<usize>,
    /// Zones and corridors that vehicles must not leave.
    keeping: Vec<usize>,
}

impl ZoneSet {
    /// Indexes zones. Those out of use, and those whose shape cannot be used, are left out.
    pub fn new(zones: Vec<Zone>) -> Self {
        let usable = zones.into_iter().filter(|z| !z.retired && z.shape.check().is_ok());
        let mut zones: Vec<(Zone, Bounds)> =
            usable.filter_map(|z| z.shape.bounds().map(|bounds| (z, bounds))).collect();
        zones.sort_by_key(|(zone, _)| zone.id);
        let mut set = Self::default();
        for (index, (zone, bounds)) in zones.iter().enumerate() {
            if matches!(zone.usage, ZoneUse::Leave | ZoneUse::Corridor) {
                set.keeping.push(index);
                continue;
            }
            let ((west, south), (east, north)) = (cell(bounds.min), cell(bounds.max));
            let columns = east.saturating_sub(west).saturating_add(1);
            let rows = north.saturating_sub(south).saturating_add(1);
            if columns.saturating_mul(rows) > MOST_CELLS {
                set.wide.push(index);
                continue;
            }
            for x in west..=east {
                for y in south..=north {
                    set.cells.entry((x, y)).or_default().push(index);
                }
            }
        }
        set.zones = zones;
        set
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.zones.is_empty()
    }

    /// Zones that a vehicle is inside of, by id: those that tell entry, forbid, or limit the speed.
    pub fn around(&self, whose: &Whose, at: Point) -> Vec<&Zone> {
        let here = self.cells.get(&cell(at)).map(Vec::as_slice).unwrap_or_default();
        let mut near: Vec<usize> = here.iter().chain(&self.wide).copied().collect();
        near.sort_unstable();
        let inside = |index: usize| {
            let (zone, bounds) = self.zones.get(index)?;
            let holds = bounds.contains(at) && whose.concerns(zone) && zone.shape.contains(at);
            holds.then_some(zone)
        };
        near.into_iter().filter_map(inside).collect()
    }

    /// The zone or corridor a vehicle should be in and is not: the nearest of those that are about it, when it is
    /// inside none of them. `None`: it is inside one, or none is about it.
    pub fn left(&self, whose: &Whose, at: Point) -> Option<&Zone> {
        let mut nearest: Option<(f64, &Zone)> = None;
        for (zone, _) in self.keeping.iter().filter_map(|index| self.zones.get(*index)) {
            if !whose.concerns(zone) {
                continue;
            }
            if zone.shape.contains(at) {
                return None;
            }
            let metres = zone.shape.distance_m(at).unwrap_or(f64::MAX);
            if nearest.is_none_or(|(least, _)| metres < least) {
                nearest = Some((metres, zone));
            }
        }
        nearest.map(|(_, zone)| zone)
    }
}

/// Whether a zone holds at an instant: its hours are civil time.
pub fn holds_at(zone: &Zone, time: UtcMs) -> bool {
    let minute = time.0.saturating_add(8 * HOUR_MS).rem_euclid(DAY_MS) / MINUTE_MS;
    let minute = u16::try_from(minute).unwrap_or(0);
    zone.hours.is_empty() || zone.hours.iter().any(|hours| hours.hold(minute))
}

/// The cell of a point.
#[expect(clippy::cast_possible_truncation, reason = "a degree is below 180: the product is below 4,000")]
fn cell(p: Point) -> Cell {
    ((p.lon * PER_DEGREE).floor() as i32, (p.lat * PER_DEGREE).floor() as i32)
}

#[cfg(test)]
#[path = "zones_tests.rs"]
mod tests;
