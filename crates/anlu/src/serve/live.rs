//! The live plane of one process: detectors fed from the log, positions stored beside them, background tasks.

use std::{sync::Arc, time::Duration};

use anlu_app::{
    command::dispatch::{self, Terminals},
    ctx::Desk,
    downward,
    index::compute::Indices,
    live::{
        links,
        plane::{Decode, Plane, PlaneSettings, Ports},
        sink::PositionSink,
    },
    policy, sms,
    tasks::{self, TaskCtx},
    upward,
    watch::deliver::{self, Courier},
};
use anlu_bus::Log;
use anlu_gateway::map;
use anlu_history::{Archive, Settings, Writer};
use anlu_rules::{engine::Engine, pack::Pack};
use anlu_web::Check;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{history::HistorySink, installation::Installation, platforms::GatewayPlatforms};
use crate::Failure;

/// Running workers and tasks.
pub(crate) struct Live {
    desk: Desk,
    plane: Plane,
    tasks: JoinHandle<()>,
    outbox: JoinHandle<()>,
    orders: JoinHandle<()>,
    messages: JoinHandle<()>,
    upward: JoinHandle<()>,
    downward: JoinHandle<()>,
    stop: CancellationToken,
}

impl Live {
    /// Starts one worker per shard of `log` under `pack`; `courier` carries what stands in the outbox of watches,
    /// `terminals` take orders, `platforms` what goes up
    /// and down.
    pub(crate) async fn start(
        installation: &Installation,
        pack: &Pack,
        log: &Arc<Log>,
        courier: Arc<dyn Courier>,
        terminals: Arc<dyn Terminals>,
        platforms: Arc<GatewayPlatforms>,
    ) -> Result<Self, Failure> {
        let (settings, data) = (&installation.settings.live, &installation.settings.data);
        let kept = policy::keep(&installation.desk.store, pack).await;
        kept.map_err(|e| Failure::input(e.code(), e.to_string()))?;
        let terms = settings.terms(pack.intake.keep.positions_days)?;
        let roll = Settings {
            roll_rows: settings.history_roll_rows,
            roll_after: Duration::from_secs(settings.history_roll_seconds),
        };
        let writer = Writer::open(data.join("history"), roll);
        let writer = writer.map_err(|e| Failure::input("history_unusable", e.to_string()))?;
        let desk = Desk { tracks: Arc::new(Archive::of(&writer)), ..installation.desk.clone().under(pack) };
        let sink: Arc<dyn PositionSink> = Arc::new(HistorySink(writer));
        links::resume(&desk.store, log.meter()).await.map_err(|e| Failure::input(e.code(), e.to_string()))?;
        let decode: Decode = Arc::new(|entry, out| {
            if let Err(error) = map::facts(entry, out) {
                tracing::debug!(shard = entry.shard, offset = entry.offset, %error, "an entry holds no facts");
            }
        });
        let ports = Ports {
            log: Arc::clone(log),
            engine: Arc::new(Engine::new(pack)),
            decode,
            notices: Arc::new(map::notices),
            sink: Some(Arc::clone(&sink)),
            settings: PlaneSettings {
                snapshot_every: Duration::from_secs(settings.snapshot_seconds),
                ..PlaneSettings::new(data.join("snapshots"))
            },
        };
        let mut consumers = ports.consumers();
        // Names live as long as the process; what is not forwarded yet stays in the log.
        let forwarders = installation.settings.jt809.lower.iter();
        consumers.extend(forwarders.map(|link| &*anlu_gateway::consumer(&link.id).leak()));
        let stop = CancellationToken::new();
        let task_ctx = TaskCtx {
            log: Some((Arc::clone(log), consumers)),
            history: Some((sink, terms)),
            indices: Some(Arc::new(Indices { params: pack.indices.clone(), pack: pack.reference() })),
            stop: stop.clone(),
            ..TaskCtx::new(desk.clone())
        };
        let plane = Plane::start(&desk, ports, &stop);
        let tasks = tokio::spawn(tasks::run(task_ctx, stop.clone()));
        let outbox = tokio::spawn(deliver::run(desk.clone(), courier, stop.clone()));
        let orders = tokio::spawn(dispatch::run(desk.clone(), terminals, stop.clone()));
        let messages = tokio::spawn(sms::run(desk.clone(), stop.clone()));
        let below = Arc::clone(&platforms);
        let upward = tokio::spawn(upward::deliver::run(desk.clone(), platforms, stop.clone()));
        let downward = tokio::spawn(downward::deliver::run(desk.clone(), below, stop.clone()));
        tracing::info!(pack = pack.manifest.id, version = pack.manifest.version, "detectors run");
        Ok(Self { desk, plane, tasks, outbox, orders, messages, upward, downward, stop })
    }

    /// The desk with live positions and stored tracks.
    pub(crate) fn desk(&self) -> Desk {
        self.desk.clone()
    }

    /// Whether every worker runs.
    pub(crate) fn check(&self) -> Check {
        let health = self.plane.health();
        Check { name: "live", ready: Arc::new(move || health.ready()) }
    }

    /// Stops the workers; each writes its snapshot, and the positions taken so far are written.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.plane.join().await;
        if self.orders.await.is_err() {
            tracing::error!("the dispatcher of orders ended with a panic");
        }
        if self.messages.await.is_err() {
            tracing::error!("the outbox of short messages ended with a panic");
        }
        if self.upward.await.is_err() {
            tracing::error!("the outbox to upper platforms ended with a panic");
        }
        if self.downward.await.is_err() {
            tracing::error!("the outbox to platforms below ended with a panic");
        }
        if self.outbox.await.is_err() {
            tracing::error!("the outbox of watches ended with a panic");
        }
        if self.tasks.await.is_err() {
            tracing::error!("the background tasks ended with a panic");
        }
    }
}
