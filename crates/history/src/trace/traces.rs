//! Rows of many vehicles in memory, packed; handed out per vehicle in time order.

use rustc_hash::FxHashMap;

use super::{Row, packed::Packed};

/// Every row of one reading, by vehicle.
#[derive(Debug, Default)]
pub struct Traces {
    ids: FxHashMap<Box<str>, u32>,
    vehicles: Vec<(Box<str>, Packed)>,
    /// Vehicle indices by name, for the order in which they are handed out. Filled when the reading ends.
    by_name: Vec<u32>,
    rows: u64,
    without_position: u64,
    span_ms: Option<(i64, i64)>,
}

/// The rows of one vehicle.
#[derive(Clone, Copy, Debug)]
pub struct VehicleTrace<'a> {
    name: &'a str,
    packed: &'a Packed,
}

impl Traces {
    /// Rows read with a position, repeated ones included.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows left out because they have neither longitude nor latitude.
    pub fn without_position(&self) -> u64 {
        self.without_position
    }

    /// First and last time in UTC milliseconds; `None` without rows.
    pub fn span_ms(&self) -> Option<(i64, i64)> {
        self.span_ms
    }

    /// Number of vehicles.
    pub fn vehicle_count(&self) -> usize {
        self.vehicles.len()
    }

    /// The vehicles, ordered by the bytes of their names: the same whatever the order of rows and files.
    pub fn vehicles(&self) -> impl ExactSizeIterator<Item = VehicleTrace<'_>> + Clone {
        self.by_name
            .iter()
            .filter_map(|i| self.vehicles.get(*i as usize))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(name, packed)| VehicleTrace { name, packed })
    }

    /// The number of a vehicle, given at first sight. `None` beyond `u32::MAX` vehicles.
    pub(super) fn vehicle(&mut self, name: &str) -> Option<u32> {
        if let Some(id) = self.ids.get(name) {
            return Some(*id);
        }
        let id = u32::try_from(self.vehicles.len()).ok()?;
        self.ids.insert(name.into(), id);
        self.vehicles.push((name.into(), Packed::default()));
        Some(id)
    }

    /// Appends a row. `false` when the vehicle is full.
    pub(super) fn push(&mut self, vehicle: u32, row: &Row) -> bool {
        let Some((_, packed)) = self.vehicles.get_mut(vehicle as usize) else { return false };
        self.rows += 1;
        let (first, last) = self.span_ms.unwrap_or((row.time_ms, row.time_ms));
        self.span_ms = Some((first.min(row.time_ms), last.max(row.time_ms)));
        packed.push(row)
    }

    /// Counts a row that has no position.
    pub(super) fn skip(&mut self) {
        self.without_position += 1;
    }

    /// Ends the reading: the vehicles get their order.
    pub(super) fn finish(mut self) -> Self {
        self.ids = FxHashMap::default();
        let mut order: Vec<u32> = (0_u32..).take(self.vehicles.len()).collect();
        order.sort_unstable_by_key(|i| self.vehicles.get(*i as usize).map(|(name, _)| name));
        self.by_name = order;
        self
    }
}

impl<'a> VehicleTrace<'a> {
    /// The vehicle as the file names it.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Rows as read, repeated ones included.
    pub fn row_count(&self) -> usize {
        self.packed.len()
    }

    /// Fills `out` (emptied first; keep it for the next vehicle) with the rows by time. Of rows with the same time
    /// the first in file order stays.
    pub fn rows_into(&self, out: &mut Vec<Row>) {
        out.clear();
        self.packed.unpack_into(out);
        if !out.is_sorted_by_key(|r| r.time_ms) {
            out.sort_by_key(|r| r.time_ms);
        }
        out.dedup_by_key(|r| r.time_ms);
    }

    /// The rows by time, without repeats, in a new list.
    pub fn rows(&self) -> Vec<Row> {
        let mut out = Vec::new();
        self.rows_into(&mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vehicles_by_name_rows_by_time_first_of_equals_stays() {
        let mut traces = Traces::default();
        let row = |time_ms, lon| Row { time_ms, lon, lat: 30.0, speed_kmh: None, direction_deg: None };
        for (name, time, lon) in [("b", 3, 1.0), ("a", 2, 2.0), ("b", 1, 3.0), ("b", 3, 4.0), ("a", 2, 5.0)] {
            let id = traces.vehicle(name).unwrap();
            assert!(traces.push(id, &row(time, lon)));
        }
        let traces = traces.finish();
        assert_eq!((traces.rows(), traces.vehicle_count(), traces.span_ms()), (5, 2, Some((1, 3))));
        let all: Vec<_> = traces.vehicles().map(|v| (v.name(), v.rows())).collect();
        assert_eq!(all, [("a", vec![row(2, 2.0)]), ("b", vec![row(1, 3.0), row(3, 1.0)])]);
    }
}
