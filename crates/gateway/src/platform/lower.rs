//! The lower role: forwards positions and drivers' cards from the log to an upper platform.
//!
//! The log is read behind a consumer offset of its own, one reader per shard. The offset moves on only when the upper
//! platform has confirmed what lies before it (see `protocols::jt809::session::outbox`), so a restart or a broken link
//! repeats positions and never loses one.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::Arc,
};

use anlu_bus::Source;
use anlu_domain::{
    downward::Taken,
    ids::VehicleId,
    link::{LinkKey, LinkKind},
};
use anlu_protocols::jt809::{
    self, Body, Delivery, EditionChoice, Event, Item, Link, Lower, LowerSettings, Text, Vehicle, body::control::Answer,
};
use rustc_hash::FxHashMap;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
    time::{Duration, MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    PlatformSettings, carried,
    driver::{Driver, Moved, Told},
    knock::{Knocker, first_frame},
    orders::{Order, PlatformOrders, What},
    outgoing::{self, Card, Outgoing, Relay, positions},
    reading::{Chunk, read_shard},
    reply,
    requests::Requests,
    senders::{Plate, Sender, registration},
    vehicles::Vehicles,
};
use crate::{event, listen::Ports, registry::RegistryUnavailable};

/// What forwarding needs from outside.
pub type ForwardPorts = Ports;

/// A login of a sub link may arrive before the code it needs: it is tried again for so long, ms.
const PATIENCE_MS: i64 = 5_000;
/// Sub id of the answer to a registration.
const REGISTER_REPLY: u16 = 0x9201;
/// Plates are looked up again after this long, ms.
const PLATE_MS: i64 = 10 * 60_000;

/// One upper platform.
#[derive(Clone, Debug)]
pub struct ForwardLink {
    /// Name in the configuration; the consumer of the log is named after it.
    pub id: String,
    /// What is agreed.
    pub session: LowerSettings,
    /// Address of the upper platform.
    pub address: SocketAddr,
    /// Our platform code, for positions of 2019.
    pub platform: Text<11>,
    /// A link that never forwarded anything begins with the oldest entry the log has, instead of with what comes now.
    pub from_start: bool,
    /// Which positions of platforms below are forwarded, beside those of our terminals.
    pub relay: Relay,
}

/// Consumer of the log for a link.
pub fn consumer(id: &str) -> String {
    format!("jt809/{id}")
}

/// Forwards to one upper platform until `stop`, and keeps what it wants of us. `listener` takes its sub link; `orders`
/// are sent to it.
pub async fn forward(
    link: ForwardLink,
    ports: ForwardPorts,
    listener: Option<TcpListener>,
    orders: &PlatformOrders,
    settings: PlatformSettings,
    stop: CancellationToken,
) {
    let waiting = orders.open(&link.id);
    let (chunk_in, chunks) = mpsc::channel(2);
    let (knock_in, knocks) = mpsc::channel(2);
    let mut around = JoinSet::new();
    for shard in 0..ports.log.shards() {
        let (log, name) = (Arc::clone(&ports.log), consumer(&link.id));
        around.spawn(read_shard(log, name, shard, link.from_start, chunk_in.clone()));
    }
    drop(chunk_in);
    if let Some(listener) = listener {
        around.spawn(take_sub_links(listener, knock_in, settings.login));
    }
    let task = ForwardTask::new(link, ports, settings);
    task.run(chunks, knocks, waiting, stop).await;
    around.shutdown().await;
}

/// Accepts connections and hands on those that begin with a frame.
async fn take_sub_links(listener: TcpListener, out: mpsc::Sender<Knocker>, within: Duration) {
    loop {
        let Ok((stream, address)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // One at a time: only the upper platform has business here, and a stranger is gone after `within`.
        match timeout(within, first_frame(stream, address)).await {
            Ok(Some((_, knocker))) => {
                if out.send(knocker).await.is_err() {
                    return;
                }
            }
            Ok(None) | Err(_) => event::platform_refused("no_sub_login"),
        }
    }
}

struct ForwardTask {
    link: ForwardLink,
    ports: ForwardPorts,
    driver: Driver<Lower>,
    /// A sub link whose code is not known (yet), and until when it may wait.
    candidate: Option<(Knocker, i64)>,
    plates: FxHashMap<VehicleId, Plate>,
    /// Vehicles that requests name.
    vehicles: Vehicles,
    requests: Requests,
    /// A chunk whose vehicles could not be looked up.
    stuck: Option<Chunk>,
    /// Positions the session had no room for.
    waiting: VecDeque<Item>,
    /// Who drives, where no link was up to tell it (0x120c, which carries no time: only the newest counts).
    cards: BTreeMap<Vehicle, Card>,
    /// Last token given out, last one the upper platform has confirmed, and last one that needs nothing any more.
    token: u64,
    taken: u64,
    sure: u64,
    /// Up to which token it must be confirmed that a shard is done up to an offset.
    marks: VecDeque<(u64, u16, u64)>,
    /// Offsets to be committed.
    done: BTreeMap<u16, u64>,
}

impl ForwardTask {
    fn new(link: ForwardLink, ports: ForwardPorts, settings: PlatformSettings) -> Self {
        let (key, id, log) =
            (LinkKey::platform(LinkKind::PlatformOut, &link.id), link.id.clone(), Arc::clone(&ports.log));
        let session = link.session.clone();
        let begin = |now| Lower::new(session, now);
        Self {
            driver: Driver::new(begin, Arc::clone(&ports.clock), settings, Some(Told { key, id, log })),
            vehicles: Vehicles::new(Arc::clone(&ports.registry)),
            requests: Requests::new(&link.id, link.session.profile.edition),
            link,
            ports,
            candidate: None,
            plates: FxHashMap::default(),
            stuck: None,
            waiting: VecDeque::new(),
            cards: BTreeMap::new(),
            token: 0,
            taken: 0,
            sure: 0,
            marks: VecDeque::new(),
            done: BTreeMap::new(),
        }
    }

    async fn run(
        mut self,
        mut chunks: mpsc::Receiver<Chunk>,
        mut knocks: mpsc::Receiver<Knocker>,
        mut orders: mpsc::Receiver<Order>,
        stop: CancellationToken,
    ) {
        let mut retry = interval(self.driver.settings.tick);
        retry.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let hungry = self.stuck.is_none() && self.waiting.is_empty();
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                _ = retry.tick() => self.retry().await,
                Some(knocker) = knocks.recv() => {
                    self.driver.advance();
                    self.candidate = Some((knocker, self.driver.time.now.saturating_add(PATIENCE_MS)));
                }
                Some(order) = orders.recv() => {
                    self.driver.advance();
                    // Whoever asked may have stopped waiting.
                    let taken = self.send(&order.what).map(|serial| Taken { serial, about: None });
                    let _told = order.taken.send(taken);
                }
                moved = self.driver.moved() => if let Moved::Opened(stream) = moved { self.connected(stream) },
                Some(chunk) = chunks.recv(), if hungry => {
                    self.driver.advance();
                    self.take(chunk).await;
                }
            }
            self.settle().await;
        }
        self.driver.session.log_out(self.driver.time.now);
        self.settle().await;
        self.commit().await;
    }

    fn key(&self) -> LinkKey {
        LinkKey::platform(LinkKind::PlatformOut, &self.link.id)
    }

    /// What could not be done is tried again.
    async fn retry(&mut self) {
        self.driver.advance();
        if let Some(chunk) = self.stuck.take() {
            self.take(chunk).await;
        }
        self.commit().await;
    }

    fn connected(&mut self, stream: Option<TcpStream>) {
        let driver = &mut self.driver;
        match stream {
            Some(stream) => {
                driver.main.replace(stream);
                driver.session.main_opened(driver.time.now);
            }
            None => driver.session.lost(Link::Main, driver.time.now),
        }
    }

    fn admit_candidate(&mut self) {
        let Some((knocker, until)) = self.candidate.take() else { return };
        let driver = &mut self.driver;
        if driver.session.admits_sub(&knocker.frame) {
            driver.session.sub_opened(driver.time.now);
            driver.session.feed(Link::Sub, &knocker.bytes, driver.time.now);
            driver.sub.replace(knocker.stream);
        } else if driver.time.now < until {
            self.candidate = Some((knocker, until));
        } else {
            event::platform_refused("wrong_verify_code");
        }
    }

    /// Events and answers until nothing moves.
    async fn settle(&mut self) {
        self.admit_candidate();
        while let Some(event) = self.driver.next() {
            match event {
                Event::Connect { .. } => self.driver.connect(Some(self.link.address)),
                Event::Confirmed(token) => {
                    let positions = token.saturating_sub(self.taken);
                    event::forwarded(&self.link.id, positions);
                    self.ports.log.meter().messages(self.key(), positions, self.driver.time.wall);
                    self.taken = token;
                    self.confirmed(token);
                }
                Event::Counted(reckoned) => {
                    event::counted(&self.link.id, reckoned);
                    if reckoned.missing > 0 {
                        self.ports.log.meter().missing(&self.key(), reckoned.missing, self.driver.time.wall);
                    }
                }
                Event::Deliver(delivery) => self.request(delivery).await,
                _ => {}
            }
        }
        self.requests.store(&self.ports.log).await;
        // The code of a login that was just answered may be what a waiting sub link needs.
        self.admit_candidate();
        self.offer();
        self.driver.flush().await;
    }

    /// What somebody answers, or a vehicle carries out, is kept; other messages are at least seen.
    async fn request(&mut self, delivery: Delivery) {
        let id = delivery.sub_id.unwrap_or(delivery.msg_id);
        if id == REGISTER_REPLY {
            return self.registered(&delivery);
        }
        let vehicle = match &delivery.vehicle {
            None => None,
            Some(named) => match self.vehicles.find(named, self.driver.time.now).await {
                Ok(found) => found,
                Err(error) => {
                    // The request is what matters: it is kept with the plate it names.
                    tracing::warn!(link = self.link.id, %error, "the vehicle of a request cannot be looked up");
                    None
                }
            },
        };
        if !self.requests.take(delivery, vehicle, &self.ports.log, self.driver.time.wall) {
            tracing::warn!(link = self.link.id, msg_id = format!("{id:04x}"), "message of an upper platform");
        }
    }

    /// The answer to a 0x1201 of ours, which only tells something when it is a refusal.
    fn registered(&mut self, delivery: &Delivery) {
        let edition = self.link.session.profile.edition;
        let Ok(opened) = jt809::open(&delivery.frame, EditionChoice::Only(edition), None) else { return };
        let result = match jt809::decode(opened.header.msg_id, &opened.body, edition).map(|message| message.body) {
            Ok(Body::RegisterReply(Answer::V2011(reply))) => reply.result,
            Ok(Body::RegisterReply(Answer::V2019(reply))) => reply.result,
            _ => return,
        };
        if result != 0 {
            self.driver.rejected("vehicle_refused");
        }
    }

    /// Sends an answer or an alarm; its serial number, or `None` when no link is up.
    fn send(&mut self, what: &What) -> Option<u32> {
        match what {
            What::Answer(answer) => {
                let (profile, platform) = (self.link.session.profile, self.link.platform);
                reply::answer(&mut self.driver.session, &profile, &platform, answer, self.driver.time.now)
            }
            What::Alarm(alarm) => {
                let profile = self.link.session.profile;
                reply::alarm(&mut self.driver.session, &profile, self.link.platform, alarm, self.driver.time.now)
            }
            // These go down.
            What::Down(_) => None,
        }
    }

    /// Turns a chunk into positions; keeps it when the registry cannot be asked.
    async fn take(&mut self, chunk: Chunk) {
        let edition = self.link.session.profile.edition;
        let mut items = Vec::new();
        let mut token = self.token;
        for entry in &chunk.entries {
            let received = entry.record.received.0;
            let own = matches!(entry.record.source, Source::Jt808 { .. });
            if let Some((vehicle, card)) = outgoing::card(entry) {
                match (self.sender(vehicle, own, received).await, card) {
                    (Ok(Sender::Known(vehicle)), Some(card)) => drop(self.cards.insert(vehicle, card)),
                    (Ok(Sender::Known(vehicle)), None) => drop(self.cards.remove(&vehicle)),
                    (Ok(_), _) => {}
                    (Err(error), _) => return self.sticks(chunk, &error),
                }
            }
            for position in positions(entry, edition, &self.link.platform, &self.link.relay) {
                match self.sender(position.vehicle, own, received).await {
                    Ok(Sender::Known(vehicle)) => {
                        token = token.saturating_add(1);
                        let Outgoing { time, due, gnss, .. } = position;
                        items.push(Item { token, vehicle, time, due, gnss });
                    }
                    Ok(Sender::Terminal) => {}
                    Ok(Sender::Nobody) => self.driver.rejected("vehicle_without_plate"),
                    Err(error) => return self.sticks(chunk, &error),
                }
            }
        }
        self.token = token;
        self.waiting.extend(items);
        self.marks.push_back((token, chunk.shard, chunk.next));
        if self.driver.session.unconfirmed() == 0 && self.waiting.is_empty() {
            self.confirmed(token);
        }
    }

    fn sticks(&mut self, chunk: Chunk, error: &RegistryUnavailable) {
        tracing::warn!(link = self.link.id, %error, "forwarding waits: plates cannot be looked up");
        self.stuck = Some(chunk);
    }

    /// Whose message it is; `own`: of its terminal.
    async fn sender(&mut self, id: VehicleId, own: bool, received: i64) -> Result<Sender, RegistryUnavailable> {
        let now = self.driver.time.now;
        let known = self.plates.get_mut(&id).filter(|plate| now.saturating_sub(plate.asked) < PLATE_MS);
        if let Some(plate) = known {
            return Ok(plate.sender(own, received));
        }
        let found = self.ports.registry.find_vehicle(id).await?;
        let (platform, edition) = (self.link.platform, self.link.session.profile.edition);
        let vehicle = found.map(|found| {
            let vehicle = Vehicle::new(&found.plate, found.colour.code());
            self.driver.session.register(vehicle, registration(&found, platform, edition));
            vehicle
        });
        let heard = self.plates.get(&id).map_or(i64::MIN, |plate| plate.heard);
        let mut plate = Plate { vehicle, asked: now, heard };
        let sender = plate.sender(own, received);
        self.plates.insert(id, plate);
        Ok(sender)
    }

    fn offer(&mut self) {
        let (session, now) = (&mut self.driver.session, self.driver.time.now);
        session.offer(&mut self.waiting, now);
        let edition = self.link.session.profile.edition;
        if self.cards.is_empty() {
            return;
        }
        self.cards.retain(|vehicle, card| {
            let mut room = Vec::new();
            let body = carried::of_card(card, edition, &mut room);
            body.is_some_and(|body| session.send(Some(*vehicle), body, now).is_none())
        });
        self.release();
    }

    fn confirmed(&mut self, token: u64) {
        self.sure = token;
        self.release();
    }

    /// What lies before the last sure token is done, unless a card waits that stands there as well.
    fn release(&mut self) {
        while self.cards.is_empty()
            && let Some((_, shard, next)) = self.marks.pop_front_if(|(last, ..)| *last <= self.sure)
        {
            self.done.insert(shard, next);
        }
    }

    /// Remembers how far every shard is done.
    async fn commit(&mut self) {
        if self.done.is_empty() {
            return;
        }
        let (log, name, done) = (Arc::clone(&self.ports.log), consumer(&self.link.id), std::mem::take(&mut self.done));
        let committed = tokio::task::spawn_blocking(move || {
            done.into_iter().try_for_each(|(shard, next)| log.commit(&name, shard, next))
        });
        match committed.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(link = self.link.id, %error, "forwarding cannot remember where it is"),
            Err(_) => tracing::error!(link = self.link.id, "the commit of forwarding ended with a panic"),
        }
    }
}
