//! A whole installation in a temporary folder: `SQLite` store, log, the national pack, one enterprise with a truck and a
//! driver. Facts travel through the log as JSON instead of frames.

use std::{
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use anlu_bus::{Log, LogSettings, Record, Source};
use anlu_domain::{
    geo::Point,
    ids::{EnterpriseId, PersonId, VehicleId},
    party::{
        enterprise::{Enterprise, Standing},
        person::{Employment, Person, Post},
        sector::Sector,
        vehicle::{PlateColour, Vehicle, VehicleClass},
    },
    ports::{Clock, NoTracks},
    time::{CivilDay, MINUTE_MS, UtcMs},
    track::{DriverEvent, Fact, Fix},
};
use anlu_rules::{
    engine::Engine,
    pack::{Layer, load},
};
use anlu_store::{
    Keys, Store, StoreError, Tx,
    repo::{self, By},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    ctx::{Desk, IdSource},
    live::{
        plane::{Plane, PlaneSettings, Ports},
        sink::{Kept, PositionSink, Positioned, SinkError},
    },
};

/// Device time of the first fact.
pub(crate) const BEGIN: i64 = 1_793_000_000_000;

/// A clock that a test moves.
pub(crate) struct TestClock(pub(crate) AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> UtcMs {
        UtcMs(self.0.load(Ordering::Relaxed))
    }
}

struct CountedIds(AtomicU64);

impl IdSource for CountedIds {
    fn next(&self) -> Uuid {
        Uuid::from_u128(0x1000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// Keeps positions, and what it was told to let go, in memory.
#[derive(Default)]
pub(crate) struct MemorySink(pub(crate) Mutex<Vec<(u64, VehicleId, usize)>>, pub(crate) Mutex<Vec<(CivilDay, Kept)>>);

impl PositionSink for MemorySink {
    fn append<'a>(
        &self,
        _: u16,
        _: u64,
        fixes: &mut (dyn Iterator<Item = Positioned<'a>> + 'a),
    ) -> Result<(), SinkError> {
        let mut kept = self.0.lock().unwrap();
        for run in fixes.collect::<Vec<_>>().chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            kept.push((run[0].0, run[0].1, run.len()));
        }
        Ok(())
    }

    fn roll_due(&self) -> Result<(), SinkError> {
        Ok(())
    }

    fn flush(&self) -> Result<(), SinkError> {
        Ok(())
    }

    fn compact(&self, today: CivilDay, keep: &Kept, _: &(dyn Fn() -> bool + Sync)) -> Result<u64, SinkError> {
        self.1.lock().unwrap().push((today, keep.clone()));
        Ok(1)
    }

    fn durable(&self, _: u16) -> Option<u64> {
        self.0.lock().unwrap().last().map(|(offset, ..)| *offset)
    }
}

/// The installation.
pub(crate) struct Fixture {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) desk: Desk,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) log: Arc<Log>,
    pub(crate) sink: Arc<MemorySink>,
    pub(crate) truck: VehicleId,
    pub(crate) driver: PersonId,
}

/// Certificate number of the driver.
pub(crate) const CERTIFICATE: &str = "330282199001011234";

fn engine() -> Engine {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/national");
    let mut files = Vec::new();
    for folder in ["", "rules", "texts", "scenarios"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    Engine::new(&load(&[Layer { folder: String::from("national"), files }]).unwrap())
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", dir.path().join("anlu.db").display());
        let store = Store::connect(&url, Keys::generate().unwrap()).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(BEGIN)));
        let ids = Arc::new(CountedIds(AtomicU64::new(0)));
        let desk = Desk::new(store, clock.clone(), ids, dir.path().join("blobs"), Arc::new(NoTracks));
        let log_dir = dir.path().join("log");
        let log = Log::open(&log_dir, LogSettings { shards: 1, min_free_bytes: 0, ..LogSettings::default() }).unwrap();
        let (truck, driver) = (VehicleId(Uuid::from_u128(7)), PersonId(Uuid::from_u128(8)));
        register(&desk.store, truck, driver).await.unwrap();
        Self { dir, desk, clock, log: Arc::new(log), sink: Arc::default(), truck, driver }
    }

    /// Sends facts of the truck through the log, received at their device time.
    pub(crate) async fn send(&self, facts: &[Fact]) {
        let record = |fact: &Fact| Record {
            received: fact.time(),
            source: Source::Jt808 { phone: String::from("13800138000"), vehicle: Some(self.truck) },
            frame: serde_json::to_vec(fact).unwrap(),
        };
        self.log.append(facts.iter().map(|f| (0, record(f))).collect()).await.unwrap();
    }

    /// The registry says that the truck is of this class.
    pub(crate) async fn becomes(&self, class: VehicleClass) {
        let (store, by) = (&self.desk.store, By { actor: "test", at: UtcMs(BEGIN) });
        let old = repo::vehicle::get(store.read(), &self.desk.operator().viewer, self.truck).await.unwrap().unwrap();
        let new = Vehicle { class, ..old.value.clone() };
        store.tx(async |tx: Tx| repo::vehicle::replace(&tx, &[(old.clone(), new.clone())], by).await).await.unwrap();
    }

    pub(crate) fn ports(&self) -> Ports {
        Ports {
            log: Arc::clone(&self.log),
            engine: Arc::new(engine()),
            decode: Arc::new(|entry, out| {
                if let Source::Jt808 { vehicle: Some(vehicle), .. } = &entry.record.source
                    && let Ok(fact) = serde_json::from_slice(&entry.record.frame)
                {
                    out.push((*vehicle, fact));
                }
            }),
            notices: Arc::new(|_| Vec::new()),
            sink: Some(self.sink.clone()),
            settings: PlaneSettings {
                batch: 100,
                clock_every: Duration::ZERO,
                ..PlaneSettings::new(self.dir.path().join("snapshots"))
            },
        }
    }

    /// Runs workers until everything in the log is judged, then stops them in order.
    pub(crate) async fn work(&self) {
        let stop = CancellationToken::new();
        let plane = Plane::start(&self.desk, self.ports(), &stop);
        let health = plane.health();
        health.caught_up().await;
        assert!(health.ready());
        stop.cancel();
        plane.join().await;
    }

    pub(crate) fn snapshot(&self) -> std::path::PathBuf {
        self.dir.path().join("snapshots/shard-00000.state")
    }
}

async fn register(store: &Store, truck: VehicleId, driver: PersonId) -> Result<(), StoreError> {
    let enterprise = EnterpriseId(Uuid::from_u128(9));
    let by = By { actor: "test", at: UtcMs(BEGIN) };
    let firm = Enterprise {
        id: enterprise,
        uscc: String::from("91330282MA00000017"),
        name: String::from("云帆运输"),
        sectors: vec![Sector::Freight],
        business_scope: None,
        address: None,
        location: None,
        grid: None,
        principal_name: None,
        safety_officers: Vec::new(),
        phone: None,
        headcount: None,
        licence_no: None,
        licence_expiry: None,
        standing: Standing::Active,
    };
    let vehicle = Vehicle {
        id: truck,
        plate: String::from("浙B00017"),
        colour: PlateColour::Yellow,
        class: VehicleClass::HeavyTruck,
        total_mass_kg: None,
        line_km: None,
        sim: Some(String::from("13800138000")),
        terminal_id: None,
        enterprise,
        licence_no: None,
        licence_expiry: None,
        retired: false,
    };
    let person = Person {
        id: driver,
        enterprise,
        name: String::from("程一帆"),
        id_number: String::from("330282199001011234"),
        phone: None,
        posts: vec![Post::Driver],
        employment: Employment::Own,
        certificate_no: Some(String::from(CERTIFICATE)),
        certificate_expiry: None,
        left: false,
    };
    store
        .tx(async |tx: Tx| {
            repo::enterprise::insert(&tx, &[firm], by).await?;
            repo::vehicle::insert(&tx, &[vehicle], by).await?;
            repo::person::insert(&tx, &[person], by).await
        })
        .await
}

/// A fix `minute` minutes after the begin.
pub(crate) fn fix(minute: i64, kmh: f32) -> Fact {
    let time = UtcMs(BEGIN + minute * MINUTE_MS);
    Fact::Fix(Fix { at: Some(Point { lon: 121.2, lat: 30.1 }), gnss_speed_kmh: Some(kmh), ..Fix::blank(time, time) })
}

/// A fix each minute.
pub(crate) fn run(minutes: std::ops::Range<i64>, kmh: f32) -> Vec<Fact> {
    minutes.map(|m| fix(m, kmh)).collect()
}

/// The driver puts his card in.
pub(crate) fn card_in(minute: i64) -> Fact {
    let time = UtcMs(BEGIN + minute * MINUTE_MS);
    Fact::Driver(DriverEvent { time, on_duty: true, certificate_no: Some(String::from(CERTIFICATE)), name: None })
}
