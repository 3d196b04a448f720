//! The stored history, day by day. One state of the engine goes through all of it, as that of the live plane does: memory
//! grows with the number of vehicles and of findings, not of days or positions.

use std::path::PathBuf;

use anlu_domain::{
    finding::{Finding, Phase},
    ids::VehicleId,
    party::profile::Profile,
    time::CivilDay,
    track::{Fact, Fix},
};
use anlu_history::{Archive, HistoryError};
use anlu_rules::engine::{Engine, Number, ShardState};
use indicatif::ProgressBar;

use super::Seen;
use crate::{Failure, admin::profile::Profiles};

/// Options about the history.
#[derive(clap::Args)]
#[group(id = "history_options")]
pub(super) struct Options {
    /// Instead of files: the stored history of the program, i.e. the folder `history` in its data folder. Of any length:
    /// it is gone through day by day.
    #[arg(long, value_name = "DIR")]
    pub(super) history: Option<PathBuf>,
    /// First day of the history (YYYY-MM-DD, Asia/Shanghai).
    #[arg(long, value_name = "DAY", value_parser = day, requires = "history", conflicts_with = "files")]
    from: Option<CivilDay>,
    /// Last day of the history.
    #[arg(long, value_name = "DAY", value_parser = day, requires = "history", conflicts_with = "files")]
    to: Option<CivilDay>,
}

fn day(text: &str) -> Result<CivilDay, String> {
    CivilDay::parse_iso(text).ok_or_else(|| format!("`{text}` is no day like 2026-01-31"))
}

impl Options {
    /// The days that are stored and asked for.
    fn days(&self, archive: &Archive) -> Result<Vec<CivilDay>, Failure> {
        let stored = archive.stored_days().map_err(|error| unreadable(&error))?;
        let asked = |day: &CivilDay| self.from.is_none_or(|from| from <= *day) && self.to.is_none_or(|to| *day <= to);
        let days: Vec<CivilDay> = stored.iter().copied().filter(asked).collect();
        if days.is_empty() {
            let shown = self.history.as_deref().unwrap_or_else(|| "".as_ref()).display();
            return Err(Failure::input(
                "history_empty",
                match (stored.first(), stored.last()) {
                    (Some(first), Some(last)) => {
                        format!("{shown}: no such days; there are days from {first} to {last}")
                    }
                    _ => format!("{shown}: no days (day=YYYY-MM-DD); name the folder `history` of the data folder"),
                },
            ));
        }
        Ok(days)
    }
}

fn unreadable(error: &HistoryError) -> Failure {
    Failure::input(error.code(), error.to_string())
}

/// Reads and judges: what was seen, and the findings by vehicle name, start and rule.
pub(super) fn screen(
    (engine, profiles): (&Engine, &Profiles),
    (archive, options): (&Archive, &Options),
    bar: &ProgressBar,
) -> Result<(Seen, Vec<Finding>), Failure> {
    let mut course = Course::new(engine, profiles);
    for day in options.days(archive)? {
        let mut take = |vehicle, fix: &Fix| {
            course.take(vehicle, fix);
            true
        };
        archive.each_fix_of(day, &mut take).map_err(|error| unreadable(&error))?;
        bar.set_position(course.seen.rows);
    }
    Ok(course.end())
}

/// The way of the engine through the days.
struct Course<'a> {
    engine: &'a Engine,
    profiles: &'a Profiles,
    state: ShardState<VehicleId>,
    /// The vehicle that comes now.
    present: Option<(VehicleId, Number, &'a Profile)>,
    emitted: Vec<Finding>,
    closed: Vec<Finding>,
    seen: Seen,
}

impl<'a> Course<'a> {
    fn new(engine: &'a Engine, profiles: &'a Profiles) -> Self {
        let (state, seen) = (ShardState::default(), Seen::default());
        Self { engine, profiles, state, present: None, emitted: Vec::new(), closed: Vec::new(), seen }
    }

    fn take(&mut self, vehicle: VehicleId, fix: &Fix) {
        let (number, profile) = match self.present {
            Some((held, number, profile)) if held == vehicle => (number, profile),
            _ => (self.state.number(&vehicle), self.profiles.of(&vehicle.to_string())),
        };
        self.present = Some((vehicle, number, profile));
        self.seen.rows += 1;
        // Numbers rise from 0 as vehicles come.
        self.seen.vehicles = self.seen.vehicles.max(number.place().saturating_add(1));
        self.seen.last_ms = self.seen.last_ms.max(Some(fix.time.0));
        // As if it had come at once: what lies on disk is in order.
        let fact = Fact::Fix(*fix);
        self.engine.step_numbered(&mut self.state, (number, profile), &fact, fix.time, &mut self.emitted);
        self.keep();
    }

    /// Only final figures are told.
    fn keep(&mut self) {
        self.closed.extend(self.emitted.drain(..).filter(|finding| finding.phase == Phase::Closed));
    }

    fn end(mut self) -> (Seen, Vec<Finding>) {
        self.engine.finish(&mut self.state, &mut self.emitted);
        self.keep();
        self.closed.sort_by(|a, b| {
            a.vehicle.cmp(&b.vehicle).then_with(|| (a.start, &a.rule, a.end).cmp(&(b.start, &b.rule, b.end)))
        });
        (self.seen, self.closed)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, time::Duration};

    use anlu_domain::geo::Point;
    use anlu_history::{Settings, Writer};

    use super::*;
    use crate::packs;

    const VEHICLES: u32 = 4;
    const FIXES_A_DAY: i64 = 480;

    /// Days on which each vehicle drives five hours and stands for the rest, a fix every three minutes.
    fn write(writer: &Writer, days: i32) {
        for day in 0..days {
            for n in 0..VEHICLES {
                let vehicle: VehicleId = format!("0190a000-0000-7000-8000-{n:012}").parse().unwrap();
                let fix = |minute: i64| {
                    let time = CivilDay(20_800 + day).start().plus(minute * 60_000);
                    Fix {
                        at: Some(Point { lon: 121.0, lat: 30.0 }),
                        gnss_speed_kmh: Some(if minute < 300 { 60.0 } else { 0.0 }),
                        status: 3,
                        ..Fix::blank(time, time)
                    }
                };
                let fixes: Vec<Fix> = (0..FIXES_A_DAY).map(|n| fix(n * 3)).collect();
                let offset = u64::try_from(day).unwrap() * u64::from(VEHICLES) + u64::from(n);
                writer.append(0, offset, fixes.iter().map(|fix| (offset, vehicle, fix))).unwrap();
            }
        }
        writer.flush().unwrap();
    }

    #[test]
    fn what_is_remembered_does_not_grow_with_the_days() {
        let engine = Engine::new(&packs::configured(None).unwrap());
        let profiles = Profiles::default();
        let mut most = HashMap::new();
        for days in [3, 12] {
            let dir = tempfile::tempdir().unwrap();
            let roll = Settings { roll_rows: 1_000_000, roll_after: Duration::from_mins(5) };
            write(&Writer::open(dir.path().to_owned(), roll).unwrap(), days);
            let archive = Archive::open(dir.path().to_owned());
            let mut course = Course::new(&engine, &profiles);
            for day in archive.stored_days().unwrap() {
                let mut take = |vehicle, fix: &Fix| {
                    course.take(vehicle, fix);
                    let most = most.entry(days).or_insert(0);
                    *most = course.state.bytes().max(*most);
                    true
                };
                archive.each_fix_of(day, &mut take).unwrap();
            }
            let (seen, findings) = course.end();
            let days = u64::try_from(days).unwrap();
            assert_eq!((seen.rows, seen.vehicles), (days * 480 * u64::from(VEHICLES), 4));
            let continuous = findings.iter().filter(|f| f.rule == "fatigue.continuous").count();
            assert_eq!(u64::try_from(continuous).unwrap(), days * u64::from(VEHICLES));
        }
        let (short, long) = (most[&3], most[&12]);
        assert!(long <= short + short / 2, "{short} bytes for 3 days, {long} for 12");
    }
}
