//! The whole server in this process: store, use cases, HTTP on a free port, one account per role, a clock that stands
//! until a test moves it.

use std::{
    net::SocketAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use anlu_app::{
    account::create::{NewAccount, create},
    backtest::Shelf,
    ctx::{Desk, RandomIds},
    duty::DutyBooks,
    watch::partner::Partners,
};
use anlu_domain::{
    access::Role,
    ports::{Clock, NoTracks, TrackArchive},
    time::UtcMs,
};
use anlu_rules::pack::Pack;
use anlu_store::{Keys, Store};
use anlu_web::{AppState, WebSettings};
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{county::County, http::Client};

/// Password of every account.
pub(crate) const PASSWORD: &str = "示例口令-correct-horse";

/// A clock that stands until it is moved.
#[derive(Debug)]
pub(crate) struct StandingClock(AtomicI64);

impl Clock for StandingClock {
    fn now(&self) -> UtcMs {
        UtcMs(self.0.load(Ordering::SeqCst))
    }
}

/// A running server. It stops when this value goes.
pub(crate) struct TestApp {
    pub(crate) desk: Desk,
    pub(crate) county: County,
    pub(crate) keys: Keys,
    pub(crate) address: SocketAddr,
    clock: Arc<StandingClock>,
    stopping: CancellationToken,
    /// Folders that go with this value.
    folders: Vec<TempDir>,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

impl TestApp {
    /// Opens the database and serves it. It is 2026-11-24 09:00 in Shanghai.
    pub(crate) async fn start(url: &str) -> Self {
        Self::start_with(url, Partners::default()).await
    }

    /// As [`TestApp::start`], with partners of watches.
    pub(crate) async fn start_with(url: &str, partners: Partners) -> Self {
        Self::start_among(url, partners, Arc::new(NoTracks)).await
    }

    /// As [`TestApp::start`], with stored positions.
    pub(crate) async fn start_over(url: &str, tracks: Arc<dyn TrackArchive>) -> Self {
        Self::start_among(url, Partners::default(), tracks).await
    }

    async fn start_among(url: &str, partners: Partners, tracks: Arc<dyn TrackArchive>) -> Self {
        // What the server logs is shown with a test that fails.
        let _once = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing::Level::WARN).try_init();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let keys = Keys::generate().expect("keys");
        let store = Store::connect(url, keys.clone()).await.expect("the store opens");
        let start = UtcMs::parse_rfc3339("2026-11-24T09:00:00+08:00").expect("an instant");
        let clock = Arc::new(StandingClock(AtomicI64::new(start.0)));
        let blobs = folder.path().join("blobs");
        let desk = Desk::new(store, Arc::<StandingClock>::clone(&clock), Arc::new(RandomIds), blobs, tracks);
        let desk = Desk { partners: Arc::new(partners), typesetter: Some(Arc::new(super::typesetter::Plain)), ..desk };
        let mut shelf = Shelf::default();
        shelf.put(vec![crate::oracle::national_layer()]).expect("the national pack holds");
        let shelf = Arc::new(shelf);
        let desk = Desk { duties: Some(Arc::new(DutyBooks::new(pack().clone(), None))), shelf, ..desk };
        let county = County::settle(&desk.store, start).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stopping = CancellationToken::new();
        let state = AppState::new(desk.operator(), WebSettings::default(), Vec::new(), stopping.clone());
        tokio::spawn(anlu_web::serve(listener, state, stopping.clone()));
        let app = Self { desk, county, keys, address, clock, stopping, folders: vec![folder] };
        app.hire().await;
        app
    }

    /// As [`TestApp::start`] on a fresh `SQLite` file that goes with this value.
    pub(crate) async fn on_sqlite() -> Self {
        Self::on_sqlite_with(Partners::default()).await
    }

    /// As [`TestApp::on_sqlite`], with partners of watches.
    pub(crate) async fn on_sqlite_with(partners: Partners) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("anlu.db").display());
        let mut app = Self::start_with(&url, partners).await;
        app.folders.push(folder);
        app
    }

    /// One account per role; those of an enterprise are of `near`, `far_principal` is of `far`. The grid chief has the
    /// first street. Their log-in names are their roles.
    async fn hire(&self) {
        let c = &self.county;
        for role in Role::ALL {
            let firm = (!role.is_authority()).then_some(c.near);
            let grid = (role == Role::GridChief).then_some(c.street);
            let person = (role == Role::Driver).then_some(c.driver);
            self.account(role.as_str(), NewAccount { role, grid, enterprise: firm, person, ..blank() }).await;
        }
        let principal = NewAccount { role: Role::Principal, enterprise: Some(c.far), ..blank() };
        self.account("far_principal", principal).await;
    }

    /// Makes an account with this log-in name and [`PASSWORD`]; its name is `示例` and the log-in name.
    pub(crate) async fn account(&self, login: &str, account: NewAccount) {
        let (login, name, password) = (login.to_owned(), format!("示例{login}"), PASSWORD.to_owned());
        let account = NewAccount { login, name, password, ..account };
        create(&self.desk.operator(), account).await.expect("an account");
    }

    /// Moves the clock.
    pub(crate) fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// The time.
    pub(crate) fn now(&self) -> UtcMs {
        self.clock.now()
    }

    /// A client nobody has logged in with.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// A client logged in under this name.
    pub(crate) async fn logged_in(&self, login: &str) -> Client {
        let mut client = self.client();
        let input = json!({ "username": login, "password": PASSWORD });
        client.post("/api/v1/session", &input).await.expect(200);
        client
    }
}

/// The national pack, read once.
fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(crate::oracle::national)
}

/// An account without anything; [`TestApp::account`] gives it name and password.
pub(crate) fn blank() -> NewAccount {
    NewAccount {
        login: String::new(),
        name: String::new(),
        role: Role::Leader,
        grid: None,
        enterprise: None,
        person: None,
        password: String::new(),
        must_change: false,
    }
}
