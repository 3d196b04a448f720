//! Moves the session of one link, in either role: its sockets, its clock, and what is told of it. The roles add what
//! they do with messages.

use std::{net::SocketAddr, sync::Arc};

use anlu_bus::{Log, Part};
use anlu_domain::{link::LinkKey, ports::Clock};
use anlu_protocols::jt809::{EndReason, Event, Link, Lower, Upper};
use tokio::{
    net::TcpStream,
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval, timeout},
};

use super::{PlatformSettings, socket::Socket};
use crate::{event, pace::Timer};

/// A side of the conversation, as the driver moves it.
pub(super) trait Session {
    /// The link whose newer socket has taken the place of the old one when the session says so.
    const REPLACED: Link;
    fn feed(&mut self, link: Link, bytes: &[u8], now: i64);
    fn lost(&mut self, link: Link, now: i64);
    fn poll(&mut self, now: i64) -> Option<Event>;
    fn tick(&mut self, now: i64);
    fn take_output(&mut self, link: Link) -> Vec<u8>;
    fn set_wall(&mut self, wall: i64, now: i64);
}

macro_rules! session {
    ($side:ident, $replaced:ident) => {
        impl Session for $side {
            const REPLACED: Link = Link::$replaced;
            fn feed(&mut self, link: Link, bytes: &[u8], now: i64) {
                Self::feed(self, link, bytes, now);
            }
            fn lost(&mut self, link: Link, now: i64) {
                Self::lost(self, link, now);
            }
            fn poll(&mut self, now: i64) -> Option<Event> {
                Self::poll(self, now)
            }
            fn tick(&mut self, now: i64) {
                Self::tick(self, now);
            }
            fn take_output(&mut self, link: Link) -> Vec<u8> {
                Self::take_output(self, link)
            }
            fn set_wall(&mut self, wall: i64, now: i64) {
                Self::set_wall(self, wall, now);
            }
        }
    };
}
session!(Upper, Main);
session!(Lower, Sub);

/// Whose link it is: for logs, figures and the page of links.
pub(super) struct Told {
    pub(super) key: LinkKey,
    pub(super) id: String,
    pub(super) log: Arc<Log>,
}

/// A session and its sockets.
pub(super) struct Driver<S> {
    pub(super) session: S,
    pub(super) main: Socket,
    pub(super) sub: Socket,
    pub(super) settings: PlatformSettings,
    pub(super) time: Timer,
    /// `None`: nobody is told.
    told: Option<Told>,
    tick: Interval,
    /// Links that ended: their last output is written, then they are closed.
    over: Vec<Link>,
    /// Sockets that were being opened.
    opened: mpsc::Receiver<Option<TcpStream>>,
    opener: mpsc::Sender<Option<TcpStream>>,
}

/// What [`Driver::moved`] has met.
pub(super) enum Moved {
    /// Time or bytes went into the session.
    On,
    /// A socket that was asked for is open; `None`: it could not be opened.
    Opened(Option<TcpStream>),
}

impl<S: Session> Driver<S> {
    /// `begin` makes the session of the count of time.
    pub(super) fn new(
        begin: impl FnOnce(i64) -> S,
        clock: Arc<dyn Clock>,
        settings: PlatformSettings,
        told: Option<Told>,
    ) -> Self {
        let time = Timer::new(clock, settings.pace);
        let (opener, opened) = mpsc::channel(1);
        let mut tick = interval(settings.tick);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (main, sub) = (Socket::default(), Socket::default());
        Self { session: begin(time.now), main, sub, settings, time, told, tick, over: Vec::new(), opened, opener }
    }

    /// Looks at the clocks, and tells the session what is written into frames.
    pub(super) fn advance(&mut self) {
        self.time.advance();
        self.session.set_wall(self.time.wall.0, self.time.now);
    }

    /// Waits for time, bytes or a socket. May be dropped at any moment.
    pub(super) async fn moved(&mut self) -> Moved {
        let mut from = None;
        tokio::select! {
            biased;
            _ = self.tick.tick() => {}
            Some(stream) = self.opened.recv() => {
                self.advance();
                return Moved::Opened(stream);
            }
            () = self.main.readable() => from = Some(Link::Main),
            () = self.sub.readable() => from = Some(Link::Sub),
        }
        self.advance();
        let now = self.time.now;
        match from {
            None => self.session.tick(now),
            Some(link) => {
                let socket = match link {
                    Link::Main => &mut self.main,
                    Link::Sub => &mut self.sub,
                };
                match socket.read(self.settings.read_bytes) {
                    Some(bytes) => self.session.feed(link, bytes, now),
                    None => self.lose(link),
                }
            }
        }
        Moved::On
    }

    fn socket(&mut self, link: Link) -> &mut Socket {
        match link {
            Link::Main => &mut self.main,
            Link::Sub => &mut self.sub,
        }
    }

    pub(super) fn lose(&mut self, link: Link) {
        self.socket(link).close();
        self.session.lost(link, self.time.now);
    }

    /// Closes both links without another answer.
    pub(super) fn cut(&mut self) {
        for link in [Link::Main, Link::Sub] {
            self.lose(link);
            drop(self.session.take_output(link));
        }
        while self.session.poll(self.time.now).is_some() {}
    }

    /// Opens a socket; [`Moved::Opened`] tells of it.
    pub(super) fn connect(&self, address: Option<SocketAddr>) {
        let (opener, within) = (self.opener.clone(), self.settings.login);
        tokio::spawn(async move {
            let stream = match address {
                Some(address) => timeout(within, TcpStream::connect(address)).await.ok().and_then(Result::ok),
                None => None,
            };
            // The link is gone when nobody takes it.
            drop(opener.send(stream).await);
        });
    }

    /// Input was not taken.
    pub(super) fn rejected(&self, reason: &'static str) {
        let Some(Told { key, id, log }) = &self.told else { return };
        event::platform_rejected(id, reason);
        log.meter().rejected(key, reason, self.time.wall);
    }

    /// The next event that is the role's; those of the link itself are told of.
    pub(super) fn next(&mut self) -> Option<Event> {
        loop {
            match self.session.poll(self.time.now)? {
                Event::Up(link) => self.stands(link, None),
                Event::Down(link, reason) => {
                    self.stands(link, Some(reason));
                    if !(reason == EndReason::Replaced && link == S::REPLACED) {
                        self.over.push(link);
                    }
                }
                Event::Rejected(_, reason) => self.rejected(reason.code()),
                Event::Notice { msg_id, code } => {
                    let link = self.told.as_ref().map(|told| told.id.as_str());
                    tracing::warn!(link, msg_id = format!("{msg_id:04x}"), code, "platform reports a link");
                }
                other => return Some(other),
            }
        }
    }

    fn stands(&self, link: Link, ended: Option<EndReason>) {
        let Some(Told { key, id, log }) = &self.told else { return };
        let (which, part) = match link {
            Link::Main => ("main", Part::Main),
            Link::Sub => ("sub", Part::Sub),
        };
        match ended {
            None => event::platform_up(id, which),
            Some(reason) => event::platform_down(id, which, reason_code(reason)),
        }
        log.meter().connection(key.clone(), part, ended.is_none(), self.time.wall);
    }

    /// Writes what the session has to say, and closes what is over.
    pub(super) async fn flush(&mut self) {
        let over = std::mem::take(&mut self.over);
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
}

fn reason_code(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Silent => "silent",
        EndReason::Lost => "lost",
        EndReason::LoggedOut => "logged_out",
        EndReason::Refused(_) => "refused",
        EndReason::Replaced => "replaced",
    }
}
