//! The lower role: forwards the positions of our terminals from the log to an upper platform.
//!
//! The log is read behind a consumer offset of its own, one reader per shard. The offset moves on only when the upper
//! platform has confirmed what lies before it (see `protocols::jt809::session::outbox`), so a restart or a broken link
//! repeats positions and never loses one.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::Arc,
};

use anlu_bus::{Entry, Log};
use anlu_domain::{
    ids::VehicleId,
    link::{LinkKey, LinkKind},
    time::UtcMs,
};
use anlu_protocols::jt809::{Delivery, Event, Item, Link, Lower, LowerSettings, Text, Vehicle};
use rustc_hash::FxHashMap;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
    time::{Duration, MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    orders::{Order, PlatformOrders, What},
    outgoing::positions,
    reply,
    requests::Requests,
    socket::Socket,
    upper::{Knocker, PlatformSettings, first_frame, name, part, reason_code},
    vehicles::Vehicles,
};
use crate::{event, listen::Ports, registry::RegistryUnavailable};

/// What forwarding needs from outside.
pub type ForwardPorts = Ports;

/// Entries read from the log at once.
const CHUNK: usize = 256;
/// A login of a sub link may arrive before the code it needs: it is tried again for so long, ms.
const PATIENCE_MS: i64 = 5_000;
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
}

/// Consumer of the log for a link.
pub fn consumer(id: &str) -> String {
    format!("jt809/{id}")
}

/// Entries of a shard, and where they end.
struct Chunk {
    shard: u16,
    next: u64,
    entries: Vec<Entry>,
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

/// Hands the entries of a shard on, from where the consumer is.
async fn read_shard(log: Arc<Log>, consumer: String, shard: u16, from_start: bool, out: mpsc::Sender<Chunk>) {
    let mut head = log.watch(shard);
    let mut next = match log.committed(&consumer, shard) {
        Ok(0) if !from_start => {
            let now = log.head(shard);
            // A consumer that begins now is remembered at once: after a restart it goes on from here.
            if let Err(error) = log.commit(&consumer, shard, now) {
                tracing::error!(consumer, shard, %error, "forwarding cannot remember where it is");
            }
            now
        }
        Ok(next) => next,
        Err(error) => return tracing::error!(consumer, shard, %error, "forwarding cannot begin"),
    };
    loop {
        head.borrow_and_update();
        let reader = Arc::clone(&log);
        let read = tokio::task::spawn_blocking(move || reader.read(shard, next, CHUNK)).await;
        match read {
            Ok(Ok(entries)) => {
                let Some(last) = entries.last() else {
                    if head.changed().await.is_err() {
                        return;
                    }
                    continue;
                };
                next = last.offset.saturating_add(1);
                if out.send(Chunk { shard, next, entries }).await.is_err() {
                    return;
                }
            }
            Ok(Err(error)) => {
                tracing::error!(consumer, shard, %error, "forwarding cannot read the log");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
            Err(_) => return,
        }
    }
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
    settings: PlatformSettings,
    session: Lower,
    main: Socket,
    sub: Socket,
    now: UtcMs,
    opened: mpsc::Receiver<Option<TcpStream>>,
    opener: mpsc::Sender<Option<TcpStream>>,
    /// A sub link whose code is not known (yet), and until when it may wait.
    candidate: Option<(Knocker, i64)>,
    plates: FxHashMap<VehicleId, (Option<Vehicle>, UtcMs)>,
    /// Vehicles that requests name.
    vehicles: Vehicles,
    requests: Requests,
    /// A chunk whose vehicles could not be looked up.
    stuck: Option<Chunk>,
    /// Positions the session had no room for.
    waiting: VecDeque<Item>,
    /// Last token given out, and last one confirmed.
    token: u64,
    taken: u64,
    /// Up to which token it must be confirmed that a shard is done up to an offset.
    marks: VecDeque<(u64, u16, u64)>,
    /// Offsets to be committed.
    done: BTreeMap<u16, u64>,
}

impl ForwardTask {
    fn new(link: ForwardLink, ports: ForwardPorts, settings: PlatformSettings) -> Self {
        let now = ports.clock.now();
        let (opener, opened) = mpsc::channel(1);
        Self {
            session: Lower::new(link.session.clone(), now.0),
            vehicles: Vehicles::new(Arc::clone(&ports.registry)),
            requests: Requests::new(&link.id, link.session.profile.edition),
            link,
            ports,
            settings,
            main: Socket::default(),
            sub: Socket::default(),
            now,
            opened,
            opener,
            candidate: None,
            plates: FxHashMap::default(),
            stuck: None,
            waiting: VecDeque::new(),
            token: 0,
            taken: 0,
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
        let mut tick = interval(self.settings.tick);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let hungry = self.stuck.is_none() && self.waiting.is_empty();
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                _ = tick.tick() => self.tick().await,
                Some(stream) = self.opened.recv() => self.connected(stream),
                Some(knocker) = knocks.recv() => {
                    self.advance();
                    self.candidate = Some((knocker, self.now.0.saturating_add(PATIENCE_MS)));
                }
                Some(order) = orders.recv() => {
                    self.advance();
                    // Whoever asked may have stopped waiting.
                    let _told = order.taken.send(self.send(&order.what));
                }
                () = self.main.readable() => self.read(Link::Main),
                () = self.sub.readable() => self.read(Link::Sub),
                Some(chunk) = chunks.recv(), if hungry => {
                    self.advance();
                    self.take(chunk).await;
                }
            }
            self.settle().await;
        }
        self.session.log_out(self.now.0);
        self.settle().await;
        self.commit().await;
    }

    fn key(&self) -> LinkKey {
        LinkKey::platform(LinkKind::PlatformOut, &self.link.id)
    }

    fn rejected(&self, reason: &'static str) {
        event::platform_rejected(&self.link.id, reason);
        self.ports.log.meter().rejected(&self.key(), reason, self.now);
    }

    fn advance(&mut self) {
        self.now = self.now.max(self.ports.clock.now());
    }

    fn socket(&mut self, link: Link) -> &mut Socket {
        match link {
            Link::Main => &mut self.main,
            Link::Sub => &mut self.sub,
        }
    }

    async fn tick(&mut self) {
        self.advance();
        self.session.tick(self.now.0);
        if let Some(chunk) = self.stuck.take() {
            self.take(chunk).await;
        }
        self.commit().await;
    }

    fn connected(&mut self, stream: Option<TcpStream>) {
        self.advance();
        match stream {
            Some(stream) => {
                self.main.replace(stream);
                self.session.main_opened(self.now.0);
            }
            None => self.session.lost(Link::Main, self.now.0),
        }
    }

    fn read(&mut self, link: Link) {
        self.advance();
        let (most, now) = (self.settings.read_bytes, self.now.0);
        let socket = match link {
            Link::Main => &mut self.main,
            Link::Sub => &mut self.sub,
        };
        match socket.read(most) {
            Some(bytes) => self.session.feed(link, bytes, now),
            None => self.lose(link),
        }
    }

    fn lose(&mut self, link: Link) {
        let now = self.now.0;
        self.socket(link).close();
        self.session.lost(link, now);
    }

    fn connect(&self) {
        let (opener, within, address) = (self.opener.clone(), self.settings.login, self.link.address);
        tokio::spawn(async move {
            let stream = timeout(within, TcpStream::connect(address)).await.ok().and_then(Result::ok);
            drop(opener.send(stream).await);
        });
    }

    fn admit_candidate(&mut self) {
        let Some((knocker, until)) = self.candidate.take() else { return };
        if self.session.admits_sub(&knocker.frame) {
            self.session.sub_opened(self.now.0);
            let first = knocker.first_bytes();
            self.sub.replace(knocker.stream);
            self.session.feed(Link::Sub, &first, self.now.0);
        } else if self.now.0 < until {
            self.candidate = Some((knocker, until));
        } else {
            event::platform_refused("wrong_verify_code");
        }
    }

    /// Events and answers until nothing moves.
    async fn settle(&mut self) {
        self.admit_candidate();
        let mut over = Vec::new();
        while let Some(event) = self.session.poll(self.now.0) {
            match event {
                Event::Connect { .. } => self.connect(),
                Event::Up(link) => {
                    event::platform_up(&self.link.id, name(link));
                    self.ports.log.meter().connection(self.key(), part(link), true, self.now);
                }
                Event::Down(link, reason) => {
                    event::platform_down(&self.link.id, name(link), reason_code(reason));
                    self.ports.log.meter().connection(self.key(), part(link), false, self.now);
                    if reason != anlu_protocols::jt809::EndReason::Replaced {
                        over.push(link);
                    }
                }
                Event::Confirmed(token) => {
                    let positions = token.saturating_sub(self.taken);
                    event::forwarded(&self.link.id, positions);
                    self.ports.log.meter().messages(self.key(), positions, self.now);
                    self.taken = token;
                    self.confirmed(token);
                }
                Event::Counted { theirs, ours } => event::counted(&self.link.id, theirs, ours),
                Event::Rejected(_, reason) => self.rejected(reason.code()),
                Event::Deliver(delivery) => self.request(delivery).await,
                Event::Notice { msg_id, code } => {
                    tracing::warn!(
                        link = self.link.id,
                        msg_id = format!("{msg_id:04x}"),
                        code,
                        "platform reports a link"
                    );
                }
                Event::Missing { .. } => {}
            }
        }
        self.requests.store(&self.ports.log).await;
        // The code of a login that was just answered may be what a waiting sub link needs.
        self.admit_candidate();
        self.offer();
        for link in [Link::Main, Link::Sub] {
            let bytes = self.session.take_output(link);
            let within = self.settings.write;
            if !bytes.is_empty() && self.socket(link).is_open() && !self.socket(link).write(&bytes, within).await {
                self.lose(link);
            }
            if over.contains(&link) {
                self.socket(link).close();
            }
        }
    }

    /// 查岗, 督办, pre-warnings and exchanged alarms are kept; other messages are at least seen.
    async fn request(&mut self, delivery: Delivery) {
        let id = delivery.sub_id.unwrap_or(delivery.msg_id);
        let vehicle = match &delivery.vehicle {
            None => None,
            Some(named) => match self.vehicles.find(named, self.now).await {
                Ok(found) => found,
                Err(error) => {
                    // The request is what matters: it is kept with the plate it names.
                    tracing::warn!(link = self.link.id, %error, "the vehicle of a request cannot be looked up");
                    None
                }
            },
        };
        if !self.requests.take(delivery, vehicle, &self.ports.log, self.now) {
            tracing::warn!(link = self.link.id, msg_id = format!("{id:04x}"), "message of an upper platform");
        }
    }

    /// Sends an answer or an alarm; its serial number, or `None` when no link is up.
    fn send(&mut self, what: &What) -> Option<u32> {
        match what {
            What::Answer(answer) => reply::answer(&mut self.session, answer, self.now.0),
            What::Alarm(alarm) => {
                let profile = self.link.session.profile;
                reply::alarm(&mut self.session, &profile, self.link.platform, alarm, self.now.0)
            }
            // These go down.
            What::Warning(_) => None,
        }
    }

    /// Turns a chunk into positions; keeps it when the registry cannot be asked.
    async fn take(&mut self, chunk: Chunk) {
        let edition = self.link.session.profile.edition;
        let mut items = Vec::new();
        let mut token = self.token;
        for entry in &chunk.entries {
            for position in positions(entry, edition, &self.link.platform) {
                match self.plate(position.vehicle).await {
                    Ok(Some(vehicle)) => {
                        token = token.saturating_add(1);
                        items.push(Item { token, vehicle, time: position.time, gnss: position.gnss });
                    }
                    Ok(None) => self.rejected("vehicle_without_plate"),
                    Err(error) => {
                        tracing::warn!(link = self.link.id, %error, "forwarding waits: plates cannot be looked up");
                        self.stuck = Some(chunk);
                        return;
                    }
                }
            }
        }
        self.token = token;
        self.waiting.extend(items);
        self.marks.push_back((token, chunk.shard, chunk.next));
        if self.session.unconfirmed() == 0 && self.waiting.is_empty() {
            self.confirmed(token);
        }
    }

    async fn plate(&mut self, vehicle: VehicleId) -> Result<Option<Vehicle>, RegistryUnavailable> {
        if let Some((known, asked)) = self.plates.get(&vehicle)
            && self.now.0.saturating_sub(asked.0) < PLATE_MS
        {
            return Ok(*known);
        }
        let found = self.ports.registry.find_vehicle(vehicle).await?;
        let known = found.map(|found| Vehicle::new(&found.plate, found.colour.code()));
        self.plates.insert(vehicle, (known, self.now));
        Ok(known)
    }

    fn offer(&mut self) {
        while let Some(item) = self.waiting.pop_front() {
            if let Err(item) = self.session.offer(item, self.now.0) {
                self.waiting.push_front(item);
                return;
            }
        }
    }

    fn confirmed(&mut self, token: u64) {
        while let Some((_, shard, next)) = self.marks.pop_front_if(|(last, ..)| *last <= token) {
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
