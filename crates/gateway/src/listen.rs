//! Accepting connections, within the limit, until told to stop.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize},
};

use anlu_bus::Log;
use anlu_domain::ports::Clock;
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    task::JoinSet,
    time::{Duration, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    connection, directory::Directory, downlink::Downlink, event, registry::Registry, settings::GatewaySettings,
};

/// What the gateway needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// Where frames go before they are acknowledged.
    pub log: Arc<Log>,
    /// Which vehicle a terminal belongs to.
    pub registry: Arc<dyn Registry>,
    /// Receive times.
    pub clock: Arc<dyn Clock>,
}

/// Shared by every connection of one listener.
pub(crate) struct Gateway {
    pub(crate) ports: Ports,
    pub(crate) settings: GatewaySettings,
    pub(crate) directory: Arc<Directory>,
    /// Fragment memory of all connections, bytes.
    pub(crate) fragment_bytes: AtomicUsize,
}

/// Serves JT/T 808 terminals on `listener` until `stop`; then every connection finishes the batch it holds, sends the
/// acknowledgements and closes, within `settings.drain`.
pub async fn serve(listener: TcpListener, ports: Ports, settings: GatewaySettings, stop: CancellationToken) {
    serve_with(listener, ports, settings, &Downlink::default(), stop).await;
}

/// As [`serve`]; orders to terminals come over `downlink`.
pub async fn serve_with(
    listener: TcpListener,
    ports: Ports,
    settings: GatewaySettings,
    downlink: &Downlink,
    stop: CancellationToken,
) {
    let room = Arc::new(Semaphore::new(settings.max_connections.min(Semaphore::MAX_PERMITS)));
    let drain = settings.drain;
    let gateway =
        Arc::new(Gateway { ports, settings, directory: Arc::clone(&downlink.0), fragment_bytes: AtomicUsize::new(0) });
    let numbers = AtomicU64::new(1);
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _peer)) => stream,
            Err(error) => {
                // Out of file descriptors or a peer gone already: neither is a reason to stop listening.
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            event::refused(gateway.settings.max_connections);
            continue;
        };
        let number = numbers.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (gateway, stop) = (Arc::clone(&gateway), stop.child_token());
        connections.spawn(async move {
            connection::run(stream, number, &gateway, &stop).await;
            drop(permit);
        });
    }
    drop(listener);
    let drained = timeout(drain, async { while connections.join_next().await.is_some() {} }).await;
    if drained.is_err() {
        tracing::warn!(left = connections.len(), "connections did not drain in time and are cut");
        connections.shutdown().await;
    }
}
