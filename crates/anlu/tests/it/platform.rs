//! Two installations joined by JT/T 809: terminals report to the lower one, which forwards from its log; the upper one
//! stores. Real sockets, real logs.

use std::{
    collections::BTreeSet,
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use anlu_bus::{Entry, Log, Record, Source};
use anlu_domain::{
    ids::VehicleId,
    link::{LinkKey, LinkKind},
    party::vehicle::PlateColour,
    ports::Clock,
    time::{DAY_MS, HOUR_MS, UtcMs},
    track::Fact,
};
use anlu_gateway::{
    AuthKey, FixedRegistry, ForwardLink, PlatformOrders, PlatformSettings, Ports, Relay, TerminalIdentity, UpperLink,
    consumer, forward, map, serve_upper,
};
use anlu_protocols::{
    jt808::{
        self,
        body::{
            Driver,
            x0702_driver::{Card, Holder, INSERTED, REMOVED},
        },
    },
    jt809::{self, Cipher, Edition, EditionChoice, LinkProfile, LowerSettings, Text, UpperSettings},
    wire::{DeviceTime, gbk},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::harness::{
    address,
    gateway::{BareGateway, MachineClock, open_log, stored},
    terminal::{Position, Terminal},
};

/// 2025-03-01T08:00:00+08:00.
const START_MS: i64 = 1_740_787_200_000;
const PHONES: [&str; 2] = ["13800000001", "13800000002"];

fn registry() -> FixedRegistry {
    let known = PHONES.iter().zip(1_u128..).map(|(phone, number)| {
        let vehicle = VehicleId(uuid::Uuid::from_u128(number));
        let plate = format!("浙A0000{number}");
        ((*phone).to_owned(), TerminalIdentity { vehicle, plate, colour: PlateColour::Yellow })
    });
    FixedRegistry(known.collect())
}

fn profile(edition: Edition) -> LinkProfile {
    let cipher = Cipher::new(30_000_000, 20_000_000, 20_000_000);
    LinkProfile { cipher, encrypt: true, ..LinkProfile::new(edition) }
}

fn settings() -> PlatformSettings {
    PlatformSettings { tick: Duration::from_millis(20), ..PlatformSettings::new(AuthKey::new([3; 32])) }
}

/// The machine's clock, set by so many ms.
#[derive(Default)]
struct Wall(AtomicI64);

impl Wall {
    fn set_by(ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(ms)))
    }
}

impl Clock for Wall {
    fn now(&self) -> UtcMs {
        MachineClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

fn ports(log: &Arc<Log>, clock: Arc<Wall>) -> Ports {
    Ports { log: Arc::clone(log), registry: Arc::new(registry()), clock }
}

/// A running task of one side; ends with the value.
struct Side<'a> {
    runtime: &'a Runtime,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl<'a> Side<'a> {
    fn run(runtime: &'a Runtime, start: impl FnOnce(CancellationToken) -> JoinHandle<()>) -> Self {
        let stop = CancellationToken::new();
        let task = Some(start(stop.clone()));
        Self { runtime, stop, task }
    }
}

impl Drop for Side<'_> {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take() {
            drop(self.runtime.block_on(task));
        }
    }
}

/// A port that was let go may be in use by a connection of another test for a moment.
fn bind(runtime: &Runtime, at: SocketAddr) -> TcpListener {
    runtime.block_on(async {
        for _ in 0..600 {
            if let Ok(listener) = TcpListener::bind(at).await {
                return listener;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        TcpListener::bind(at).await.expect("a free port")
    })
}

fn upper<'a>(
    runtime: &'a Runtime,
    at: SocketAddr,
    log: &Arc<Log>,
    edition: Edition,
    password: &str,
) -> (Side<'a>, SocketAddr) {
    upper_by(runtime, at, log, edition, password, Arc::default())
}

fn upper_by<'a>(
    runtime: &'a Runtime,
    at: SocketAddr,
    log: &Arc<Log>,
    edition: Edition,
    password: &str,
    clock: Arc<Wall>,
) -> (Side<'a>, SocketAddr) {
    let listener = bind(runtime, at);
    let address = listener.local_addr().expect("an address");
    let session = UpperSettings {
        addresses: vec!["127.0.0.1".to_owned()],
        retry_ms: 50,
        count_every_ms: 200,
        ..UpperSettings::new(profile(edition), 330_100, 42, password)
    };
    let links = vec![UpperLink { id: "county".to_owned(), session, sub_address: None }];
    let ports = ports(log, clock);
    let side = Side::run(runtime, |stop| {
        runtime.spawn(async move {
            serve_upper(listener, ports, links, &PlatformOrders::default(), settings(), stop).await;
        })
    });
    (side, address)
}

fn lower<'a>(runtime: &'a Runtime, to: SocketAddr, log: &Arc<Log>, edition: Edition) -> Side<'a> {
    lower_by(runtime, to, log, edition, Arc::default())
}

fn lower_by<'a>(runtime: &'a Runtime, to: SocketAddr, log: &Arc<Log>, edition: Edition, clock: Arc<Wall>) -> Side<'a> {
    relaying(runtime, to, log, edition, clock, Relay::AllBut(Vec::new()))
}

fn relaying<'a>(
    runtime: &'a Runtime,
    to: SocketAddr,
    log: &Arc<Log>,
    edition: Edition,
    clock: Arc<Wall>,
    relay: Relay,
) -> Side<'a> {
    let orders = PlatformOrders::default();
    let listener = bind(runtime, (Ipv4Addr::LOCALHOST, 0).into());
    let session = LowerSettings {
        down_link_ip: "127.0.0.1".to_owned(),
        down_link_port: listener.local_addr().expect("an address").port(),
        confirm_ms: 20,
        retry_ms: 50,
        window: 100,
        ..LowerSettings::new(profile(edition), 330_100, 42, "secret12")
    };
    let platform = Text::new("33010000001");
    let link = ForwardLink { id: "city".to_owned(), session, address: to, platform, from_start: true, relay };
    let ports = ports(log, clock);
    Side::run(runtime, |stop| {
        let orders = orders.clone();
        runtime.spawn(async move { forward(link, ports, Some(listener), &orders, settings(), stop).await })
    })
}

/// Both terminals send `numbers`, all acknowledged.
fn drive(folder: &Path, numbers: std::ops::Range<u32>) {
    let gateway = BareGateway::start(folder, Arc::new(registry()));
    for phone in PHONES {
        let mut terminal = Terminal::log_in(gateway.address, phone).expect("logged in");
        let time_ms = |number: u32| START_MS + i64::from(number) * 60_000;
        let all: Vec<Position> =
            numbers.clone().map(|number| Position { number, time_ms: time_ms(number), speed_kmh: 60 }).collect();
        terminal.send_positions(&all).expect("sent");
        while terminal.waiting() > 0 {
            terminal.acknowledged().expect("acknowledged");
        }
    }
}

/// Vehicle and minute of every position in a log.
fn positions(log: &Log) -> Vec<(VehicleId, i64)> {
    let mut found = Vec::new();
    for (shard, offset, record) in stored(log) {
        let mut facts = Vec::new();
        map::facts(&Entry { shard, offset, record }, &mut facts).expect("readable");
        for (vehicle, fact) in facts {
            let Fact::Fix(fix) = fact else { continue };
            assert_eq!((fix.gnss_speed_kmh, fix.at.is_some()), (Some(60.0), true));
            found.push((vehicle, (fix.time.0 - START_MS) / 60_000));
        }
    }
    found
}

/// Sub id of each stored message.
fn sub_ids(records: &[(u16, u64, Record)], edition: Edition) -> Vec<u16> {
    let sub_id = |record: &Record| {
        let opened = jt809::open(&record.frame, EditionChoice::Only(edition), None).expect("a frame");
        let message = jt809::decode(opened.header.msg_id, &opened.body, edition).expect("a message");
        message.wrapper.expect("of a family").sub_id
    };
    records.iter().map(|(.., record)| sub_id(record)).collect()
}

/// Both vehicles are registered by 0x1201 once, before their first position.
fn registered_first(records: &[(u16, u64, Record)], edition: Edition) {
    for number in [1, 2] {
        let wanted = VehicleId(uuid::Uuid::from_u128(number));
        let mut of_vehicle = records.to_vec();
        of_vehicle.retain(
            |(.., record)| matches!(&record.source, Source::Jt809 { vehicle: Some(vehicle), .. } if *vehicle == wanted),
        );
        let told = sub_ids(&of_vehicle, edition);
        assert_eq!((told[0], told.iter().filter(|id| **id == 0x1201).count()), (0x1201, 1), "{told:x?}");
    }
}

fn expected(numbers: std::ops::Range<i64>) -> BTreeSet<(VehicleId, i64)> {
    [1, 2].iter().flat_map(|v| numbers.clone().map(|n| (VehicleId(uuid::Uuid::from_u128(*v)), n))).collect()
}

fn until<F: Future<Output = bool>>(runtime: &Runtime, what: &str, condition: impl Fn() -> F) {
    let reached = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    runtime
        .block_on(async { tokio::time::timeout(Duration::from_mins(2), reached).await })
        .unwrap_or_else(|_| panic!("{what}"));
}

fn all_arrived(runtime: &Runtime, log: &Log, numbers: std::ops::Range<i64>) {
    let wanted = expected(numbers);
    until(runtime, "every position arrives", || async { BTreeSet::from_iter(positions(log)).is_superset(&wanted) });
    assert_eq!(BTreeSet::from_iter(positions(log)), wanted, "and nothing else");
}

/// Everything in the lower log is confirmed and remembered.
fn all_confirmed(runtime: &Runtime, log: &Log) {
    let name = consumer("city");
    let done = || (0..log.shards()).all(|s| log.committed(&name, s).is_ok_and(|offset| offset == log.head(s)));
    until(runtime, "everything is confirmed", || async { done() });
}

fn two_logs() -> (TempDir, TempDir) {
    (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"))
}

#[test]
fn positions_of_terminals_reach_the_upper_platform_over_a_restart_and_an_outage() {
    for edition in [Edition::V2011, Edition::V2019] {
        let runtime = Runtime::new().expect("a runtime");
        let (below, above) = two_logs();
        let received = Arc::new(open_log(above.path()));
        drive(below.path(), 0..60);
        let log = Arc::new(open_log(below.path()));
        let (first, address) = upper(&runtime, address::own(), &received, edition, "secret12");
        let forwarder = lower(&runtime, address, &log, edition);
        all_arrived(&runtime, &received, 0..60);
        all_confirmed(&runtime, &log);
        let counted = received.meter().take(usize::MAX);
        let county = LinkKey::platform(LinkKind::PlatformIn, "county");
        let messages: u64 = counted.counts.iter().filter(|((k, _), _)| *k == county).map(|(_, c)| c.messages).sum();
        assert_eq!(messages, stored(&received).len() as u64, "each stored message is counted on its link");
        assert_eq!(counted.states[&county].main_up, Some(true));
        assert!(stored(&received).iter().all(|(.., record)| {
            matches!(&record.source, Source::Jt809 { link, vehicle: Some(_), .. } if **link == *"county")
        }));
        let before = stored(&received);
        assert!(sub_ids(&before, edition).contains(&0x1202), "what is new goes up as it is");
        registered_first(&before, edition);
        drop(forwarder);
        drop(log);

        // More comes while nobody forwards, and the upper platform goes away and comes back an hour later.
        drive(below.path(), 60..160);
        drop(first);
        let log = Arc::new(open_log(below.path()));
        let _forwarder = lower_by(&runtime, address, &log, edition, Wall::set_by(HOUR_MS));
        let (_second, _) = upper(&runtime, address, &received, edition, "secret12");
        all_arrived(&runtime, &received, 0..160);
        all_confirmed(&runtime, &log);
        let mut since = stored(&received);
        since.retain(|(shard, offset, _)| !before.iter().any(|(s, o, _)| (s, o) == (shard, offset)));
        registered_first(&since, edition);
        since.retain(|record| sub_ids(std::slice::from_ref(record), edition) != [0x1201]);
        let told = sub_ids(&since, edition);
        assert!(told.iter().all(|id| *id == 0x1203), "an hour of outage is a gap, however much of it: {told:x?}");
        assert!(told.len() * 2 <= 200, "several positions in one message: {}", told.len());
    }
}

/// An entry of the log: the first terminal has read a card, or it was taken out.
fn card(name: &str, status: u8, received: UtcMs) -> Record {
    let (name, certificate) = (gbk::encode(name), b"3301020000000000001");
    let holder = Holder { name: &name, certificate, agency: b"", valid_until: None, identity: None };
    let card = Some(Card { status, time: DeviceTime::Invalid([0; 6]) });
    let body = jt808::Body::Driver(Driver { card, result: Some(0), holder: Some(holder) });
    let header = jt808::Header::new(0x0702, jt808::Version::V2013, jt808::Phone::parse(PHONES[0]).expect("a phone"), 1);
    let (mut wire, mut frame) = (Vec::new(), Vec::new());
    jt808::encode_message(&header, &body, &mut wire).expect("short");
    jt808::frame::single(&wire, &mut frame).expect("a frame");
    let vehicle = Some(VehicleId(uuid::Uuid::from_u128(1)));
    Record { received, source: Source::Jt808 { phone: PHONES[0].to_owned(), vehicle }, frame }
}

/// Names of the drivers that a log tells of.
fn drivers(log: &Log) -> Vec<String> {
    let told = stored(log).into_iter().flat_map(|(shard, offset, record)| {
        let mut facts = Vec::new();
        map::facts(&Entry { shard, offset, record }, &mut facts).expect("readable");
        facts
    });
    told.filter_map(|(_, fact)| if let Fact::Driver(driver) = fact { driver.name } else { None }).collect()
}

#[test]
fn who_drives_is_told_when_the_link_is_up_and_is_not_forgotten_over_a_restart() {
    for edition in [Edition::V2011, Edition::V2019] {
        let runtime = Runtime::new().expect("a runtime");
        let (below, above) = two_logs();
        let received = Arc::new(open_log(above.path()));
        let log = Arc::new(open_log(below.path()));
        let now = MachineClock.now();
        let vehicle = uuid::Uuid::from_u128(1);
        let put = |log: &Log, records: Vec<Record>| {
            let shard = log.shard_of(vehicle.as_bytes());
            let appended = log.append(records.into_iter().map(|record| (shard, record)).collect());
            runtime.block_on(appended).expect("appended");
        };
        put(&log, vec![card("甲测试", INSERTED, now), card("甲测试", REMOVED, now), card("乙测试", INSERTED, now)]);
        let nobody = bind(&runtime, address::own()).local_addr().expect("an address");
        let forwarder = lower(&runtime, nobody, &log, edition);
        let begun =
            || (0..log.shards()).filter(|s| log.committed(&consumer("city"), *s).is_ok_and(|at| at > 0)).count();
        runtime.block_on(async { tokio::time::sleep(Duration::from_millis(300)).await });
        drop(forwarder);
        assert_eq!(begun(), 0, "nobody was told yet");

        let (_upper, address) = upper(&runtime, nobody, &received, edition, "secret12");
        let _forwarder = lower(&runtime, address, &log, edition);
        until(&runtime, "it is told", || async { !drivers(&received).is_empty() });
        all_confirmed(&runtime, &log);
        put(&log, vec![card("丙测试", INSERTED, now)]);
        until(&runtime, "the next one is told", || async { drivers(&received).len() > 1 });
        assert_eq!(drivers(&received), ["乙测试", "丙测试"], "the newest");
        let told = sub_ids(&stored(&received), edition);
        assert_eq!(told, [0x1201, 0x120c, 0x120c], "{told:x?}");
    }
}

#[test]
fn positions_of_platforms_below_go_up_in_the_edition_of_the_link_and_never_back() {
    for (from, to) in
        [(Edition::V2011, Edition::V2019), (Edition::V2019, Edition::V2011), (Edition::V2019, Edition::V2019)]
    {
        let runtime = Runtime::new().expect("a runtime");
        let (below, above) = two_logs();
        let between = TempDir::new().expect("a folder");
        drive(below.path(), 0..20);
        let (log, relayed) = (Arc::new(open_log(below.path())), Arc::new(open_log(between.path())));
        let received = Arc::new(open_log(above.path()));
        let (_middle, middle) = upper(&runtime, address::own(), &relayed, from, "secret12");
        let _bottom = lower(&runtime, middle, &log, from);
        all_arrived(&runtime, &relayed, 0..20);

        let (_top, top) = upper(&runtime, address::own(), &received, to, "secret12");
        let back = Relay::AllBut(vec!["county".to_owned()]);
        for relay in [Relay::Nothing, back] {
            let forwarder = relaying(&runtime, top, &relayed, to, Arc::default(), relay);
            all_confirmed(&runtime, &relayed);
            drop(forwarder);
            assert!(stored(&received).is_empty(), "nothing goes back to where it came from");
            let again = |shard| relayed.commit(&consumer("city"), shard, 0).expect("remembered");
            (0..relayed.shards()).for_each(again);
        }
        let _forwarder = lower(&runtime, top, &relayed, to);
        all_arrived(&runtime, &received, 0..20);
        all_confirmed(&runtime, &relayed);
        registered_first(&stored(&received), to);
    }
}

#[test]
fn links_go_on_when_the_clock_is_put_back_a_day() {
    let runtime = Runtime::new().expect("a runtime");
    let (below, above) = two_logs();
    let later = TempDir::new().expect("a folder");
    let received = Arc::new(open_log(above.path()));
    drive(below.path(), 0..20);
    drive(later.path(), 20..40);
    let log = Arc::new(open_log(below.path()));
    let wall = Wall::set_by(0);
    let edition = Edition::V2019;
    let clock = || Arc::clone(&wall);
    let (first, address) = upper_by(&runtime, address::own(), &received, edition, "secret12", clock());
    let _forwarder = lower_by(&runtime, address, &log, edition, clock());
    all_arrived(&runtime, &received, 0..20);
    all_confirmed(&runtime, &log);
    let before = stored(&received).len();

    // The clock goes back while the links are up; new positions come, and the upper platform goes away for a moment.
    wall.0.store(-DAY_MS, Ordering::SeqCst);
    let more = stored(&open_log(later.path()));
    let late = |(shard, _, record): (u16, u64, Record)| (shard, Record { received: wall.now(), ..record });
    runtime.block_on(log.append(more.into_iter().map(late).collect())).expect("appended");
    all_arrived(&runtime, &received, 0..40);
    all_confirmed(&runtime, &log);
    drop(first);
    received.meter().take(usize::MAX);
    let (_second, _) = upper_by(&runtime, address, &received, edition, "secret12", clock());
    let county = LinkKey::platform(LinkKind::PlatformIn, "county");
    until(&runtime, "the link is tried again", || async {
        let told = received.meter().take(usize::MAX);
        told.states.get(&county).is_some_and(|state| state.main_up == Some(true))
    });
    let records = stored(&received);
    let dated_back = records.iter().filter(|(.., record)| record.received.0 < MachineClock.now().0 - HOUR_MS).count();
    assert!(dated_back >= 2 && records.len() > before, "what came since carries the clock as it stands");
}

#[test]
fn nothing_is_confirmed_that_the_upper_log_does_not_hold() {
    let runtime = Runtime::new().expect("a runtime");
    let (below, above) = two_logs();
    let received = Arc::new(open_log(above.path()));
    drive(below.path(), 0..20);
    let log = Arc::new(open_log(below.path()));
    received.pause(true);
    let (_upper, address) = upper(&runtime, address::own(), &received, Edition::V2019, "secret12");
    let forwarder = lower(&runtime, address, &log, Edition::V2019);
    // The upper platform refuses for as long as several logins and keep-alives take.
    runtime.block_on(async { tokio::time::sleep(Duration::from_millis(600)).await });
    assert!(stored(&received).is_empty());
    drop(forwarder);
    let name = consumer("city");
    assert!((0..log.shards()).all(|shard| log.committed(&name, shard).is_ok_and(|offset| offset == 0)));
    received.pause(false);
    let _forwarder = lower(&runtime, address, &log, Edition::V2019);
    all_arrived(&runtime, &received, 0..20);
    all_confirmed(&runtime, &log);
}

#[test]
fn a_wrong_password_forwards_nothing() {
    let runtime = Runtime::new().expect("a runtime");
    let (below, above) = two_logs();
    let received = Arc::new(open_log(above.path()));
    drive(below.path(), 0..5);
    let log = Arc::new(open_log(below.path()));
    let (upper_side, address) = upper(&runtime, address::own(), &received, Edition::V2011, "another1");
    let forwarder = lower(&runtime, address, &log, Edition::V2011);
    runtime.block_on(async { tokio::time::sleep(Duration::from_millis(300)).await });
    assert!(stored(&received).is_empty());
    drop(upper_side);
    let (_upper, _) = upper(&runtime, address, &received, Edition::V2011, "secret12");
    all_arrived(&runtime, &received, 0..5);
    all_confirmed(&runtime, &log);
    drop(forwarder);
}
