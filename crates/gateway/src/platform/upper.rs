//! The upper role: a listener for main links, and one task per configured lower platform.

use std::{net::SocketAddr, sync::Arc};

use anlu_bus::{Appending, Record, Source};
use anlu_domain::{
    downward::Taken,
    link::{LinkKey, LinkKind},
    time::UtcMs,
};
use anlu_protocols::jt809::{Delivery, Edition, Event, Link, Upper, UpperSettings, session::Token};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::{Duration, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    check, demand,
    driver::{Driver, Moved, Told},
    knock::{Knocker, first_frame},
    orders::{self, Down, Order, PlatformOrders, What},
    vehicles::{Known, Vehicles},
};
use crate::{AuthKey, event, listen::Ports, pace::Pace};

/// Limits of the links; each is an argument.
#[derive(Clone, Debug)]
pub struct PlatformSettings {
    /// Key the codes of sub links are derived from.
    pub auth_key: AuthKey,
    /// Connections whose first frame is awaited at once; one more is closed at accept.
    pub max_knocking: usize,
    /// Time for the first frame.
    pub login: Duration,
    /// Bytes read from a link before what was read is appended to the log.
    pub read_bytes: usize,
    /// A peer that does not take what is written for this long is closed.
    pub write: Duration,
    /// Longest message the log is asked to take, bytes.
    pub max_message_bytes: usize,
    /// What its time-outs are measured by.
    pub pace: Pace,
    /// How often a link looks at its clocks.
    pub tick: Duration,
}

impl PlatformSettings {
    /// The defaults with a key.
    pub fn new(auth_key: AuthKey) -> Self {
        Self {
            auth_key,
            max_knocking: 64,
            login: Duration::from_secs(15),
            read_bytes: 512 * 1024,
            write: Duration::from_secs(10),
            max_message_bytes: 128 * 1024,
            pace: Pace::Machine,
            tick: Duration::from_secs(1),
        }
    }
}

/// One lower platform.
#[derive(Clone, Debug)]
pub struct UpperLink {
    /// Name in the configuration; it stands in every record.
    pub id: String,
    /// What is agreed.
    pub session: UpperSettings,
    /// Where its sub link is opened to, instead of what its login says.
    pub sub_address: Option<SocketAddr>,
}

/// Serves lower platforms on `listener` until `stop`; `orders` are sent to them.
pub async fn serve_upper(
    listener: TcpListener,
    ports: Ports,
    links: Vec<UpperLink>,
    orders: &PlatformOrders,
    settings: PlatformSettings,
    stop: CancellationToken,
) {
    let mut tasks = JoinSet::new();
    let mut doors = Vec::new();
    for link in links {
        let (door, knocks) = mpsc::channel(4);
        doors.push((link.session.access_code, door));
        let waiting = orders.open(&link.id);
        let task = LinkTask::new(link, ports.clone(), settings.clone());
        tasks.spawn(task.run(knocks, waiting, stop.child_token()));
    }
    let doors: Arc<[_]> = doors.into();
    let room = Arc::new(Semaphore::new(settings.max_knocking));
    let mut knocking = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(_) = knocking.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            event::platform_refused("too_many_knocking");
            continue;
        };
        let (doors, within) = (Arc::clone(&doors), settings.login);
        knocking.spawn(async move {
            match timeout(within, first_frame(stream, address)).await {
                Ok(Some((access_code, knocker))) => {
                    match doors.iter().find(|(code, _)| *code == access_code) {
                        // A link that is busy with other knockers refuses this one.
                        Some((_, door)) => drop(door.try_send(knocker)),
                        None => event::platform_refused("unknown_access_code"),
                    }
                }
                Ok(None) => event::platform_refused("no_login"),
                Err(_) => event::platform_refused("login_timeout"),
            }
            drop(permit);
        });
    }
    drop(listener);
    while tasks.join_next().await.is_some() {}
}

struct LinkTask {
    /// Id of the link, as it stands in records.
    name: Arc<str>,
    link: UpperLink,
    ports: Ports,
    driver: Driver<Upper>,
    vehicles: Vehicles,
    logins: u64,
    room: Room,
}

/// Room for what one read brings, kept from one to the next.
#[derive(Default)]
struct Room {
    deliveries: Vec<Delivery>,
    /// What is remembered of their vehicles.
    known: Vec<Known>,
    /// Those that go to the log, or need no storing.
    tokens: Vec<Token>,
    /// Bytes that a shard got of the last read, and some more.
    bytes: usize,
}

impl Driver<Upper> {
    /// Answers a login with `code` for the sub link, or refuses it.
    pub(super) async fn admit(&mut self, mut knocker: Knocker, code: u32) -> bool {
        match self.session.admit(&knocker.frame, &knocker.address.ip().to_string(), self.time.now) {
            Ok(admission) => {
                self.session.main_opened(admission, code, self.time.now);
                self.session.feed(Link::Main, knocker.rest(), self.time.now);
                self.main.replace(knocker.stream);
                true
            }
            Err(reply) => {
                event::platform_refused("login_refused");
                // The refusal is all this connection gets; it may not take it.
                let _sent = timeout(self.settings.write, knocker.stream.write_all(&reply)).await;
                let _closed = timeout(self.settings.write, knocker.stream.shutdown()).await;
                false
            }
        }
    }
}

impl LinkTask {
    fn new(link: UpperLink, ports: Ports, settings: PlatformSettings) -> Self {
        let (key, id, log) =
            (LinkKey::platform(LinkKind::PlatformIn, &link.id), link.id.clone(), Arc::clone(&ports.log));
        let session = link.session.clone();
        let begin = |now| Upper::new(session, now);
        Self {
            driver: Driver::new(begin, Arc::clone(&ports.clock), settings, Some(Told { key, id, log })),
            vehicles: Vehicles::new(Arc::clone(&ports.registry)),
            name: Arc::from(link.id.as_str()),
            link,
            ports,
            logins: 0,
            room: Room::default(),
        }
    }

    async fn run(
        mut self,
        mut knocks: mpsc::Receiver<Knocker>,
        mut orders: mpsc::Receiver<Order>,
        stop: CancellationToken,
    ) {
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(knocker) = knocks.recv() => self.knock(knocker).await,
                Some(order) = orders.recv() => self.send(order),
                moved = self.driver.moved() => if let Moved::Opened(stream) = moved { self.sub_connected(stream) },
            }
            self.settle().await;
        }
    }

    fn send(&mut self, order: Order) {
        self.driver.advance();
        let (session, now) = (&mut self.driver.session, UtcMs(self.driver.time.now));
        let profile = &self.link.session.profile;
        let plain = |serial: Option<u32>| serial.map(|serial| Taken { serial, about: None });
        let taken = match &order.what {
            What::Down(Down::Warning(warning)) => plain(orders::send(session, profile, warning, now)),
            What::Down(Down::Demand(asked)) => demand::send(session, profile, asked, now),
            What::Down(Down::Check(check)) => plain(check::send(session, profile, check, now)),
            // These go up.
            What::Answer(_) | What::Alarm(_) => None,
        };
        // Whoever asked may have stopped waiting.
        let _told = order.taken.send(taken);
    }

    async fn knock(&mut self, knocker: Knocker) {
        self.driver.advance();
        // Unpredictable without the key; the clock and a counter make it another one each time.
        self.logins = self.logins.wrapping_add(1);
        let nonce = u64::from_ne_bytes(self.driver.time.wall.0.to_ne_bytes()).wrapping_add(self.logins);
        let code = self.driver.settings.auth_key.verify_code(&self.link.id, nonce);
        self.driver.admit(knocker, code).await;
    }

    fn sub_connected(&mut self, stream: Option<TcpStream>) {
        let driver = &mut self.driver;
        match stream {
            Some(stream) if driver.session.is_connecting() => {
                driver.sub.replace(stream);
                driver.session.sub_opened(driver.time.now);
            }
            // A login meanwhile asked for a new one, or there is nobody any more.
            Some(_) => {}
            None => driver.session.lost(Link::Sub, driver.time.now),
        }
    }

    /// Events, then the log, then the answers.
    async fn settle(&mut self) {
        let mut room = std::mem::take(&mut self.room);
        while let Some(event) = self.driver.next() {
            match event {
                Event::Connect { host, port, .. } => {
                    let told = host.parse().map(|ip| SocketAddr::new(ip, port));
                    self.driver.connect(self.link.sub_address.or(told.ok()));
                }
                Event::Deliver(delivery) => room.deliveries.push(delivery),
                Event::Missing { first, last } => {
                    let messages = last.wrapping_sub(first).wrapping_add(1);
                    event::platform_missing(&self.link.id, messages);
                    self.ports.log.meter().missing(&self.key(), messages.into(), self.driver.time.wall);
                }
                _ => {}
            }
        }
        if !room.deliveries.is_empty() && !self.keep(&mut room).await {
            return self.driver.cut();
        }
        self.room = room;
        self.driver.flush().await;
    }

    /// Appends what was delivered to the log; `false` when it was not kept: it must come again, for without its
    /// connection nothing is answered.
    async fn keep(&mut self, room: &mut Room) -> bool {
        let Room { deliveries, known, tokens, bytes } = room;
        let named = deliveries.iter().map(|delivery| delivery.vehicle.as_ref());
        self.vehicles.remembered(named, self.driver.time.now, known);
        let mut records = self.ports.log.begin(*bytes);
        for (delivery, known) in deliveries.drain(..).zip(known.drain(..)) {
            if !self.collect(delivery, known, &mut records, tokens).await {
                return false;
            }
        }
        *bytes = records.largest().saturating_add(records.largest() / 4);
        let stored = u64::try_from(records.records()).unwrap_or(u64::MAX);
        if let Err(error) = self.ports.log.finish(records).await {
            event::append_failed(0, tokens.len(), &error);
            return false;
        }
        self.driver.session.on_durable(tokens, self.driver.time.now);
        event::platform_stored(&self.link.id, tokens.len());
        self.ports.log.meter().messages(self.key(), stored, self.driver.time.wall);
        tokens.clear();
        true
    }

    fn key(&self) -> LinkKey {
        LinkKey::platform(LinkKind::PlatformIn, &self.link.id)
    }

    /// `known`: what is remembered of the vehicle. `false` when the registry cannot be asked: nothing of this read is
    /// kept or answered.
    async fn collect(
        &mut self,
        delivery: Delivery,
        known: Known,
        records: &mut Appending,
        tokens: &mut Vec<Token>,
    ) -> bool {
        if delivery.frame.len() > self.driver.settings.max_message_bytes {
            self.driver.rejected("message_too_large");
            tokens.push(Token { locations: 0, ..delivery.token });
            return true;
        }
        let vehicle = match (&delivery.vehicle, known) {
            (None, _) | (Some(_), Known::Nobodys) => None,
            (Some(_), Known::Of(id)) => Some(id),
            (Some(vehicle), Known::NotNow) => match self.vehicles.find(vehicle, self.driver.time.now).await {
                Ok(found) => found,
                Err(error) => {
                    tracing::warn!(link = self.link.id, %error, "platform cut off: its vehicles cannot be looked up");
                    return false;
                }
            },
        };
        if vehicle.is_none() && delivery.vehicle.is_some() {
            self.driver.rejected("unknown_plate");
        }
        let log = &self.ports.log;
        let shard = match (&vehicle, &delivery.vehicle) {
            (Some(id), _) => log.shard_of(id.0.as_bytes()),
            (None, Some(plate)) => log.shard_of(plate.plate.text().as_bytes()),
            (None, None) => log.shard_of(self.link.id.as_bytes()),
        };
        let edition_2019 = self.link.session.profile.edition == Edition::V2019;
        let source = Source::Jt809 { link: Arc::clone(&self.name), edition_2019, vehicle };
        let record = Record { received: self.driver.time.wall, source, frame: delivery.frame };
        if let Err(error) = records.add(shard, &record) {
            event::append_failed(0, 1, &error);
            return false;
        }
        self.driver.session.recycle(record.frame);
        tokens.push(delivery.token);
        true
    }
}
