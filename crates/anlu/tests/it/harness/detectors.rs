//! The detectors of the live plane over a log, with their own database and snapshots in a folder.

use std::{path::Path, sync::Arc, time::Duration};

use anlu_app::{
    ctx::{Desk, RandomIds},
    live::plane::{Health, Plane, PlaneSettings, Ports},
};
use anlu_bus::Log;
use anlu_domain::{
    access::{Role, Scope, Viewer},
    finding::Finding,
    ids::UserId,
    ports::NoTracks,
};
use anlu_gateway::map;
use anlu_store::{
    Keys, Page, Store,
    repo::{finding, signal_list},
};
use tokio_util::sync::CancellationToken;

use super::gateway::MachineClock;
use crate::oracle::engine;

/// Running detectors.
pub(crate) struct Detectors {
    plane: Plane,
    health: Health,
    store: Store,
    stop: CancellationToken,
}

impl Detectors {
    /// Starts, or goes on after whatever ended the last run on `folder`.
    pub(crate) async fn start(folder: &Path, log: Arc<Log>) -> Self {
        let keys = Keys { data: [1; 32], index: [2; 32], ledger: [3; 32] };
        let url = format!("sqlite://{}?mode=rwc", folder.join("anlu.db").display());
        let store = Store::connect(&url, keys).await.expect("the database opens");
        let blobs = folder.join("blobs");
        let desk = Desk::new(store.clone(), Arc::new(MachineClock), Arc::new(RandomIds), blobs, Arc::new(NoTracks));
        let ports = Ports {
            log,
            engine: Arc::new(engine()),
            decode: Arc::new(|entry, out| map::facts(entry, out).unwrap_or_default()),
            notices: Arc::new(map::notices),
            sink: None,
            settings: PlaneSettings::new(folder.join("snapshots")),
        };
        let stop = CancellationToken::new();
        let plane = Plane::start(&desk, ports, &stop);
        Self { health: plane.health(), plane, store, stop }
    }

    /// Everything in the log is judged and stored.
    pub(crate) async fn catch_up(&self) {
        let judged = async {
            while self.health.lag() > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), judged).await.expect("the detectors catch up");
    }

    /// Findings with the group of the signal each belongs to, by id; a finding in two signals would be there twice.
    pub(crate) async fn findings(&self) -> Vec<(String, Finding)> {
        let db = self.store.read();
        let viewer = Viewer {
            user: UserId(uuid::Uuid::nil()),
            name: "test".to_owned(),
            role: Role::BureauOfficer,
            scope: Scope::All,
        };
        let page = Page::new(1, Page::MAX_SIZE);
        let signals = signal_list::list(db, &viewer, &signal_list::SignalFilter::default(), page).await.expect("read");
        assert_eq!(signals.items.len() as u64, signals.total, "one page holds them all");
        let ids: Vec<_> = signals.items.iter().map(|stored| stored.signal.id).collect();
        let linked = finding::of_signals(self.store.read(), &ids).await.expect("read");
        let mut all: Vec<_> = linked.into_iter().map(|(_, found)| (found.group.0, found.finding)).collect();
        all.sort_by_key(|(_, finding)| finding.id);
        all
    }

    /// Orderly.
    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.plane.join().await;
        self.store.close().await.expect("the database closes");
    }
}
