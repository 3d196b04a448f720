//! One connection: bytes in, the sans-IO session decides, what must be kept goes to the log, answers out.
//!
//! Per read: everything the session makes of the bytes is settled first (registrations are looked up, frames collected
//! into one batch), the batch is appended, and only after the log has it on disk are acknowledgements made and all
//! answers of that read written. A log that refuses costs the acknowledgements, not the connection: the terminals send
//! those frames again. A connection carries many terminals; none of them is the connection.

use std::sync::Arc;

use anlu_bus::Record;
use anlu_domain::{command::CommandNews, link::LinkKey};
use anlu_protocols::jt808::{AckToken, Phone, Session, fragment, session};
use rustc_hash::FxHashMap;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
    time::{Duration, Instant, MissedTickBehavior, interval_at, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    attach::order::Wanted, directory::Mailbox, downlink, event, limits::Patience, listen::Gateway, pace::Timer,
    settings::GatewaySettings,
};

mod attachments;
mod end;
mod fragments;
mod login;
mod settle;
mod terminals;

use end::End;
use fragments::FragmentShare;
use terminals::Terminals;

/// How long a closing connection goes on reading (and dropping) what the peer still sends, so that the answers written
/// last are not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);

/// Talks until the peer leaves, a limit is passed or `stop` is cancelled.
pub(crate) async fn run(stream: TcpStream, number: u64, gateway: &Arc<Gateway>, stop: &CancellationToken) {
    let mut connection = Connection::open(stream, number, gateway);
    let end = connection.talk(stop).await;
    connection.end = end;
    if end.says_goodbye() {
        connection.linger().await;
    }
}

struct Connection {
    number: u64,
    stream: TcpStream,
    session: Session,
    time: Timer,
    terminals: Terminals,
    mailbox: Arc<Mailbox>,
    patience: Patience,
    patience_spent: bool,
    fragments: FragmentShare,
    /// Bytes outside frames already held against the peer.
    junk_seen: u64,
    /// Orders for attachments that wait for an answer, and how often each was sent.
    alarms: FxHashMap<session::CommandId, (Phone, Wanted, u8)>,
    /// Who waits for news of which order.
    orders: FxHashMap<session::CommandId, mpsc::Sender<CommandNews>>,
    /// Why it ended; stays [`End::Cut`] when the task is dropped.
    end: End,
    gateway: Arc<Gateway>,
}

/// What one read brought for the log.
#[derive(Default)]
struct Batch {
    records: Vec<(u16, Record)>,
    tokens: Vec<AckToken>,
    /// Alarms with attachments among them.
    alarms: Vec<(Phone, Wanted)>,
}

enum Wake {
    Mail,
    Tick,
    Readable,
}

impl Connection {
    fn open(stream: TcpStream, number: u64, gateway: &Arc<Gateway>) -> Self {
        // Acknowledgements are small and terminals wait for them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(connection = number, %error, "TCP_NODELAY not set");
        }
        event::opened(number);
        let settings = &gateway.settings;
        let time = Timer::new(Arc::clone(&gateway.ports.clock), settings.pace);
        let mailbox = Arc::new(Mailbox::default());
        Self {
            number,
            stream,
            session: Session::new(session_settings(settings), time.now),
            terminals: Terminals::new(Arc::clone(gateway), Arc::clone(&mailbox)),
            mailbox,
            patience: Patience::new(settings.max_rejected_per_minute, time.now),
            time,
            patience_spent: false,
            fragments: FragmentShare::new(Arc::clone(gateway)),
            junk_seen: 0,
            alarms: FxHashMap::default(),
            orders: FxHashMap::default(),
            end: End::Cut,
            gateway: Arc::clone(gateway),
        }
    }

    async fn talk(&mut self, stop: &CancellationToken) -> End {
        let period = self.gateway.settings.tick;
        let mut ticks = interval_at(Instant::now() + period, period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let wake = tokio::select! {
                biased;
                () = stop.cancelled() => return End::Stopping,
                () = self.mailbox.notify.notified() => Wake::Mail,
                _ = ticks.tick() => Wake::Tick,
                // An error of the socket shows in the read.
                _ = self.stream.readable() => Wake::Readable,
            };
            self.time.advance();
            let took = match wake {
                Wake::Mail => {
                    self.take_orders();
                    self.give_up_lost_terminals()
                }
                Wake::Tick => {
                    self.session.tick(self.time.now);
                    None
                }
                Wake::Readable => self.read(),
            };
            if let Some(end) = took.or(self.settle().await) {
                return end;
            }
        }
    }

    /// Feeds what is there. The buffer lives for one read: thousands of quiet connections hold none.
    fn read(&mut self) -> Option<End> {
        let mut buffer = Vec::with_capacity(self.gateway.settings.read_bytes.max(1));
        match self.stream.try_read_buf(&mut buffer) {
            Ok(0) => Some(End::Peer),
            Ok(_) => {
                self.session.feed(&buffer, self.time.now);
                None
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => None,
            Err(_) => Some(End::Socket),
        }
    }

    /// Writes the orders that wait; what terminals answer comes as events.
    fn take_orders(&mut self) {
        for ask in self.mailbox.asks() {
            let first = match downlink::send(&mut self.session, &ask, self.time.now) {
                Ok(id) => {
                    self.orders.insert(id, ask.news.clone());
                    continue;
                }
                Err(session::CommandError::NotOnline) => CommandNews::Offline,
                Err(error) => {
                    tracing::warn!(connection = self.number, %error, "an order was not sent");
                    CommandNews::Failed
                }
            };
            // Whoever asked may have gone.
            let _told = ask.news.try_send(first);
        }
    }

    fn give_up_lost_terminals(&mut self) -> Option<End> {
        let mut lost = false;
        for phone in self.mailbox.take() {
            // It may have come back to this connection since.
            if !self.gateway.directory.is_held_by(phone, &self.mailbox) {
                self.session.evict(&phone);
                lost = true;
            }
        }
        (lost && self.session.online().next().is_none()).then_some(End::Superseded)
    }

    /// Appends the batch; acknowledges it when, and only when, it is on disk.
    async fn store(&mut self, batch: Batch) {
        if batch.tokens.is_empty() {
            return;
        }
        match self.gateway.ports.log.append(batch.records).await {
            Ok(()) => {
                self.session.on_durable(&batch.tokens);
                event::acknowledged(batch.tokens.len());
                let messages = u64::try_from(batch.tokens.len()).unwrap_or(u64::MAX);
                self.gateway.ports.log.meter().messages(LinkKey::terminals(), messages, self.time.wall);
                for (phone, wanted) in batch.alarms {
                    self.order_attachments(phone, wanted, 1);
                }
            }
            Err(error) => event::append_failed(self.number, batch.tokens.len(), &error),
        }
    }

    async fn flush(&mut self) -> Option<End> {
        let output = self.session.take_output();
        if output.is_empty() {
            return None;
        }
        match timeout(self.gateway.settings.write, self.stream.write_all(&output)).await {
            Ok(Ok(())) => None,
            Ok(Err(_)) => Some(End::Socket),
            Err(_) => Some(End::WriteTimeout),
        }
    }

    async fn linger(&mut self) {
        let discard = async {
            self.stream.shutdown().await?;
            let mut sink = [0; 1024];
            while self.stream.read(&mut sink).await? > 0 {}
            std::io::Result::Ok(())
        };
        // Whatever comes of it, the connection is over.
        let _over = timeout(LINGER, discard).await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        event::closed(self.number, self.end.code());
    }
}

fn session_settings(settings: &GatewaySettings) -> session::Settings {
    let defaults = session::Settings::default();
    session::Settings {
        max_frame: settings.max_frame_bytes,
        max_terminals: settings.max_terminals,
        fragments: fragment::Limits {
            max_groups: (settings.fragment_bytes / 4096).max(fragment::Limits::default().max_groups),
            max_bytes: settings.fragment_bytes,
            ..fragment::Limits::default()
        },
        idle_ms: millis(settings.idle),
        terminal_idle_ms: defaults.terminal_idle_ms.max(millis(settings.idle)),
        auth_within_ms: millis(settings.login),
        // `Patience` counts per minute and per terminal instead.
        max_strikes: u32::MAX,
        max_commands: defaults.max_commands,
        quirks: defaults.quirks,
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
