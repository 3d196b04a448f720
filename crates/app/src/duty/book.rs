//! The duties in force at this installation.

use std::sync::{Mutex, PoisonError};

use anlu_domain::time::{CivilDay, UtcMs};
use anlu_rules::{
    duties::Planner,
    pack::{Duty, Pack},
};

/// The pack that duties come from, and how far the background task has come.
#[derive(Debug)]
pub struct DutyBook {
    pack: Pack,
    since: Option<CivilDay>,
    planned_on: Mutex<Option<CivilDay>>,
}

impl DutyBook {
    /// Duties of `pack`, planned from `since` on (default: the first day of the pack).
    pub fn new(pack: Pack, since: Option<CivilDay>) -> Self {
        Self { pack, since, planned_on: Mutex::new(None) }
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// A planner for `now`.
    pub(crate) fn planner(&self, now: UtcMs) -> Planner<'_> {
        let planner = Planner::new(&self.pack, now);
        self.since.map_or(planner, |day| planner.since(day))
    }

    /// The duty `id` as it stands on `day`; what stands in no version then, as it is written first.
    pub fn duty(&self, id: &str, day: CivilDay) -> Option<&Duty> {
        let mut all = self.pack.duties.iter().filter(|d| d.file.id == id);
        let first = all.next()?;
        Some(std::iter::once(first).chain(all).find(|d| d.valid_on(day)).unwrap_or(first))
    }

    /// The duties in force on `day` that ask for the fact `name`.
    pub fn asking(&self, name: &str, day: CivilDay) -> Vec<&Duty> {
        let asks = |d: &&Duty| d.valid_on(day) && d.asks().iter().any(|key| key.def().name == name);
        self.pack.duties.iter().filter(asks).collect()
    }

    /// Whether some duty takes records of this kind.
    pub fn takes(&self, kind: &str) -> bool {
        self.pack.duties.iter().any(|d| d.file.proof.records.iter().any(|k| k == kind))
    }

    /// The day for which this process has planned everything last.
    pub(crate) fn planned_on(&self) -> Option<CivilDay> {
        *self.planned_on.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that everything is planned for `day`.
    pub(crate) fn has_planned(&self, day: CivilDay) {
        *self.planned_on.lock().unwrap_or_else(PoisonError::into_inner) = Some(day);
    }
}
