//! A bare gateway: the real listener and the real log in a temporary folder, without database and web.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use anlu_bus::{Log, LogSettings, Record};
use anlu_domain::{ports::Clock, time::UtcMs};
use anlu_gateway::{AuthKey, GatewaySettings, Ports, Registry, serve};
use tokio::{net::TcpListener, runtime::Runtime, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Time of the machine.
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is a clock")]
    fn now(&self) -> UtcMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        UtcMs(i64::try_from(since.as_millis()).expect("a time"))
    }
}

/// The machine's clock, moved to where that of a test stands. It goes on, for links have timers.
pub(crate) struct MovedClock(i64);

impl MovedClock {
    pub(crate) fn to(now: UtcMs) -> Self {
        Self(now.0 - MachineClock.now().0)
    }
}

impl Clock for MovedClock {
    fn now(&self) -> UtcMs {
        MachineClock.now().plus(self.0)
    }
}

/// Runs until dropped.
pub(crate) struct BareGateway {
    pub(crate) log: Arc<Log>,
    pub(crate) address: SocketAddr,
    pub(crate) runtime: Runtime,
    stop: CancellationToken,
    served: Option<JoinHandle<()>>,
}

pub(crate) fn open_log(dir: &Path) -> Log {
    Log::open(dir, LogSettings { shards: 4, ..LogSettings::default() }).expect("the log opens")
}

impl BareGateway {
    pub(crate) fn start(dir: &Path, registry: Arc<dyn Registry>) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let log = Arc::new(open_log(dir));
        let ports = Ports { log: Arc::clone(&log), registry, clock: Arc::new(MachineClock) };
        let stop = CancellationToken::new();
        let settings = GatewaySettings::new(AuthKey::new([3; 32]));
        let served = Some(runtime.spawn(serve(listener, ports, settings, stop.clone())));
        Self { log, address, runtime, stop, served }
    }
}

impl Drop for BareGateway {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(served) = self.served.take() {
            drop(self.runtime.block_on(served));
        }
    }
}

/// Everything in the log, shard by shard.
pub(crate) fn stored(log: &Log) -> Vec<(u16, u64, Record)> {
    (0..log.shards())
        .flat_map(|shard| log.read(shard, log.first(shard), usize::MAX).expect("a readable log"))
        .map(|entry| (entry.shard, entry.offset, entry.record))
        .collect()
}
