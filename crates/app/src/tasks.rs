//! Background tasks: each repairs one condition, and does nothing when the condition does not hold.
//!
//! One file per task, one line in [`TASKS`]. They run by the clock of the [`Desk`], not by timers of their own, so that
//! a test moves the clock and sees what happens. The ledger needs no task: every transaction signs its checkpoint.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use anlu_bus::{BusError, Log};
use anlu_domain::{
    party::vehicle::VehicleClass,
    ports::TrackError,
    time::{DAY_MS, HOUR_MS, MINUTE_MS, UtcMs},
};
use anlu_store::StoreError;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::{
    ctx::Desk,
    index::compute::Indices,
    live::sink::{PositionSink, SinkError},
};

mod compact_history;
mod compute_indices;
mod count_blind_spots;
mod escalate_signals;
mod expire_sessions;
mod expire_watches;
mod note_targets;
mod plan_duties;
mod plan_talks;
mod rate_enterprises;
mod store_links;
mod trim_log;
mod typeset_documents;

#[cfg(test)]
mod tests;

/// How often the runner looks whether a task is due.
const LOOK: Duration = Duration::from_secs(5);

const SECOND_MS: i64 = 1_000;

/// What tasks are given.
#[derive(Clone)]
pub struct TaskCtx {
    /// The desk.
    pub desk: Desk,
    /// The log of this process, if it has one, and who must have committed an entry before it may go.
    pub log: Option<(Arc<Log>, Vec<&'static str>)>,
    /// Where this process keeps positions, if it does, and for how long.
    pub history: Option<(Arc<dyn PositionSink>, Terms)>,
    /// How the daily indices are computed; `None`: not in this process.
    pub indices: Option<Arc<Indices>>,
    /// Tells a long task that it is time to end.
    pub stop: CancellationToken,
    /// How long entries stay in the log at least, milliseconds.
    pub keep_log_ms: i64,
}

impl TaskCtx {
    /// Tasks of a process without a log.
    pub fn new(desk: Desk) -> Self {
        let (stop, keep_log_ms) = (CancellationToken::new(), 7 * DAY_MS);
        Self { desk, log: None, history: None, indices: None, stop, keep_log_ms }
    }
}

/// How many whole days after their own positions are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Of every class that is not named.
    pub otherwise: u32,
    /// By class of vehicle.
    pub classes: BTreeMap<VehicleClass, u32>,
}

/// A task failed; it is tried again when it is due next.
#[derive(Debug, Error)]
pub enum TaskError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log failed.
    #[error(transparent)]
    Log(#[from] BusError),
    /// Positions could not be kept in order.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// Stored positions cannot be read.
    #[error(transparent)]
    Track(#[from] TrackError),
    /// A blocking part panicked.
    #[error("the task ended with a panic")]
    Panicked,
}

/// A task by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    CompactHistory,
    ComputeIndices,
    CountBlindSpots,
    EscalateSignals,
    ExpireSessions,
    ExpireWatches,
    NoteTargets,
    StoreLinks,
    PlanDuties,
    PlanTalks,
    RateEnterprises,
    TrimLog,
    TypesetDocuments,
}

/// Duties of what somebody has changed are planned so often, milliseconds.
const PLAN_EVERY: i64 = 5_000;

/// All tasks and how often they are due, milliseconds.
const TASKS: &[(Task, i64)] = &[
    (Task::EscalateSignals, MINUTE_MS),
    (Task::ExpireSessions, HOUR_MS),
    (Task::ExpireWatches, MINUTE_MS),
    (Task::StoreLinks, 10 * SECOND_MS),
    (Task::PlanDuties, PLAN_EVERY),
    // After what it notes was planned.
    (Task::NoteTargets, HOUR_MS),
    (Task::CountBlindSpots, HOUR_MS),
    (Task::TypesetDocuments, 2 * SECOND_MS),
    // After the duties that it counts were planned.
    (Task::RateEnterprises, HOUR_MS),
    // After the grades that make an interview.
    (Task::PlanTalks, MINUTE_MS),
    (Task::TrimLog, 10 * MINUTE_MS),
    (Task::CompactHistory, HOUR_MS),
    (Task::ComputeIndices, HOUR_MS),
];

impl Task {
    async fn run(self, ctx: &TaskCtx) -> Result<u64, TaskError> {
        match self {
            Self::CompactHistory => compact_history::run(ctx).await,
            Self::ComputeIndices => compute_indices::run(ctx).await,
            Self::CountBlindSpots => count_blind_spots::run(ctx).await,
            Self::EscalateSignals => escalate_signals::run(ctx).await,
            Self::ExpireSessions => expire_sessions::run(ctx).await,
            Self::ExpireWatches => expire_watches::run(ctx).await,
            Self::NoteTargets => note_targets::run(ctx).await,
            Self::StoreLinks => store_links::run(ctx).await.map(|()| 0),
            Self::PlanDuties => plan_duties::run(ctx).await,
            Self::PlanTalks => plan_talks::run(ctx).await,
            Self::RateEnterprises => rate_enterprises::run(ctx).await,
            Self::TrimLog => trim_log::run(ctx).await,
            Self::TypesetDocuments => typeset_documents::run(ctx).await,
        }
    }
}

/// When each task ran last.
#[derive(Debug)]
pub struct Runner {
    last: Vec<Option<UtcMs>>,
}

impl Default for Runner {
    fn default() -> Self {
        Self { last: vec![None; TASKS.len()] }
    }
}

impl Runner {
    /// Runs what is due now.
    pub async fn run_due(&mut self, ctx: &TaskCtx) {
        let now = ctx.desk.now();
        for (&(task, every), last) in TASKS.iter().zip(&mut self.last) {
            if last.is_some_and(|l| now < l.plus(every) && now >= l) {
                continue;
            }
            *last = Some(now);
            match task.run(ctx).await {
                Ok(0) => {}
                Ok(repaired) => tracing::info!(?task, repaired, "task"),
                Err(error) => tracing::error!(?task, %error, "task failed"),
            }
        }
    }
}

/// Runs tasks until `stop`.
pub async fn run(ctx: TaskCtx, stop: CancellationToken) {
    let mut runner = Runner::default();
    while !stop.is_cancelled() {
        runner.run_due(&ctx).await;
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    // Counts live in memory: the last of them are kept before the end.
    if let Err(error) = store_links::run(&ctx).await {
        tracing::error!(%error, "the last counts of links are lost");
    }
}
