//! The upper role: a listener for main links, and one task per configured lower platform.

use std::{net::SocketAddr, sync::Arc};

use anlu_bus::{Part, Record, Source};
use anlu_domain::{
    link::{LinkKey, LinkKind},
    time::UtcMs,
};
use anlu_protocols::jt809::{
    Delivery, Edition, EndReason, Event, Link, Upper, UpperSettings,
    session::{Knock, Token, knock},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::{Duration, MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    orders::{self, Order, PlatformOrders, What},
    socket::{FIRST_FRAME, Socket},
    vehicles::Vehicles,
};
use crate::{AuthKey, event, listen::Ports};

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
            read_bytes: 256 * 1024,
            write: Duration::from_secs(10),
            max_message_bytes: 128 * 1024,
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

/// A connection that said who it is.
pub(super) struct Knocker {
    pub(super) stream: TcpStream,
    pub(super) address: SocketAddr,
    /// Its first frame, unescaped.
    pub(super) frame: Vec<u8>,
    /// Everything it sent so far, and how much of it the first frame takes.
    pub(super) bytes: Vec<u8>,
    pub(super) used: usize,
}

impl Knocker {
    /// What came behind the first frame.
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.used..).unwrap_or_default()
    }

    /// Everything, the first frame included.
    pub(super) fn first_bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }
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

pub(super) async fn first_frame(mut stream: TcpStream, address: SocketAddr) -> Option<(u32, Knocker)> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        match knock(&bytes, FIRST_FRAME) {
            Knock::More => {}
            Knock::Noise => return None,
            Knock::Frame { access_code, frame, used } => {
                return Some((access_code, Knocker { stream, address, frame, bytes, used }));
            }
        }
    }
}

struct LinkTask {
    /// Id of the link, as it stands in records.
    name: Arc<str>,
    link: UpperLink,
    ports: Ports,
    settings: PlatformSettings,
    session: Upper,
    main: Socket,
    sub: Socket,
    vehicles: Vehicles,
    now: UtcMs,
    logins: u64,
    /// Sockets of sub links that were being opened.
    opened: mpsc::Receiver<Option<TcpStream>>,
    opener: mpsc::Sender<Option<TcpStream>>,
}

#[derive(Default)]
struct Batch {
    records: Vec<(u16, Record)>,
    tokens: Vec<Token>,
}

impl LinkTask {
    fn new(link: UpperLink, ports: Ports, settings: PlatformSettings) -> Self {
        let now = ports.clock.now();
        let (opener, opened) = mpsc::channel(1);
        Self {
            session: Upper::new(link.session.clone(), now.0),
            vehicles: Vehicles::new(Arc::clone(&ports.registry)),
            name: Arc::from(link.id.as_str()),
            link,
            ports,
            settings,
            main: Socket::default(),
            sub: Socket::default(),
            now,
            logins: 0,
            opened,
            opener,
        }
    }

    async fn run(
        mut self,
        mut knocks: mpsc::Receiver<Knocker>,
        mut orders: mpsc::Receiver<Order>,
        stop: CancellationToken,
    ) {
        let mut tick = interval(self.settings.tick);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                _ = tick.tick() => { self.advance(); self.session.tick(self.now.0); }
                Some(knocker) = knocks.recv() => { self.advance(); self.knock(knocker).await; }
                Some(stream) = self.opened.recv() => { self.advance(); self.sub_connected(stream); }
                Some(order) = orders.recv() => {
                    self.advance();
                    let taken = match &order.what {
                        What::Warning(warning) => {
                            orders::send(&mut self.session, &self.link.session.profile, warning, self.now)
                        }
                        // These go up.
                        What::Answer(_) | What::Alarm(_) => None,
                    };
                    // Whoever asked may have stopped waiting.
                    let _told = order.taken.send(taken);
                }
                () = self.main.readable() => self.read(Link::Main),
                () = self.sub.readable() => self.read(Link::Sub),
            }
            self.settle().await;
        }
    }

    /// The session never sees time go back.
    fn advance(&mut self) {
        self.now = self.now.max(self.ports.clock.now());
    }

    fn socket(&mut self, link: Link) -> &mut Socket {
        match link {
            Link::Main => &mut self.main,
            Link::Sub => &mut self.sub,
        }
    }

    async fn knock(&mut self, mut knocker: Knocker) {
        match self.session.admit(&knocker.frame, &knocker.address.ip().to_string(), self.now.0) {
            Ok(admission) => {
                // Unpredictable without the key; the clock and a counter make it another one each time.
                self.logins = self.logins.wrapping_add(1);
                let nonce = u64::from_ne_bytes(self.now.0.to_ne_bytes()).wrapping_add(self.logins);
                let code = self.settings.auth_key.verify_code(&self.link.id, nonce);
                self.session.main_opened(admission, code, self.now.0);
                self.session.feed(Link::Main, knocker.rest(), self.now.0);
                self.main.replace(knocker.stream);
            }
            Err(reply) => {
                event::platform_refused("login_refused");
                // The refusal is all this connection gets; it may not take it.
                let _sent = timeout(self.settings.write, knocker.stream.write_all(&reply)).await;
                let _closed = timeout(self.settings.write, knocker.stream.shutdown()).await;
            }
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

    fn connect(&self, host: &str, port: u16) {
        let (opener, within, fixed) = (self.opener.clone(), self.settings.login, self.link.sub_address);
        let told = host.parse().map(|ip| SocketAddr::new(ip, port));
        tokio::spawn(async move {
            let stream = match fixed.or(told.ok()) {
                Some(address) => timeout(within, TcpStream::connect(address)).await.ok().and_then(Result::ok),
                None => None,
            };
            // The link is gone when nobody takes it.
            drop(opener.send(stream).await);
        });
    }

    fn sub_connected(&mut self, stream: Option<TcpStream>) {
        match stream {
            Some(stream) if self.session.is_connecting() => {
                self.sub.replace(stream);
                self.session.sub_opened(self.now.0);
            }
            // A login meanwhile asked for a new one, or there is nobody any more.
            Some(_) => {}
            None => self.session.lost(Link::Sub, self.now.0),
        }
    }

    /// Events, then the log, then the answers.
    async fn settle(&mut self) {
        let mut batch = Batch::default();
        let mut over = Vec::new();
        while let Some(event) = self.session.poll(self.now.0) {
            match event {
                Event::Connect { host, port, .. } => self.connect(&host, port),
                Event::Deliver(delivery) => {
                    if !self.collect(delivery, &mut batch).await {
                        self.cut();
                        return;
                    }
                }
                Event::Up(link) => {
                    event::platform_up(&self.link.id, name(link));
                    self.ports.log.meter().connection(self.key(), part(link), true, self.now);
                }
                Event::Down(link, reason) => {
                    event::platform_down(&self.link.id, name(link), reason_code(reason));
                    self.ports.log.meter().connection(self.key(), part(link), false, self.now);
                    // The socket of a replaced main link is replaced already.
                    if !(link == Link::Main && reason == EndReason::Replaced) {
                        over.push(link);
                    }
                }
                Event::Rejected(_, reason) => self.rejected(reason.code()),
                Event::Missing { first, last } => {
                    let messages = last.wrapping_sub(first).wrapping_add(1);
                    event::platform_missing(&self.link.id, messages);
                    self.ports.log.meter().missing(&self.key(), messages.into(), self.now);
                }
                Event::Notice { msg_id, code } => {
                    tracing::warn!(
                        link = self.link.id,
                        msg_id = format!("{msg_id:04x}"),
                        code,
                        "platform reports a link"
                    );
                }
                Event::Confirmed(_) | Event::Counted { .. } => {}
            }
        }
        let stored = u64::try_from(batch.records.len()).unwrap_or(u64::MAX);
        if !batch.records.is_empty()
            && let Err(error) = self.ports.log.append(batch.records).await
        {
            event::append_failed(0, batch.tokens.len(), &error);
            // What was not kept must come again: without its connection nothing is answered.
            return self.cut();
        }
        if !batch.tokens.is_empty() {
            self.session.on_durable(&batch.tokens, self.now.0);
            event::platform_stored(&self.link.id, batch.tokens.len());
            self.ports.log.meter().messages(self.key(), stored, self.now);
        }
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

    fn key(&self) -> LinkKey {
        LinkKey::platform(LinkKind::PlatformIn, &self.link.id)
    }

    fn rejected(&self, reason: &'static str) {
        event::platform_rejected(&self.link.id, reason);
        self.ports.log.meter().rejected(&self.key(), reason, self.now);
    }

    /// Closes both links without another answer.
    fn cut(&mut self) {
        for link in [Link::Main, Link::Sub] {
            self.lose(link);
            drop(self.session.take_output(link));
        }
        while self.session.poll(self.now.0).is_some() {}
    }

    /// `false` when the registry cannot be asked: nothing of this read is kept or answered.
    async fn collect(&mut self, delivery: Delivery, batch: &mut Batch) -> bool {
        if delivery.frame.len() > self.settings.max_message_bytes {
            self.rejected("message_too_large");
            batch.tokens.push(Token { locations: 0, ..delivery.token });
            return true;
        }
        let vehicle = match &delivery.vehicle {
            None => None,
            Some(vehicle) => match self.vehicles.find(vehicle, self.now).await {
                Ok(found) => {
                    if found.is_none() {
                        self.rejected("unknown_plate");
                    }
                    found
                }
                Err(error) => {
                    tracing::warn!(link = self.link.id, %error, "platform cut off: its vehicles cannot be looked up");
                    return false;
                }
            },
        };
        let log = &self.ports.log;
        let shard = match (&vehicle, &delivery.vehicle) {
            (Some(id), _) => log.shard_of(id.0.as_bytes()),
            (None, Some(plate)) => log.shard_of(plate.plate.text().as_bytes()),
            (None, None) => log.shard_of(self.link.id.as_bytes()),
        };
        let edition_2019 = self.link.session.profile.edition == Edition::V2019;
        let source = Source::Jt809 { link: Arc::clone(&self.name), edition_2019, vehicle };
        let record = Record { received: self.now, source, frame: delivery.frame };
        batch.records.push((shard, record));
        batch.tokens.push(delivery.token);
        true
    }
}

pub(super) fn name(link: Link) -> &'static str {
    match link {
        Link::Main => "main",
        Link::Sub => "sub",
    }
}

pub(super) fn part(link: Link) -> Part {
    match link {
        Link::Main => Part::Main,
        Link::Sub => Part::Sub,
    }
}

pub(super) fn reason_code(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Silent => "silent",
        EndReason::Lost => "lost",
        EndReason::LoggedOut => "logged_out",
        EndReason::Refused(_) => "refused",
        EndReason::Replaced => "replaced",
    }
}
