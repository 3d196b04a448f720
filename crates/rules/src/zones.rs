//! Zones as rules see them: which of them hold at a place, at a cost that does not grow with their number.
//!
//! A bit for each degree says whether any zone reaches into it, so that most positions of a nation cost one look. Below
//! it a grid of cells of a twentieth of a degree (about five kilometres) names the zones of each cell; what is left is
//! asked by rectangle, then exactly ([`border`]). Zones over very many cells stand in a list of their own, those that
//! vehicles must not leave by their owner. Everything is ordered by zone id: the same zones give the same answers in the
//! same order.

use std::collections::BTreeMap;

use anlu_domain::{
    geo::{Bounds, Point},
    ids::EnterpriseId,
    party::profile::Profile,
    zone::{Zone, ZoneUse},
};

mod border;
pub(crate) mod hours;
mod stored;

use self::border::Border;
pub use self::stored::ZonesError;

/// Cells to a degree.
const PER_DEGREE: f64 = 20.0;
/// A zone over more cells than this is not put into them.
const MOST_CELLS: i32 = 4_096;
/// Degrees of longitude.
const DEGREES: i32 = 360;

/// A cell: longitude and latitude in twentieths of a degree, rounded down.
type Cell = (i32, i32);

/// A zone with what is asked of it often.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    zone: Zone,
    bounds: Bounds,
    border: Border,
}

/// Zones in use, indexed. Holds no state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZoneSet {
    held: Vec<Held>,
    /// A bit for each degree that a zone of `cells` reaches into.
    degrees: Vec<u64>,
    cells: BTreeMap<Cell, Vec<usize>>,
    wide: Vec<usize>,
    /// Zones and corridors that vehicles of one owner must not leave.
    keeping: BTreeMap<EnterpriseId, Vec<usize>>,
    /// Those for vehicles of a class or a sector, whoever owns them.
    keeping_all: Vec<usize>,
    fingerprint: u64,
}

impl ZoneSet {
    /// Indexes zones. Those out of use, and those whose shape cannot be used, are left out.
    pub fn new(zones: Vec<Zone>) -> Self {
        let usable = zones.into_iter().filter(|z| !z.retired && z.shape.check().is_ok());
        let mut held: Vec<Held> = usable
            .filter_map(|zone| {
                let bounds = zone.shape.bounds()?;
                let border = Border::new(&zone.shape, &bounds);
                Some(Held { zone, bounds, border })
            })
            .collect();
        held.sort_by_key(|h| h.zone.id);
        let mut set = Self::default();
        for (index, h) in held.iter().enumerate() {
            if matches!(h.zone.usage, ZoneUse::Leave | ZoneUse::Corridor) {
                match h.zone.enterprise {
                    Some(owner) => set.keeping.entry(owner).or_default().push(index),
                    None => set.keeping_all.push(index),
                }
            } else {
                set.place(index, &h.bounds);
            }
        }
        set.held = held;
        set.fingerprint = set.mark();
        set
    }

    fn place(&mut self, index: usize, bounds: &Bounds) {
        let ((west, south), (east, north)) = (cell(bounds.min), cell(bounds.max));
        let columns = east.saturating_sub(west).saturating_add(1);
        let rows = north.saturating_sub(south).saturating_add(1);
        if columns.saturating_mul(rows) > MOST_CELLS {
            return self.wide.push(index);
        }
        for x in west..=east {
            for y in south..=north {
                self.cells.entry((x, y)).or_default().push(index);
                let (word, bit) = degree((x, y));
                if self.degrees.len() <= word {
                    self.degrees.resize(word.saturating_add(1), 0);
                }
                if let Some(bits) = self.degrees.get_mut(word) {
                    *bits |= bit;
                }
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// The zones, by id.
    pub fn zones(&self) -> impl Iterator<Item = &Zone> {
        self.held.iter().map(|h| &h.zone)
    }

    /// Whether any zone may have to do with a vehicle at a place. Cheap; `false` is certain.
    pub(crate) fn stirs(&self, profile: &Profile, at: Point) -> bool {
        let here = cell(at);
        let (word, bit) = degree(here);
        let near = self.degrees.get(word).is_some_and(|bits| bits & bit != 0) && self.cells.contains_key(&here);
        let wide = || self.wide.iter().filter_map(|i| self.held.get(*i)).any(|h| h.bounds.contains(at));
        near || wide() || self.keeping(None, profile).next().is_some()
    }

    /// Zones of this use that are about a vehicle and that it is inside of, by more than `tolerance_m` metres.
    pub(crate) fn inside(
        &self,
        usage: ZoneUse,
        profile: &Profile,
        at: Point,
        tolerance_m: f64,
    ) -> impl Iterator<Item = &Zone> {
        let here = self.cells.get(&cell(at)).map(Vec::as_slice).unwrap_or_default();
        here.iter().chain(&self.wide).filter_map(|index| self.held.get(*index)).filter_map(move |h| {
            let asked = h.zone.usage == usage && h.bounds.contains(at) && h.zone.concerns(profile);
            (asked && h.border.holds(at, tolerance_m)).then_some(&h.zone)
        })
    }

    /// Zones or corridors of this use (of both, without one) that a vehicle must not leave.
    fn keeping(&self, usage: Option<ZoneUse>, profile: &Profile) -> impl Iterator<Item = &Held> {
        let own = profile.enterprise.and_then(|owner| self.keeping.get(&owner)).map(Vec::as_slice).unwrap_or_default();
        let all = own.iter().chain(&self.keeping_all).filter_map(|index| self.held.get(*index));
        all.filter(move |h| usage.is_none_or(|u| h.zone.usage == u) && h.zone.concerns(profile))
    }

    /// Zones or corridors of this use that a vehicle must not leave, each with whether it is inside, or outside by no
    /// more than `tolerance_m` metres.
    pub(crate) fn kept(
        &self,
        usage: ZoneUse,
        profile: &Profile,
        at: Point,
        tolerance_m: f64,
    ) -> impl Iterator<Item = (&Zone, bool)> {
        self.keeping(Some(usage), profile).map(move |h| (&h.zone, h.border.near(at, tolerance_m)))
    }
}

/// The cell of a point.
#[expect(clippy::cast_possible_truncation, reason = "a degree is below 180: the product is below 4,000")]
fn cell(p: Point) -> Cell {
    ((p.lon * PER_DEGREE).floor() as i32, (p.lat * PER_DEGREE).floor() as i32)
}

/// The word and the bit of the degree that a cell lies in.
fn degree((x, y): Cell) -> (usize, u64) {
    let column = x.div_euclid(20).saturating_add(180).rem_euclid(DEGREES);
    let row = y.div_euclid(20).saturating_add(90).clamp(0, 180);
    let number = usize::try_from(row.saturating_mul(DEGREES).saturating_add(column)).unwrap_or(0);
    (number / 64, 1 << (number % 64))
}

#[cfg(test)]
mod tests;
