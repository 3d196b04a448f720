//! One shard: reads the log, judges, stores, shows, saves. Batches, never single entries; a batch without findings
//! touches no database.

use std::{sync::Arc, time::Duration};

use anlu_bus::Record;
use anlu_domain::{finding::Finding, ids::VehicleId, notice::Notice};
use anlu_store::{
    StoreError,
    repo::{finding as findings, vehicle},
};
use tokio::{task::spawn_blocking, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    event::LiveEvent,
    figures,
    identities::Identities,
    judge::{Batch, Judge, JudgeError, Taken},
    latest::Moved,
    plane::{Ports, Status},
    record::{Touched, record},
    saving::{Saved, Saves},
    show::Show,
    zones,
};
use crate::{
    ctx::Desk,
    downward::take::{keep_alarm, keep_check, keep_reply},
    media::keep_recording,
    upward::take::keep_request,
    watch::sighting::Lookout,
};

/// Time between two messages about moved vehicles, and the longest wait for a new entry.
const TICK: Duration = Duration::from_secs(1);
/// Entries that come one by one are let gather for so long: a few at once cost little more than one.
const GATHER: Duration = Duration::from_millis(50);
/// Pause before something that failed is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// Vehicles looked up at once after a start.
const PART: usize = 1_000;

/// The worker of one shard.
pub(super) struct Worker {
    desk: Desk,
    ports: Ports,
    shard: u16,
    status: Arc<Status>,
    well: bool,
    identities: Identities,
    show: Show,
    lookout: Lookout,
    zones: Arc<zones::Shared>,
    /// The registry was not asked about zones since it changed.
    stale: bool,
}

impl Worker {
    pub(super) fn new(desk: Desk, ports: Ports, shard: u16, status: Arc<Status>, zones: Arc<zones::Shared>) -> Self {
        let identities = Identities::new(desk.events.subscribe());
        let lookout = Lookout::new(desk.events.subscribe());
        Self { desk, ports, shard, status, well: false, identities, show: Show::default(), lookout, zones, stale: true }
    }

    /// Works until `stop`.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let ends = self.work(&stop).await;
        self.feels(false);
        if ends.is_none() && !stop.is_cancelled() {
            tracing::error!(shard = self.shard, "the live worker ended with a panic; restart the program");
        }
    }

    /// `None` when a blocking part panicked.
    async fn work(&mut self, stop: &CancellationToken) -> Option<()> {
        let mut judge = self.open(stop).await?;
        if !self.remember(judge.positions(), stop).await {
            return Some(());
        }
        let mut head = self.ports.log.watch(self.shard);
        let mut saves = Saves::new(self.ports.settings.snapshot_every, self.ports.log.shards());
        let (mut told, mut looked) = (Instant::now(), Instant::now());
        while !stop.is_cancelled() {
            if self.identities.refresh() {
                judge.forget();
                self.stale = true;
            }
            if self.stale && !self.zones(&mut judge).await {
                pause(stop).await;
                continue;
            }
            let (back, taken) = blocking(judge, Judge::take).await?;
            judge = back;
            let entries = match taken {
                Ok(Taken::Strangers(strangers)) => {
                    let ids: Vec<VehicleId> = strangers.iter().map(|(vehicle, _)| *vehicle).collect();
                    match vehicle::profiles(self.desk.store.read(), &ids).await {
                        Ok(told) => self.identities.unknown(&judge.learn(&strangers, &told)),
                        Err(error) => {
                            figures::failed(self.shard, error.code(), &error);
                            self.feels(false);
                            pause(stop).await;
                        }
                    }
                    continue;
                }
                Ok(Taken::Batch(batch)) => {
                    let entries = batch.entries;
                    if !self.store(&batch, stop).await {
                        // Not stored, so not saved either: the restart judges these entries again.
                        return Some(());
                    }
                    self.feels(true);
                    judge.recycle(batch);
                    entries
                }
                Err(error) => {
                    self.fails(&error);
                    pause(stop).await;
                    continue;
                }
            };
            self.status.lag(self.shard, judge.lag());
            if told.elapsed() >= TICK {
                self.show.tell(&self.desk);
                told = Instant::now();
            }
            self.saved(&mut judge, saves.ended().await);
            if saves.due() {
                judge = self.save(judge, &mut saves).await?;
            }
            if entries == 0 && looked.elapsed() >= self.ports.settings.clock_every {
                judge = self.note_time(judge).await?;
                looked = Instant::now();
            }
            if judge.lag() == 0 {
                tokio::select! {
                    () = stop.cancelled() => {}
                    // The log closes only after the workers; a closed watch is a quiet shard.
                    _ = head.changed() => tokio::time::sleep(GATHER).await,
                    () = tokio::time::sleep(TICK) => {}
                }
            }
        }
        self.show.tell(&self.desk);
        self.saved(&mut judge, saves.end().await);
        judge = self.save(judge, &mut saves).await?;
        self.saved(&mut judge, saves.end().await);
        Some(())
    }

    /// Asks the registry for its zones; `false` when it does not answer.
    async fn zones(&mut self, judge: &mut Judge) -> bool {
        match self.zones.read(&self.desk.store).await {
            Ok(zones) => {
                judge.zones(zones);
                self.stale = false;
            }
            Err(error) => {
                figures::failed(self.shard, error.code(), &error);
                self.feels(false);
            }
        }
        !self.stale
    }

    async fn open(&mut self, stop: &CancellationToken) -> Option<Judge> {
        loop {
            let (ports, shard) = (self.ports.clone(), self.shard);
            match spawn_blocking(move || Judge::open(ports, shard)).await.ok()? {
                Ok(judge) => return Some(judge),
                Err(error) => self.fails(&error),
            }
            pause(stop).await;
            if stop.is_cancelled() {
                return None;
            }
        }
    }

    /// Shows where vehicles were, and which findings go on, when the last run ended; `false` when the stop came first.
    async fn remember(&mut self, positions: Vec<Moved>, stop: &CancellationToken) -> bool {
        for part in positions.chunks(PART) {
            let known = loop {
                match self.recall(part).await {
                    Ok(findings) => break findings,
                    Err(error) => figures::failed(self.shard, error.code(), &error),
                }
                pause(stop).await;
                if stop.is_cancelled() {
                    return false;
                }
            };
            self.show.moved(&self.desk, &self.identities, part);
            self.show.found(&self.desk, &known);
        }
        true
    }

    /// Learns who these vehicles are; their findings that go on.
    async fn recall(&mut self, moved: &[Moved]) -> Result<Vec<Finding>, StoreError> {
        self.identities.learn_moved(&self.desk.store, moved).await?;
        let vehicles: Vec<VehicleId> = moved.iter().map(|m| m.vehicle).collect();
        findings::open_of(self.desk.store.read(), &vehicles).await
    }

    /// Writes the time into the log when somebody's facts wait for a vehicle that has fallen silent: what is judged by
    /// the clock stands in the log like what is judged by facts, so that a replay judges the same.
    async fn note_time(&mut self, judge: Judge) -> Option<Judge> {
        let now = self.desk.now();
        let (judge, overdue) = blocking(judge, move |judge| judge.overdue(now)).await?;
        if overdue && let Err(error) = self.ports.log.append(vec![(self.shard, Record::clock(now))]).await {
            figures::failed(self.shard, error.code(), &error);
        }
        Some(judge)
    }

    async fn save(&mut self, judge: Judge, saves: &mut Saves) -> Option<Judge> {
        let (judge, written) = blocking(judge, Judge::save).await?;
        saves.begin(written.unwrap_or_else(|error| {
            self.fails(&error);
            None
        }));
        Some(judge)
    }

    fn saved(&mut self, judge: &mut Judge, ended: Option<Result<Saved, JudgeError>>) {
        match ended {
            Some(Ok(saved)) => judge.saved(saved.offset),
            Some(Err(error)) => self.fails(&error),
            None => {}
        }
    }

    /// Stores and shows what a batch brought; `false` when the stop came before the database did.
    async fn store(&mut self, batch: &Batch, stop: &CancellationToken) -> bool {
        loop {
            match self.try_store(batch).await {
                Ok(touched) => {
                    figures::told(self.desk.now(), &batch.due_to);
                    self.show.moved(&self.desk, &self.identities, &batch.moved);
                    self.show.found(&self.desk, &batch.findings);
                    for Touched { signal, new } in touched {
                        let event = if new { LiveEvent::new_signal(&signal) } else { LiveEvent::of_signal(&signal) };
                        self.desk.tell(event);
                    }
                    return true;
                }
                // Somebody decided on the same signal meanwhile.
                Err(error @ (StoreError::Conflict { .. } | StoreError::Duplicate(_))) => {
                    tracing::debug!(shard = self.shard, %error, "signal changed meanwhile");
                }
                Err(error) => {
                    figures::failed(self.shard, error.code(), &error);
                    self.feels(false);
                }
            }
            pause(stop).await;
            if stop.is_cancelled() {
                return false;
            }
        }
    }

    async fn try_store(&mut self, batch: &Batch) -> Result<Vec<Touched>, StoreError> {
        self.identities.learn_moved(&self.desk.store, &batch.moved).await?;
        let found: &[Finding] = &batch.findings;
        self.lookout.look(&self.desk, &batch.moved, &batch.notices).await?;
        for notice in &batch.notices {
            match notice {
                Notice::Recording(recording) => keep_recording(&self.desk, recording).await?,
                Notice::Request(request) => keep_request(&self.desk, request).await?,
                Notice::Reported(alarm) => keep_alarm(&self.desk, alarm).await?,
                Notice::Replied(reply) => keep_reply(&self.desk, reply).await?,
                Notice::Checked(reply) => keep_check(&self.desk, reply).await?,
                // The lookout has seen it.
                Notice::Alarm(_) => {}
            }
        }
        if found.is_empty() {
            return Ok(Vec::new());
        }
        record(&self.desk, &mut self.identities, found).await
    }

    fn fails(&mut self, error: &JudgeError) {
        figures::failed(self.shard, error.code(), error);
        self.feels(false);
    }

    fn feels(&mut self, well: bool) {
        if self.well != well {
            self.well = well;
            self.status.well(well);
        }
    }
}

/// Runs `work` on a blocking thread and hands the judge back.
async fn blocking<T: Send + 'static>(
    mut judge: Judge,
    work: impl FnOnce(&mut Judge) -> T + Send + 'static,
) -> Option<(Judge, T)> {
    spawn_blocking(move || {
        let done = work(&mut judge);
        (judge, done)
    })
    .await
    .ok()
}

async fn pause(stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(AGAIN) => {}
    }
}
