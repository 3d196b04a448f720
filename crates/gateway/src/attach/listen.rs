//! The listener for attachment connections.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anlu_domain::ports::Clock;
use anlu_protocols::jt808::attachment;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{FileKeeper, connection};
use crate::{AuthKey, Registry, event};

/// What the listener needs from outside.
#[derive(Clone)]
pub struct AttachmentPorts {
    /// Which vehicle a terminal belongs to.
    pub registry: Arc<dyn Registry>,
    /// Receive times.
    pub clock: Arc<dyn Clock>,
    /// Where whole files go.
    pub keeper: Arc<dyn FileKeeper>,
}

/// Limits of the listener. Each is an argument, and each has a test that exceeds it.
#[derive(Clone, Debug)]
pub struct AttachmentSettings {
    /// Key the numbers of alarms are derived from: that of the listener for terminals.
    pub auth_key: AuthKey,
    /// Folder for unfinished files. They have no name in it, so nothing is left whatever ends the process.
    pub folder: PathBuf,
    /// Connections at once; one more is closed at accept.
    pub max_connections: usize,
    /// Files of one connection.
    pub max_files: usize,
    /// Longest file, bytes.
    pub max_file_bytes: u32,
    /// All files of one connection, bytes.
    pub max_bytes: u64,
    /// A number of an alarm is taken for so long after it was given.
    pub valid: Duration,
    /// The connection is closed when nothing arrives for so long.
    pub idle: Duration,
    /// The connection is closed after so long, whatever arrives.
    pub longest: Duration,
    /// A peer that does not take its answers for this long is closed.
    pub write: Duration,
    /// Whole files that are read into memory and kept at once, over all connections.
    pub keeping: usize,
}

impl AttachmentSettings {
    /// The defaults with a key and a folder.
    pub fn new(auth_key: AuthKey, folder: PathBuf) -> Self {
        Self {
            auth_key,
            folder,
            max_connections: 200,
            max_files: 16,
            max_file_bytes: 20 * 1024 * 1024,
            max_bytes: 64 * 1024 * 1024,
            valid: Duration::from_hours(24),
            idle: Duration::from_mins(1),
            longest: Duration::from_mins(15),
            write: Duration::from_secs(10),
            keeping: 2,
        }
    }

    pub(super) fn session(&self) -> attachment::AttachmentSettings {
        attachment::AttachmentSettings {
            max_files: self.max_files,
            max_file_bytes: self.max_file_bytes,
            idle_ms: i64::try_from(self.idle.as_millis()).unwrap_or(i64::MAX),
            ..attachment::AttachmentSettings::default()
        }
    }
}

/// Shared by every connection.
pub(super) struct Uploads {
    pub(super) ports: AttachmentPorts,
    pub(super) settings: AttachmentSettings,
    pub(super) keeping: Semaphore,
}

/// Takes attachments of alarms on `listener` until `stop`; what is unfinished then is sent again by its terminal.
pub async fn serve_attachments(
    listener: TcpListener,
    ports: AttachmentPorts,
    settings: AttachmentSettings,
    stop: CancellationToken,
) {
    let room = Arc::new(Semaphore::new(settings.max_connections));
    let keeping = Semaphore::new(settings.keeping.max(1));
    let uploads = Arc::new(Uploads { ports, settings, keeping });
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
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            event::upload_ended(number, "too_many_connections");
            continue;
        };
        let (uploads, stop) = (Arc::clone(&uploads), stop.child_token());
        connections.spawn(async move {
            connection::run(stream, number, &uploads, &stop).await;
            drop(permit);
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}
