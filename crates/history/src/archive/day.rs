//! A whole civil day in the order of vehicle and time, one row at a time: memory grows with the number of files of a
//! shard, not with the day.

use anlu_domain::{ids::VehicleId, time::CivilDay, track::Fix};

use super::{Archive, again_when_merged};
use crate::{HistoryError, layout, merge::Merge};

impl Archive {
    /// Civil days of which there are files, oldest first.
    pub fn stored_days(&self) -> Result<Vec<CivilDay>, HistoryError> {
        let folders = layout::shard_folders(&self.root, CivilDay(i32::MIN), CivilDay(i32::MAX))?;
        let mut days: Vec<CivilDay> = folders.into_iter().map(|f| f.day).collect();
        days.dedup();
        Ok(days)
    }

    /// Shows the fixes of `day` that are in files, by shard, vehicle and device time, each time of a vehicle once. All
    /// fixes of a vehicle lie in one shard. `visit` ends it by answering `false`.
    pub fn each_fix_of(
        &self,
        day: CivilDay,
        visit: &mut dyn FnMut(VehicleId, &Fix) -> bool,
    ) -> Result<(), HistoryError> {
        for folder in layout::shard_folders(&self.root, day, day)? {
            // Once open, a file can be read to its end even when it is merged away meanwhile.
            for row in again_when_merged(|| Merge::open(&layout::parts(&folder.path)?))? {
                let row = row?;
                if !visit(row.vehicle, &row.fix) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use anlu_domain::geo::Point;
    use tempfile::TempDir;

    use super::*;
    use crate::{Settings, Writer, write::tests::append};

    fn vehicle(n: u32) -> VehicleId {
        format!("0190a000-0000-7000-8000-{n:012}").parse().unwrap()
    }

    fn at(day: i32, minute: i64) -> Fix {
        let time = CivilDay(day).start().plus(minute * 60_000);
        Fix { at: Some(Point { lon: 121.0, lat: 30.0 }), ..Fix::blank(time, time) }
    }

    #[test]
    fn rows_held_do_not_grow_with_the_day() {
        let dir = TempDir::new().unwrap();
        let roll = Settings { roll_rows: 1_000_000, roll_after: Duration::from_mins(5) };
        let writer = Writer::open(dir.path().to_owned(), roll).unwrap();
        let mut most = Vec::new();
        for (day, vehicles) in [(20_000, 5), (20_001, 20)] {
            for n in 1..=vehicles {
                let fixes: Vec<Fix> = (0..1_000).map(|minute| at(day, minute)).collect();
                append(&writer, 0, u64::try_from(day).unwrap() * 100 + u64::from(n), vehicle(n), &fixes);
                if n == vehicles / 2 {
                    writer.flush().unwrap();
                }
            }
            writer.flush().unwrap();
            let parts = layout::parts(&layout::folder(dir.path(), CivilDay(day), 0)).unwrap();
            let mut merge = Merge::open(&parts).unwrap();
            let (mut rows, mut held) = (0, 0);
            while let Some(row) = merge.next() {
                row.unwrap();
                rows += 1;
                held = held.max(merge.held());
            }
            assert_eq!((parts.len(), rows), (2, vehicles * 1_000));
            most.push(held);
        }
        let [small, large] = most[..] else { panic!("{most:?}") };
        assert!(large <= small + small / 2 && large < 5_000, "{small} and {large} rows of 5,000 and 20,000");
    }

    #[test]
    fn a_day_comes_by_vehicle_and_time_out_of_many_files_each_fix_once() {
        let dir = TempDir::new().unwrap();
        let roll = Settings { roll_rows: 1_000, roll_after: Duration::from_mins(5) };
        let writer = Writer::open(dir.path().to_owned(), roll).unwrap();
        append(&writer, 0, 0, vehicle(2), &[at(20_000, 5), at(20_000, 1)]);
        append(&writer, 1, 0, vehicle(1), &[at(20_000, 3)]);
        append(&writer, 0, 1, vehicle(3), &[at(19_999, 7)]);
        writer.flush().unwrap();
        append(&writer, 0, 2, vehicle(2), &[at(20_000, 3), at(20_000, 1)]);
        append(&writer, 0, 3, vehicle(3), &[at(20_000, 2)]);
        writer.flush().unwrap();

        let archive = Archive::open(dir.path().to_owned());
        assert_eq!(archive.stored_days().unwrap(), [CivilDay(19_999), CivilDay(20_000)]);
        let mut seen = Vec::new();
        let start = CivilDay(20_000).start().0;
        archive
            .each_fix_of(CivilDay(20_000), &mut |v, fix| {
                seen.push((v, (fix.time.0 - start) / 60_000));
                true
            })
            .unwrap();
        let expected = [(vehicle(2), 1), (vehicle(2), 3), (vehicle(2), 5), (vehicle(3), 2), (vehicle(1), 3)];
        assert_eq!(seen, expected);
        let mut first = 0;
        archive
            .each_fix_of(CivilDay(20_000), &mut |_, _| {
                first += 1;
                false
            })
            .unwrap();
        assert_eq!(first, 1, "it ends when it is told to");
    }
}
