//! Rows of many vehicles in memory, packed; handed out per vehicle in time order. Vehicles whose rows have all come can
//! be let go before the reading ends.

use rustc_hash::FxHashMap;

use super::{Row, packed::Packed};

/// Every row of one reading, by vehicle.
#[derive(Debug, Default)]
pub struct Traces {
    ids: FxHashMap<Box<str>, u32>,
    vehicles: Vec<Vehicle>,
    /// Vehicle indices by name, for the order in which they are handed out. Filled when the reading ends.
    by_name: Vec<u32>,
    rows: u64,
    /// Rows of vehicles that have been let go.
    gone: u64,
    without_position: u64,
    without_alarm: u64,
    without_status: u64,
    span_ms: Option<(i64, i64)>,
}

/// One vehicle and its rows.
#[derive(Debug)]
struct Vehicle {
    name: Box<str>,
    packed: Packed,
    /// Its rows have been let go.
    gone: bool,
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

    /// Rows that tell no alarm word.
    pub fn without_alarm(&self) -> u64 {
        self.without_alarm
    }

    /// Rows that tell no status word.
    pub fn without_status(&self) -> u64 {
        self.without_status
    }

    /// First and last time in UTC milliseconds; `None` without rows.
    pub fn span_ms(&self) -> Option<(i64, i64)> {
        self.span_ms
    }

    /// Number of vehicles, those that have been let go included.
    pub fn vehicle_count(&self) -> usize {
        self.vehicles.len()
    }

    /// The vehicles that are held, ordered by the bytes of their names: the same whatever the order of rows and files.
    pub fn vehicles(&self) -> impl ExactSizeIterator<Item = VehicleTrace<'_>> + Clone {
        self.by_name
            .iter()
            .filter_map(|i| self.vehicles.get(*i as usize))
            .collect::<Vec<_>>()
            .into_iter()
            .map(Vehicle::trace)
    }

    /// The number of a vehicle, given at first sight. `None` beyond `u32::MAX` vehicles.
    pub(super) fn vehicle(&mut self, name: &str) -> Option<u32> {
        if let Some(id) = self.ids.get(name) {
            return Some(*id);
        }
        let id = u32::try_from(self.vehicles.len()).ok()?;
        self.ids.insert(name.into(), id);
        self.vehicles.push(Vehicle { name: name.into(), packed: Packed::default(), gone: false });
        Some(id)
    }

    /// Appends a row. `false` when the vehicle is full.
    pub(super) fn push(&mut self, vehicle: u32, row: &Row) -> bool {
        let Some(Vehicle { packed, .. }) = self.vehicles.get_mut(vehicle as usize) else { return false };
        self.rows += 1;
        self.without_alarm += u64::from(row.alarm.is_none());
        self.without_status += u64::from(row.status.is_none());
        let (first, last) = self.span_ms.unwrap_or((row.time_ms, row.time_ms));
        self.span_ms = Some((first.min(row.time_ms), last.max(row.time_ms)));
        packed.push(row)
    }

    /// Counts a row that has no position.
    pub(super) fn skip(&mut self) {
        self.without_position += 1;
    }

    /// Rows held.
    pub(super) fn held(&self) -> u64 {
        self.rows - self.gone
    }

    /// What has come of a vehicle.
    pub(super) fn so_far(&self, vehicle: u32) -> SoFar {
        match self.vehicles.get(vehicle as usize) {
            Some(known) if known.gone => SoFar::Gone,
            Some(known) if known.packed.len() > 0 => SoFar::Rows,
            _ => SoFar::Nothing,
        }
    }

    /// Shows the vehicles held, but for one, by name, and lets them go.
    pub(super) fn let_go(&mut self, but: u32, show: &mut dyn FnMut(&[VehicleTrace<'_>])) {
        let kept = self.vehicles.get(but as usize).map(|vehicle| vehicle.name.clone());
        let mut going: Vec<&mut Vehicle> = self
            .vehicles
            .iter_mut()
            .filter(|vehicle| vehicle.packed.len() > 0 && Some(&vehicle.name) != kept.as_ref())
            .collect();
        going.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        show(&going.iter().map(|vehicle| vehicle.trace()).collect::<Vec<_>>());
        for vehicle in going {
            self.gone += vehicle.packed.len() as u64;
            vehicle.packed = Packed::default();
            vehicle.gone = true;
        }
    }

    /// Ends the reading: the vehicles that are held get their order.
    pub(super) fn finish(mut self) -> Self {
        self.ids = FxHashMap::default();
        let numbered = (0_u32..).zip(&self.vehicles);
        let mut order: Vec<(u32, &Vehicle)> = numbered.filter(|(_, vehicle)| !vehicle.gone).collect();
        order.sort_unstable_by_key(|(_, vehicle)| &vehicle.name);
        self.by_name = order.into_iter().map(|(i, _)| i).collect();
        self
    }
}

/// What has come of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SoFar {
    /// No row.
    Nothing,
    /// Rows that are held.
    Rows,
    /// Rows that have been let go.
    Gone,
}

impl Vehicle {
    fn trace(&self) -> VehicleTrace<'_> {
        VehicleTrace { name: &self.name, packed: &self.packed }
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
        let row = |time_ms, lon| Row {
            time_ms,
            lon,
            lat: 30.0,
            speed_kmh: None,
            direction_deg: None,
            alarm: None,
            status: None,
            safety: 0,
        };
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
