//! What every use case is given: who asks, the store, the time, fresh ids, and where live things are.

use std::{ops::Deref, path::PathBuf, sync::Arc};

use anlu_domain::{
    access::{Role, Scope, Viewer},
    ids::UserId,
    ports::{Clock, SmsGateway, TrackArchive, Typesetter},
    signal::state::Clocks,
    time::UtcMs,
};
use anlu_rules::pack::{MovementParams, Pack};
use anlu_store::Store;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::{
    backtest::Shelf,
    downward::Underway,
    duty::{DutyBook, DutyBooks},
    evidence::blobs::BlobDir,
    live::{event::LiveEvent, latest::Latest},
    registry::vehicle::day,
    signal::clocks,
    upward::uplink::Uplinks,
    watch::partner::Partners,
};

/// Live events a slow reader may fall behind by before it loses some.
const EVENT_BUFFER: usize = 1_024;

/// Makes fresh ids. The only place from which business code may draw randomness for an id.
pub trait IdSource: Send + Sync {
    /// A fresh id; later ids sort after earlier ones where the source can do that.
    fn next(&self) -> Uuid;
}

/// Time-ordered random ids (UUID version 7, RFC 9562).
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the id source that the ban points to")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Everything of one installation that a use case needs, whoever asks. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The store.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
    /// Live changes, for server-sent events.
    pub events: broadcast::Sender<LiveEvent>,
    /// Files of evidence.
    pub blobs: BlobDir,
    /// Time allowed for each step on a signal.
    pub clocks: Clocks,
    /// How movement is read from positions.
    pub movement: MovementParams,
    /// Latest positions.
    pub latest: Arc<Latest>,
    /// Stored positions.
    pub tracks: Arc<dyn TrackArchive>,
    /// Partners that watches are handed to.
    pub partners: Arc<Partners>,
    /// Upper platforms that we answer and report to.
    pub uplinks: Arc<Uplinks>,
    /// What goes down to platforms below at this moment.
    pub below: Arc<Underway>,
    /// Policy packs that can be compared.
    pub shelf: Arc<Shelf>,
    /// Duties in force; `None` where nothing is planned, as in a command that imports.
    pub duties: Option<Arc<DutyBooks>>,
    /// Sets documents in type; `None` where that is not done, as in a command.
    pub typesetter: Option<Arc<dyn Typesetter>>,
    /// Takes short messages; `None` where nobody does: they wait.
    pub sms: Option<Arc<dyn SmsGateway>>,
    /// Address under which people reach the server, without a slash at its end: it is printed on documents.
    pub public_url: Arc<str>,
}

impl Desk {
    /// A desk over `store` that keeps files of evidence under `blobs`, with the clocks and movement of the national
    /// pack; [`Desk::under`] sets those of the pack in use.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        blobs: PathBuf,
        tracks: Arc<dyn TrackArchive>,
    ) -> Self {
        Self {
            store,
            clock,
            ids,
            events: broadcast::Sender::new(EVENT_BUFFER),
            blobs: BlobDir::new(blobs),
            clocks: clocks::DEFAULT,
            movement: day::MOVEMENT,
            latest: Arc::new(Latest::default()),
            tracks,
            partners: Arc::default(),
            uplinks: Arc::default(),
            below: Arc::default(),
            shelf: Arc::default(),
            duties: None,
            typesetter: None,
            sms: None,
            public_url: Arc::from(""),
        }
    }

    /// The desk under `pack`: its clocks, its reading of movement. Every process that serves people has one, whether or
    /// not it runs detectors.
    #[must_use]
    pub fn under(self, pack: &Pack) -> Self {
        Self { clocks: pack.clocks, movement: pack.intake.movement, ..self }
    }

    /// The context of one call by `viewer`.
    pub fn ctx(&self, viewer: Viewer) -> Ctx {
        Ctx { viewer, desk: self.clone() }
    }

    /// The context of whoever runs commands on the machine itself, and of the server before anybody logged in.
    pub fn operator(&self) -> Ctx {
        let name = String::from("operator");
        self.ctx(Viewer { user: UserId(Uuid::nil()), name, role: Role::BureauOfficer, scope: Scope::All })
    }

    /// The duties in force now.
    pub fn book(&self) -> Option<Arc<DutyBook>> {
        self.duties.as_ref().map(|books| books.now())
    }

    /// The present instant.
    pub fn now(&self) -> UtcMs {
        self.clock.now()
    }

    /// Tells live listeners; nobody listening is fine.
    pub fn tell(&self, event: LiveEvent) {
        let _nobody_listens = self.events.send(event);
    }
}

/// The context of one call: a desk and who asks.
#[derive(Clone)]
pub struct Ctx {
    /// Who asks.
    pub viewer: Viewer,
    /// The installation.
    pub desk: Desk,
}

impl Deref for Ctx {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl Ctx {
    /// The name under which the viewer's acts stand in the ledger.
    pub fn actor(&self) -> String {
        format!("{} ({})", self.viewer.name, self.viewer.user)
    }
}
