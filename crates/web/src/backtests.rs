//! Back-tests under way and lately ended. Bounded: one runs at a time, a fixed number is remembered for a day.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anlu_app::backtest::Report;
use anlu_domain::{
    ids::UserId,
    time::{CivilDay, DAY_MS, UtcMs},
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::api::backtests::values::BacktestState;

/// Back-tests remembered at once. The oldest ended one makes room for a new one.
const MAX_KEPT: usize = 20;
/// How long an ended one is remembered, milliseconds.
const KEPT_MS: i64 = DAY_MS;

/// How far a back-test is, and what came of it.
#[derive(Clone)]
pub(crate) struct Standing {
    pub(crate) state: BacktestState,
    /// Days done, and days in all.
    pub(crate) progress: (u64, u64),
    pub(crate) report: Option<Arc<Report>>,
    pub(crate) error_code: Option<&'static str>,
    pub(crate) finished_at: Option<UtcMs>,
}

/// What a back-test is about.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) id: Uuid,
    pub(crate) owner: UserId,
    /// Names of the packs, in Chinese and English.
    pub(crate) packs: [anlu_app::policy::Words; 2],
    pub(crate) from: CivilDay,
    pub(crate) to: CivilDay,
    pub(crate) created_at: UtcMs,
}

/// One back-test.
pub(crate) struct Backtest {
    pub(crate) about: About,
    pub(crate) cancel: CancellationToken,
    standing: Mutex<Standing>,
}

impl Backtest {
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
    pub(crate) fn finish(&self, ended: Result<Report, (BacktestState, Option<&'static str>)>, at: UtcMs) {
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
            Err((state, code)) => {
                now.state = state;
                now.error_code = code;
            }
        }
    }

    /// How it stands.
    pub(crate) fn standing(&self) -> Standing {
        self.lock().clone()
    }
}

/// All back-tests.
pub(crate) struct Backtests {
    all: Mutex<BTreeMap<Uuid, Arc<Backtest>>>,
    turn: Arc<Semaphore>,
}

impl Default for Backtests {
    fn default() -> Self {
        Self { all: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Backtests {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, Arc<Backtest>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one in; `None` when too many wait or run.
    pub(crate) fn add(&self, about: About) -> Option<Arc<Backtest>> {
        let (mut all, now) = (self.lock(), about.created_at);
        let ended = |one: &Backtest| one.lock().finished_at;
        all.retain(|_, one| ended(one).is_none_or(|at| now.0.saturating_sub(at.0) < KEPT_MS));
        if all.len() >= MAX_KEPT {
            let oldest = all.values().filter_map(|one| ended(one).map(|at| (at, one.about.id))).min()?;
            all.remove(&oldest.1);
        }
        let standing = Standing {
            state: BacktestState::Queued,
            progress: (0, 0),
            report: None,
            error_code: None,
            finished_at: None,
        };
        let one = Arc::new(Backtest { about, cancel: CancellationToken::new(), standing: Mutex::new(standing) });
        all.insert(one.about.id, Arc::clone(&one));
        Some(one)
    }

    /// One of this owner; another's does not exist for him.
    pub(crate) fn get(&self, id: Uuid, owner: UserId) -> Option<Arc<Backtest>> {
        self.lock().get(&id).filter(|one| one.about.owner == owner).cloned()
    }

    /// Whose turn it is: one runs at a time.
    pub(crate) fn turn(&self) -> Arc<Semaphore> {
        Arc::clone(&self.turn)
    }
}

#[cfg(test)]
mod tests {
    use anlu_app::policy::Words;

    use super::*;

    fn about(n: u128, at: i64) -> About {
        let pack = || Words { zh: String::from("示例"), en: String::from("Example") };
        About {
            id: Uuid::from_u128(n),
            owner: UserId(Uuid::from_u128(1)),
            packs: [pack(), pack()],
            from: CivilDay(1),
            to: CivilDay(2),
            created_at: UtcMs(at),
        }
    }

    #[test]
    fn they_are_their_owners_end_once_and_are_forgotten_in_time() {
        let all = Backtests::default();
        let one = all.add(about(7, 0)).unwrap();
        assert!(all.get(one.about.id, one.about.owner).is_some());
        assert!(all.get(one.about.id, UserId(Uuid::from_u128(2))).is_none());
        one.finish(Err((BacktestState::Cancelled, None)), UtcMs(5));
        one.finish(Ok(Report::default()), UtcMs(6));
        one.advance(1, 2);
        assert_eq!((one.standing().state, one.standing().progress), (BacktestState::Cancelled, (0, 0)));
        all.add(about(8, KEPT_MS + 5)).unwrap();
        assert!(all.get(one.about.id, one.about.owner).is_none());
    }

    #[test]
    fn too_many_unfinished_ones_are_refused() {
        let all = Backtests::default();
        let first = all.add(about(0, 0)).unwrap();
        for n in 1..u128::try_from(MAX_KEPT).unwrap() {
            all.add(about(n, 0)).unwrap();
        }
        assert!(all.add(about(100, 1)).is_none());
        first.finish(Ok(Report::default()), UtcMs(2));
        assert!(all.add(about(100, 3)).is_some());
    }
}
