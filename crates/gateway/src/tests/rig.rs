//! A running gateway and what the tests move in it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use anlu_bus::{Log, LogSettings, Record};
use anlu_domain::{ids::VehicleId, party::vehicle::PlateColour, ports::Clock, time::UtcMs};
use tempfile::TempDir;
use tokio::{
    net::TcpSocket,
    sync::{Semaphore, mpsc},
    task::JoinHandle,
    time::Duration,
};
use tokio_util::sync::CancellationToken;

use super::terminal::Wire;
use crate::{
    AuthKey, Found, FoundVehicle, GatewaySettings, Pace, Ports, Registry, RegistryUnavailable, TerminalIdentity, serve,
};

/// 2026-03-01T08:00:00+08:00.
pub(super) const START: UtcMs = UtcMs(1_772_323_200_000);

pub(super) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> UtcMs {
        UtcMs(self.0.load(Ordering::SeqCst))
    }
}

/// Knows every phone that begins with 1; can be away, and can be made to wait.
pub(super) struct TestRegistry {
    pub(super) away: AtomicBool,
    /// Each answer needs a permit.
    pub(super) gate: Semaphore,
    /// Hears of each question.
    asked: mpsc::Sender<String>,
}

impl Registry for TestRegistry {
    fn find<'a>(&'a self, phone: &'a str) -> Found<'a> {
        Box::pin(async move {
            let _nobody_listens = self.asked.try_send(phone.to_owned());
            let permit = self.gate.acquire().await;
            drop(permit);
            if self.away.load(Ordering::SeqCst) {
                return Err(RegistryUnavailable("away for a test".to_owned()));
            }
            Ok(phone.starts_with('1').then(|| identity(phone)))
        })
    }

    fn find_plate<'a>(&'a self, _: &'a str, _: PlateColour) -> Found<'a> {
        Box::pin(async { Ok(None) })
    }

    fn find_vehicle(&self, _: VehicleId) -> FoundVehicle<'_> {
        Box::pin(async { Ok(None) })
    }
}

pub(super) fn identity(phone: &str) -> TerminalIdentity {
    let vehicle = VehicleId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, phone.as_bytes()));
    TerminalIdentity { vehicle, plate: "浙B12345".to_owned(), colour: PlateColour::Yellow }
}

pub(super) struct Rig {
    pub(super) dir: TempDir,
    pub(super) log: Arc<Log>,
    pub(super) registry: Arc<TestRegistry>,
    pub(super) asked: mpsc::Receiver<String>,
    pub(super) stop: CancellationToken,
    pub(super) served: JoinHandle<()>,
    pub(super) clock: Arc<TestClock>,
    addr: SocketAddr,
}

impl Rig {
    pub(super) fn start() -> Self {
        Self::with(|_| {})
    }

    pub(super) fn with(change: impl FnOnce(&mut GatewaySettings)) -> Self {
        Self::on(&LogSettings::default(), change)
    }

    pub(super) fn on(log: &LogSettings, change: impl FnOnce(&mut GatewaySettings)) -> Self {
        let dir = TempDir::new().unwrap();
        let log =
            Arc::new(Log::open(dir.path(), LogSettings { shards: 4, linger: Duration::ZERO, ..log.clone() }).unwrap());
        let clock = Arc::new(TestClock(AtomicI64::new(START.0)));
        let (tell, asked) = mpsc::channel(64);
        let registry = TestRegistry { away: AtomicBool::new(false), gate: Semaphore::new(1), asked: tell };
        let registry = Arc::new(registry);
        let mut settings = GatewaySettings::new(AuthKey::new([7; 32]));
        settings.tick = Duration::from_millis(5);
        settings.pace = Pace::WallClock;
        change(&mut settings);
        let socket = TcpSocket::new_v4().unwrap();
        // Small, so that a peer that does not read is noticed after little.
        socket.set_send_buffer_size(8 * 1024).unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let listener = socket.listen(64).unwrap();
        let addr = listener.local_addr().unwrap();
        let ports = Ports {
            log: Arc::clone(&log),
            registry: Arc::clone(&registry) as Arc<dyn Registry>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
        };
        let stop = CancellationToken::new();
        let served = tokio::spawn(serve(listener, ports, settings, stop.clone()));
        Self { dir, log, registry, asked, stop, served, clock, addr }
    }

    pub(super) async fn connect(&self) -> Wire {
        Wire::connect(self.addr).await
    }

    pub(super) fn pass(&self, time: Duration) {
        self.clock.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Everything in the log, shard by shard.
    pub(super) fn stored(&self) -> Vec<Record> {
        stored(&self.log)
    }
}

pub(super) fn stored(log: &Log) -> Vec<Record> {
    (0..log.shards()).flat_map(|shard| log.read(shard, 0, 100_000).unwrap()).map(|entry| entry.record).collect()
}
