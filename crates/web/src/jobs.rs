//! Imports under way and lately ended. Bounded: one runs at a time, a fixed number is remembered for a day; marked
//! workbooks lie in temporary files that vanish with their job.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anlu_domain::{
    ids::UserId,
    time::{DAY_MS, UtcMs},
};
use tempfile::TempPath;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::api::imports::{
    start::ImportKind,
    status::{ImportCounts, ImportFault, ImportProgress, ImportState, ImportStatus},
};

/// Jobs remembered at once. The oldest ended one makes room for a new one.
const MAX_JOBS: usize = 100;
/// How long an ended job is remembered, milliseconds.
const KEPT_MS: i64 = DAY_MS;
/// Faults kept of one job; all are in its workbook.
pub(crate) const MAX_FAULTS: usize = 200;

/// What is known of a job so far.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) counts: Option<ImportCounts>,
    pub(crate) faults: Vec<ImportFault>,
    pub(crate) faults_total: u64,
    pub(crate) error_code: Option<String>,
    pub(crate) workbook: Option<TempPath>,
}

#[expect(clippy::struct_field_names, reason = "the wire's own name for it")]
struct Progress {
    state: ImportState,
    progress: ImportProgress,
    outcome: Outcome,
    finished_at: Option<UtcMs>,
}

/// One import.
pub(crate) struct Job {
    pub(crate) id: Uuid,
    pub(crate) owner: UserId,
    pub(crate) kind: ImportKind,
    pub(crate) file_name: String,
    pub(crate) dry_run: bool,
    pub(crate) created_at: UtcMs,
    pub(crate) cancel: CancellationToken,
    progress: Mutex<Progress>,
}

impl Job {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how far it is.
    pub(crate) fn advance(&self, done: u64, total: u64) {
        let mut now = self.lock();
        now.state = ImportState::Running;
        now.progress = ImportProgress { done, total };
    }

    /// Notes its end. A job ends once.
    pub(crate) fn finish(&self, state: ImportState, outcome: Outcome, at: UtcMs) {
        let mut now = self.lock();
        if now.finished_at.is_none() {
            now.state = state;
            now.outcome = outcome;
            now.outcome.faults.truncate(MAX_FAULTS);
            now.finished_at = Some(at);
        }
    }

    /// State and progress.
    pub(crate) fn state(&self) -> (ImportState, ImportProgress) {
        let now = self.lock();
        (now.state, now.progress)
    }

    /// Path of the workbook with its faults marked.
    pub(crate) fn workbook(&self) -> Option<std::path::PathBuf> {
        self.lock().outcome.workbook.as_ref().map(|path| path.to_path_buf())
    }

    /// The job as a client sees it.
    pub(crate) fn status(&self) -> ImportStatus {
        let now = self.lock();
        ImportStatus {
            id: self.id,
            kind: self.kind,
            file_name: self.file_name.clone(),
            dry_run: self.dry_run,
            state: now.state,
            progress: now.progress,
            counts: now.outcome.counts,
            faults: now.outcome.faults.clone(),
            faults_total: now.outcome.faults_total,
            error_code: now.outcome.error_code.clone(),
            workbook: now.outcome.workbook.is_some(),
            created_at: self.created_at.into(),
            finished_at: now.finished_at.map(Into::into),
        }
    }

    fn ended(&self) -> Option<UtcMs> {
        self.lock().finished_at
    }
}

/// What a new job is about.
pub(crate) struct NewJob {
    pub(crate) id: Uuid,
    pub(crate) owner: UserId,
    pub(crate) kind: ImportKind,
    pub(crate) file_name: String,
    pub(crate) dry_run: bool,
}

/// All jobs.
pub(crate) struct Jobs {
    all: Mutex<BTreeMap<Uuid, Arc<Job>>>,
    turn: Arc<Semaphore>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { all: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Jobs {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, Arc<Job>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a job in; `None` when too many wait or run.
    pub(crate) fn add(&self, new: NewJob, now: UtcMs) -> Option<Arc<Job>> {
        let mut all = self.lock();
        all.retain(|_, job| job.ended().is_none_or(|at| now.0.saturating_sub(at.0) < KEPT_MS));
        if all.len() >= MAX_JOBS {
            let oldest = all.values().filter_map(|job| job.ended().map(|at| (at, job.id))).min()?;
            all.remove(&oldest.1);
        }
        let job = Arc::new(Job {
            id: new.id,
            owner: new.owner,
            kind: new.kind,
            file_name: new.file_name,
            dry_run: new.dry_run,
            created_at: now,
            cancel: CancellationToken::new(),
            progress: Mutex::new(Progress {
                state: ImportState::Queued,
                progress: ImportProgress::default(),
                outcome: Outcome::default(),
                finished_at: None,
            }),
        });
        all.insert(job.id, Arc::clone(&job));
        Some(job)
    }

    /// A job of this owner; another's does not exist for him.
    pub(crate) fn get(&self, id: Uuid, owner: UserId) -> Option<Arc<Job>> {
        self.lock().get(&id).filter(|job| job.owner == owner).cloned()
    }

    /// Whose turn it is: one import runs at a time.
    pub(crate) fn turn(&self) -> Arc<Semaphore> {
        Arc::clone(&self.turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(n: u128) -> NewJob {
        NewJob {
            id: Uuid::from_u128(n),
            owner: UserId(Uuid::from_u128(1)),
            kind: ImportKind::Enterprises,
            file_name: String::from("示例.xlsx"),
            dry_run: false,
        }
    }

    #[test]
    fn jobs_are_their_owners_and_are_forgotten_in_time() {
        let jobs = Jobs::default();
        let job = jobs.add(new(7), UtcMs(0)).unwrap();
        assert!(jobs.get(job.id, job.owner).is_some());
        assert!(jobs.get(job.id, UserId(Uuid::from_u128(2))).is_none());
        job.finish(ImportState::Done, Outcome::default(), UtcMs(5));
        job.finish(ImportState::Failed, Outcome::default(), UtcMs(6));
        assert_eq!(job.state().0, ImportState::Done, "a job ends once");
        jobs.add(new(8), UtcMs(KEPT_MS + 5)).unwrap();
        assert!(jobs.get(job.id, job.owner).is_none());
    }

    #[test]
    fn too_many_unfinished_jobs_are_refused() {
        let jobs = Jobs::default();
        let first = jobs.add(new(0), UtcMs(0)).unwrap();
        for n in 1..u128::try_from(MAX_JOBS).unwrap() {
            jobs.add(new(n), UtcMs(0)).unwrap();
        }
        assert!(jobs.add(new(1000), UtcMs(1)).is_none());
        first.finish(ImportState::Done, Outcome::default(), UtcMs(2));
        assert!(jobs.add(new(1000), UtcMs(3)).is_some());
        assert!(jobs.get(first.id, first.owner).is_none());
    }
}
