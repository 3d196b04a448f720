//! Trials of pack versions under way and lately ended. Bounded: one runs at a time, a fixed number is remembered for a
//! day.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anlu_app::pack::foresee::Foreseen;
use anlu_domain::{
    ids::UserId,
    time::{DAY_MS, UtcMs},
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::api::backtests::values::BacktestState;

/// Trials remembered at once. The oldest ended one makes room for a new one.
const MAX_KEPT: usize = 20;
/// How long an ended one is remembered, milliseconds.
const KEPT_MS: i64 = DAY_MS;

/// How far a trial is, and what came of it.
#[derive(Clone)]
pub(crate) struct Standing {
    pub(crate) state: BacktestState,
    /// Enterprises done, and enterprises in all.
    pub(crate) progress: (u64, u64),
    pub(crate) report: Option<Arc<Foreseen>>,
    finished_at: Option<UtcMs>,
}

/// One trial.
pub(crate) struct Foresight {
    pub(crate) id: Uuid,
    pub(crate) owner: UserId,
    /// The version that is tried out.
    pub(crate) version: Uuid,
    pub(crate) cancel: CancellationToken,
    standing: Mutex<Standing>,
}

impl Foresight {
    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how far it is.
    pub(crate) fn advance(&self, done: u64, total: u64) {
        let mut now = self.lock();
        if now.finished_at.is_none() {
            now.state = BacktestState::Running;
            now.progress = (done, total);
        }
    }

    /// Notes its end. It ends once.
    pub(crate) fn finish(&self, ended: Result<Foreseen, BacktestState>, at: UtcMs) {
        let mut now = self.lock();
        if now.finished_at.is_some() {
            return;
        }
        now.finished_at = Some(at);
        match ended {
            Ok(report) => {
                now.state = BacktestState::Done;
                now.report = Some(Arc::new(report));
            }
            Err(state) => now.state = state,
        }
    }

    /// How it stands.
    pub(crate) fn standing(&self) -> Standing {
        self.lock().clone()
    }
}

/// All trials.
pub(crate) struct Foresights {
    all: Mutex<BTreeMap<Uuid, Arc<Foresight>>>,
    turn: Arc<Semaphore>,
}

impl Default for Foresights {
    fn default() -> Self {
        Self { all: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Foresights {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, Arc<Foresight>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one in; `None` when too many wait or run.
    pub(crate) fn add(&self, id: Uuid, owner: UserId, version: Uuid, now: UtcMs) -> Option<Arc<Foresight>> {
        let mut all = self.lock();
        let ended = |one: &Foresight| one.lock().finished_at;
        all.retain(|_, one| ended(one).is_none_or(|at| now.0.saturating_sub(at.0) < KEPT_MS));
        if all.len() >= MAX_KEPT {
            let oldest = all.values().filter_map(|one| ended(one).map(|at| (at, one.id))).min()?;
            all.remove(&oldest.1);
        }
        let standing = Standing { state: BacktestState::Queued, progress: (0, 0), report: None, finished_at: None };
        let cancel = CancellationToken::new();
        let one = Arc::new(Foresight { id, owner, version, cancel, standing: Mutex::new(standing) });
        all.insert(id, Arc::clone(&one));
        Some(one)
    }

    /// One of this owner; another's does not exist for him.
    pub(crate) fn get(&self, id: Uuid, owner: UserId) -> Option<Arc<Foresight>> {
        self.lock().get(&id).filter(|one| one.owner == owner).cloned()
    }

    /// Whose turn it is: one runs at a time.
    pub(crate) fn turn(&self) -> Arc<Semaphore> {
        Arc::clone(&self.turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_is_its_owners_ends_once_and_is_forgotten_in_time() {
        let all = Foresights::default();
        let (me, other) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let one = all.add(Uuid::from_u128(7), me, Uuid::from_u128(9), UtcMs(0)).unwrap();
        assert!(all.get(one.id, me).is_some() && all.get(one.id, other).is_none());
        one.finish(Err(BacktestState::Cancelled), UtcMs(5));
        one.finish(Ok(Foreseen::default()), UtcMs(6));
        one.advance(1, 2);
        assert!(one.standing().state == BacktestState::Cancelled && one.standing().report.is_none());
        all.add(Uuid::from_u128(8), me, Uuid::from_u128(9), UtcMs(KEPT_MS + 5)).unwrap();
        assert!(all.get(one.id, me).is_none());
        for n in 100..120 {
            let _full = all.add(Uuid::from_u128(n), me, Uuid::from_u128(9), UtcMs(KEPT_MS + 6));
        }
        assert!(all.add(Uuid::from_u128(200), me, Uuid::from_u128(9), UtcMs(KEPT_MS + 7)).is_none(), "all wait");
    }
}
