//! What a worker remembers of each vehicle of its shard beside its state, by the number the state gives it: a position
//! looks its vehicle up by name once, whatever is asked of it.

use anlu_bus::Route;
use anlu_domain::{ids::VehicleId, party::profile::Profile, track::Fix};
use anlu_rules::engine::Number;

use super::latest::Moved;

/// What is remembered of a vehicle: one line of memory.
#[derive(Default)]
#[repr(align(64))]
pub(super) struct Row {
    /// What the registry told; `None`: it was not asked since it changed.
    pub(super) told: Option<Profile>,
    /// That was held against what the vehicle was judged as before.
    pub(super) compared: bool,
    /// How it was last heard of.
    pub(super) route: Option<Route>,
    /// Batch that moved it last, and its place among the vehicles moved there.
    pub(super) moved: (u32, u32),
}

/// Vehicles by their numbers.
#[derive(Default)]
pub(super) struct Roster {
    rows: Vec<Row>,
    batch: u32,
}

impl Roster {
    /// What is remembered of the vehicle with this number.
    pub(super) fn row(&mut self, number: Number) -> &mut Row {
        let place = number.place();
        if place >= self.rows.len() {
            self.rows.resize_with(place + 1, Row::default);
        }
        &mut self.rows[place]
    }

    /// Takes what the registry tells of a vehicle.
    pub(super) fn learn(&mut self, number: Number, told: Profile) {
        let row = self.row(number);
        (row.told, row.compared) = (Some(told), false);
    }

    /// The registry has changed: everything is asked anew.
    pub(super) fn forget(&mut self) {
        for row in &mut self.rows {
            row.told = None;
        }
    }

    /// Begins a batch: nobody has moved in it yet.
    pub(super) fn begin(&mut self) {
        self.batch = self.batch.wrapping_add(1);
        if self.batch == 0 {
            // The numbers of batches begin anew.
            self.rows.iter_mut().for_each(|row| row.moved.0 = 0);
            self.batch = 1;
        }
    }

    /// A vehicle moved in this batch: `all` holds the newest fix of each that did.
    pub(super) fn moves(&mut self, number: Number, vehicle: VehicleId, fix: &Fix, all: &mut Vec<Moved>) {
        let batch = self.batch;
        let row = self.row(number);
        match all.get_mut(row.moved.1 as usize).filter(|_| row.moved.0 == batch) {
            Some(known) if known.fix.time <= fix.time => known.fix = *fix,
            Some(_) => {}
            None => {
                row.moved = (batch, u32::try_from(all.len()).unwrap_or(u32::MAX));
                all.push(Moved { number, vehicle, fix: *fix });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_of_memory() {
        assert_eq!(size_of::<Row>(), 64);
    }
}
