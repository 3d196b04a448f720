//! The duties in force at this installation.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use anlu_domain::time::{CivilDay, UtcMs};
use anlu_rules::{
    condition::Condition,
    duties::Planner,
    facts::{FactKey, Facts},
    pack::{Duty, Pack, SubjectKind, Target},
};

use super::told::{self, Owner};

/// The pack that duties come from, and how far the background task has come.
#[derive(Debug)]
pub struct DutyBook {
    pack: Pack,
    since: CivilDay,
    planned_on: Mutex<Option<CivilDay>>,
}

/// The book in force, and the pack of the configuration that it began with. A version of the pack that is put in force
/// makes another book; whoever holds the former one ends with it.
#[derive(Debug)]
pub struct DutyBooks {
    base: Pack,
    since: CivilDay,
    /// Number of activations that the book knows.
    now: RwLock<(u64, Arc<DutyBook>)>,
}

impl DutyBooks {
    /// Duties of `pack`, planned from `since` on (default: the first day of the pack).
    pub fn new(pack: Pack, since: Option<CivilDay>) -> Self {
        let since = since.unwrap_or(pack.manifest.valid_from);
        let book = Arc::new(DutyBook::new(pack.clone(), since));
        Self { base: pack, since, now: RwLock::new((0, book)) }
    }

    /// The book in force.
    pub fn now(&self) -> Arc<DutyBook> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// The pack of the configuration.
    pub(crate) fn base(&self) -> &Pack {
        &self.base
    }

    /// First day for which duties are planned.
    pub(crate) fn since(&self) -> CivilDay {
        self.since
    }

    /// Number of activations that the book knows.
    pub(crate) fn stamp(&self) -> u64 {
        self.now.read().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Puts the duties that follow from so many activations in force; everything is planned anew.
    pub(crate) fn put(&self, stamp: u64, pack: Pack) {
        let book = Arc::new(DutyBook::new(pack, self.since));
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = (stamp, book);
    }
}

impl DutyBook {
    fn new(pack: Pack, since: CivilDay) -> Self {
        Self { pack, since, planned_on: Mutex::new(None) }
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// A planner for `now`.
    pub(crate) fn planner(&self, now: UtcMs) -> Planner<'_> {
        Planner::new(&self.pack, now).since(self.since)
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

    /// Whether a target in force on `day` asks for the fact `name`.
    pub fn target_asks(&self, name: &str, day: CivilDay) -> bool {
        let asks = |t: &Target| t.asks().iter().any(|key| key.def().name == name);
        self.pack.targets.iter().any(|t| t.valid_on(day) && asks(t))
    }

    /// Facts that the authority tells, that nobody has told of an enterprise, and that a target or a campaign in force on
    /// `day` asks for and does not decide without them.
    pub(crate) fn asked_besides(&self, known: &Facts, day: CivilDay) -> BTreeSet<FactKey> {
        let fact = |key: FactKey| known.get(key);
        let targets = self.pack.targets.iter().filter(|t| t.valid_on(day) && t.file.subject == SubjectKind::Enterprise);
        let targets = targets.filter(|t| t.is_about(&fact) != Some(false)).flat_map(Target::asks);
        let campaigns = self.pack.campaigns.iter().filter(|c| c.valid_on(day));
        let conditions = campaigns.filter_map(|c| Condition::compile(&c.among).ok());
        let conditions = conditions.filter(|c| c.holds(&fact) != Some(false)).flat_map(|c| c.facts());
        let untold = |key: &FactKey| known.get(*key).is_none() && told::owner(key.def().name) == Owner::Authority;
        targets.chain(conditions).filter(untold).collect()
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
