//! Starts the workers of a log and stops them in order.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anlu_bus::{Entry, Log};
use anlu_domain::{ids::VehicleId, notice::Notice, track::Fact};
use anlu_rules::engine::Engine;
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::{figures, sink::PositionSink, worker::Worker, zones};
use crate::ctx::Desk;

/// Consumer name of the detectors in the log.
pub(super) const DETECTORS: &str = "detectors";
/// Consumer name of the stored positions in the log.
pub(super) const HISTORY: &str = "history";

/// Turns a log entry into facts. What cannot be read gives none.
pub type Decode = Arc<dyn Fn(&Entry, &mut Vec<(VehicleId, Fact)>) + Send + Sync>;

/// Turns a log entry into notices. What cannot be read gives none.
pub type Notices = Arc<dyn Fn(&Entry) -> Vec<Notice> + Send + Sync>;

/// Settings of the workers.
#[derive(Clone, Debug)]
pub struct PlaneSettings {
    /// Folder of the snapshots.
    pub snapshots: PathBuf,
    /// Entries per batch.
    pub batch: usize,
    /// Time between two snapshots of a shard.
    pub snapshot_every: Duration,
    /// A quiet shard looks this often whether facts wait of vehicles that have fallen silent.
    pub clock_every: Duration,
}

impl PlaneSettings {
    /// Usual settings with snapshots in `snapshots`.
    pub fn new(snapshots: PathBuf) -> Self {
        Self { snapshots, batch: 2_048, snapshot_every: Duration::from_secs(5), clock_every: Duration::from_secs(15) }
    }
}

/// What a worker is given. Cheap to clone.
#[derive(Clone)]
pub struct Ports {
    /// The log.
    pub log: Arc<Log>,
    /// Rules of the pack in use.
    pub engine: Arc<Engine>,
    /// From entries to facts.
    pub decode: Decode,
    /// From entries to what is neither position nor driver card.
    pub notices: Notices,
    /// Where positions are kept; `None`: nowhere.
    pub sink: Option<Arc<dyn PositionSink>>,
    /// Settings.
    pub settings: PlaneSettings,
}

impl Ports {
    /// Consumers that must have committed an entry before the log may drop it.
    pub fn consumers(&self) -> Vec<&'static str> {
        if self.sink.is_some() { vec![DETECTORS, HISTORY] } else { vec![DETECTORS] }
    }
}

/// How the workers are doing.
#[derive(Debug)]
pub(super) struct Status {
    /// Workers that run and whose last batch went through.
    well: AtomicUsize,
    /// Entries not judged yet, by shard.
    lag: Box<[watch::Sender<u64>]>,
}

impl Status {
    pub(super) fn lag(&self, shard: u16, entries: u64) {
        if let Some(lag) = self.lag.get(usize::from(shard)) {
            lag.send_replace(entries);
        }
    }

    pub(super) fn well(&self, well: bool) {
        if well {
            self.well.fetch_add(1, Ordering::Relaxed);
        } else {
            self.well.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Running workers: one per shard, and one that sees to the stored positions.
pub struct Plane {
    status: Arc<Status>,
    tasks: Vec<JoinHandle<()>>,
    ports: Ports,
}

/// Tells how the workers are doing; cheap to clone.
#[derive(Clone)]
pub struct Health(Arc<Status>);

impl Health {
    /// Whether every worker runs and its last batch went through.
    pub fn ready(&self) -> bool {
        self.0.well.load(Ordering::Relaxed) == self.0.lag.len()
    }

    /// Entries in the log that have not been judged yet, over all shards.
    pub fn lag(&self) -> u64 {
        self.0.lag.iter().map(|l| *l.borrow()).sum()
    }

    /// Waits until everything that was in the log when the workers last looked is judged and stored.
    pub async fn caught_up(&self) {
        for lag in &self.0.lag {
            // The sender lives in `self`: it cannot go away.
            let mut news = lag.subscribe();
            let _reached = news.wait_for(|entries| *entries == 0).await;
        }
    }
}

impl Plane {
    /// Starts one worker per shard of the log. Cancelling `stop` ends them; then call [`Plane::join`].
    pub fn start(desk: &Desk, ports: Ports, stop: &CancellationToken) -> Self {
        let shards = ports.log.shards();
        let lag = (0..shards).map(|n| watch::Sender::new(ports.log.head(n).max(1))).collect();
        if let Err(error) = zones::tidy(&ports.settings.snapshots) {
            figures::failed(0, "snapshot_unwritable", &error);
        }
        let zones = Arc::new(zones::Shared::default());
        let status = Arc::new(Status { well: AtomicUsize::new(0), lag });
        let mut tasks: Vec<JoinHandle<()>> = (0..shards)
            .map(|shard| {
                let worker = Worker::new(desk.clone(), ports.clone(), shard, Arc::clone(&status), Arc::clone(&zones));
                tokio::spawn(worker.run(stop.clone()))
            })
            .collect();
        if let Some(sink) = &ports.sink {
            tasks.push(tokio::spawn(positions(Arc::clone(sink), Arc::clone(&ports.log), stop.clone())));
        }
        Self { status, tasks, ports }
    }

    /// How the workers are doing.
    pub fn health(&self) -> Health {
        Health(Arc::clone(&self.status))
    }

    /// Waits for the end of all workers, after the stop; what they have taken is then kept.
    pub async fn join(self) {
        for task in self.tasks {
            if task.await.is_err() {
                tracing::error!("a live worker ended with a panic");
            }
        }
        if let Some(sink) = self.ports.sink {
            let log = self.ports.log;
            let done = tokio::task::spawn_blocking(move || {
                if let Err(error) = sink.flush() {
                    figures::failed(0, "history_unwritable", &error);
                }
                commit(sink.as_ref(), &log);
            });
            if done.await.is_err() {
                tracing::error!("writing the last positions ended with a panic");
            }
        }
    }
}

/// Rolls stored positions and commits how far they are on disk, once a second.
async fn positions(sink: Arc<dyn PositionSink>, log: Arc<Log>, stop: CancellationToken) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        let (sink, log) = (Arc::clone(&sink), Arc::clone(&log));
        let done = tokio::task::spawn_blocking(move || {
            if let Err(error) = sink.roll_due() {
                figures::failed(0, "history_unwritable", &error);
            }
            commit(sink.as_ref(), &log);
        });
        if done.await.is_err() {
            tracing::error!("rolling stored positions ended with a panic");
        }
    }
}

fn commit(sink: &dyn PositionSink, log: &Log) {
    for shard in 0..log.shards() {
        let Some(next) = sink.durable(shard).map(|last| last.saturating_add(1)) else { continue };
        let done = log.committed(HISTORY, shard).and_then(|was| {
            // A replay starts again behind what is committed; nothing that was kept is given up.
            if was < next { log.commit(HISTORY, shard, next) } else { Ok(()) }
        });
        if let Err(error) = done {
            figures::failed(shard, error.code(), &error);
        }
    }
}
