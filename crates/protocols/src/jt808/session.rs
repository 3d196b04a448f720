//! The conversation with terminals on one connection, without IO.
//!
//! Bytes and answers go in, events and bytes to send come out; `now` is UTC epoch milliseconds, never going back. One
//! connection may carry many terminals (relays): each phone number registers and authenticates for itself, and nothing
//! but registration and authentication is taken from a phone that has not. A delivered message is acknowledged by
//! [`Session::on_durable`] only. See the crate documentation for the loop of a connection.

use std::collections::{BTreeMap, VecDeque};

use super::{
    body::{Body, MediaAck, reply},
    fragment::{Assembler, Limits},
    frame::{Framer, MAX_ESCAPED},
    phone::Phone,
    quirks::Quirks,
    version::Version,
};

pub mod command;
#[cfg(test)]
mod command_tests;
pub mod event;
mod fuzz;
mod login;
mod receive;
mod upkeep;

pub use command::{CommandError, CommandId, CommandOutcome, Commanded};
pub use event::{
    AckToken, AuthRequest, CloseReason, Delivery, Event, OfflineReason, Reason, RegisterRequest, Registration, Rejected,
};
pub use fuzz::fuzz_session;

/// Bounds of a session; every one is a limit on what a peer can make us hold or wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Longest frame in escaped bytes.
    pub max_frame: usize,
    /// Terminals on one connection.
    pub max_terminals: usize,
    /// Messages in several packets.
    pub fragments: Limits,
    /// The connection is closed when nothing arrives for so long.
    pub idle_ms: i64,
    /// A terminal of a relay is forgotten when it is silent for so long.
    pub terminal_idle_ms: i64,
    /// The connection is closed when no terminal authenticated so long after it opened.
    pub auth_within_ms: i64,
    /// The connection is closed after so many rejected frames in a row.
    pub max_strikes: u32,
    /// Commands that wait for an answer, all terminals together.
    pub max_commands: usize,
    /// Leniencies for the terminals of this listener.
    pub quirks: Quirks,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_frame: MAX_ESCAPED,
            max_terminals: 2_000,
            fragments: Limits::default(),
            idle_ms: 5 * 60_000,
            terminal_idle_ms: 60 * 60_000,
            auth_within_ms: 60_000,
            max_strikes: 100,
            max_commands: 1_000,
            quirks: Quirks::default(),
        }
    }
}

/// What a session saw, for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Frames that opened.
    pub frames: u64,
    /// Frames rejected, for whatever reason.
    pub rejected: u64,
    /// Messages delivered.
    pub delivered: u64,
    /// Acknowledgements of durable messages.
    pub acknowledged: u64,
    /// Bytes outside frames.
    pub junk_bytes: u64,
}

#[derive(Debug)]
struct Terminal {
    version: Version,
    online: bool,
    /// Our serial number towards this terminal.
    serial: u16,
    heard: i64,
}

#[derive(Debug)]
enum Waiting {
    Register { phone: Phone, serial: u16 },
    Authenticate { phone: Phone, serial: u16, code: Vec<u8> },
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    framer: Framer,
    state: State,
}

#[derive(Debug)]
struct State {
    settings: Settings,
    terminals: BTreeMap<Phone, Terminal>,
    assembler: Assembler,
    waiting: Option<Waiting>,
    commands: command::Commands,
    events: VecDeque<Event>,
    output: Vec<u8>,
    opened: i64,
    heard: i64,
    ever_online: bool,
    strikes: u32,
    closed: bool,
    counters: Counters,
}

impl Session {
    /// A fresh connection at `now`.
    pub fn new(settings: Settings, now: i64) -> Self {
        Self {
            framer: Framer::new(settings.max_frame),
            state: State {
                settings,
                terminals: BTreeMap::new(),
                assembler: Assembler::new(settings.fragments),
                waiting: None,
                commands: command::Commands::default(),
                events: VecDeque::new(),
                output: Vec::new(),
                opened: now,
                heard: now,
                ever_online: false,
                strikes: 0,
                closed: false,
                counters: Counters::default(),
            },
        }
    }

    /// Adds received bytes. Poll until `None` before feeding more, so that the buffer stays as small as one read.
    pub fn feed(&mut self, bytes: &[u8], now: i64) {
        if !self.state.closed && !bytes.is_empty() {
            self.state.heard = now;
            self.framer.push(bytes);
        }
    }

    /// The next event; `None` when more bytes, or the answer to the last request, are needed.
    pub fn poll(&mut self, now: i64) -> Option<Event> {
        loop {
            if let Some(event) = self.state.events.pop_front() {
                return Some(event);
            }
            if self.state.closed || self.state.waiting.is_some() {
                return None;
            }
            match self.framer.next_frame()? {
                Ok(frame) => self.state.handle(frame, now),
                Err(error) => self.state.reject(None, Reason::Framing(error), &[]),
            }
        }
    }

    /// The answer to [`Event::Register`]; ignored for another phone. The terminal still has to authenticate.
    pub fn answer_register(&mut self, phone: &Phone, answer: &Registration, now: i64) {
        self.state.answer_register(phone, answer, now);
    }

    /// The answer to [`Event::Authenticate`]: the code this phone was given, `None` when it is not known. The codes are
    /// compared here, so a code is worth nothing under another phone number. Ignored for another phone.
    pub fn answer_authenticate(&mut self, phone: &Phone, given_code: Option<&str>, now: i64) {
        self.state.answer_authenticate(phone, given_code, now);
    }

    /// Ends the wait for an answer without giving one, because it cannot be known now: nothing is said to the terminal,
    /// which repeats its request. Ignored for another phone.
    pub fn leave_unanswered(&mut self, phone: &Phone) {
        let asked = match &self.state.waiting {
            Some(Waiting::Register { phone, .. } | Waiting::Authenticate { phone, .. }) => *phone,
            None => return,
        };
        if asked == *phone {
            self.state.waiting = None;
            if !self.state.is_online(phone) {
                self.state.terminals.remove(phone);
            }
        }
    }

    /// Acknowledges delivered messages: call it only when they are on disk.
    pub fn on_durable(&mut self, tokens: &[AckToken]) {
        for token in tokens {
            if let Some(media_id) = token.media_id {
                self.state.counters.acknowledged = self.state.counters.acknowledged.saturating_add(1);
                let mut body = Vec::new();
                crate::wire::field::Message::encode(&MediaAck { media_id, resend: None }, &mut body);
                self.state.send(&token.phone, token.version, 0x8800, &body);
                continue;
            }
            for step in 0..token.packets {
                self.state.counters.acknowledged = self.state.counters.acknowledged.saturating_add(1);
                let serial = token.serial.wrapping_add(step);
                self.state.reply(&token.phone, token.version, serial, token.msg_id, reply::OK);
            }
        }
    }

    /// A delivered message will never be kept: each of its packets is answered as not supported, or the terminal sends them
    /// for ever.
    pub fn refuse(&mut self, token: &AckToken) {
        for step in 0..token.packets {
            let serial = token.serial.wrapping_add(step);
            self.state.reply(&token.phone, token.version, serial, token.msg_id, reply::UNSUPPORTED);
        }
    }

    /// Bytes to write to the socket now; empty when there are none.
    #[must_use]
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.state.output)
    }

    /// Bytes waiting to be taken by [`Session::take_output`].
    pub fn output_len(&self) -> usize {
        self.state.output.len()
    }

    /// To be called every few seconds: time-outs and requests for missing packets.
    pub fn tick(&mut self, now: i64) {
        if self.framer.pending() == 0 {
            self.framer.shrink();
        }
        self.state.tick(now);
    }

    /// Sends a message of the platform to an authenticated terminal, in packets when it is long, and waits for the answer
    /// at most `within_ms`: [`Event::Commanded`] tells what became of it.
    pub fn command(
        &mut self,
        phone: &Phone,
        body: &Body<'_>,
        within_ms: i64,
        now: i64,
    ) -> Result<CommandId, CommandError> {
        self.state.command(phone, body, within_ms, now)
    }

    /// Edition of the headers of an authenticated terminal; a command has to be written in it.
    pub fn version_of(&self, phone: &Phone) -> Option<Version> {
        self.state.terminals.get(phone).filter(|terminal| terminal.online).map(|terminal| terminal.version)
    }

    /// Sends a message of the platform without waiting for an answer and gives its serial number; `None` when the
    /// terminal is not online here or the body does not fit one packet.
    pub fn send(&mut self, phone: &Phone, body: &Body<'_>, msg_id: u16) -> Option<u16> {
        let version = self.state.terminals.get(phone).filter(|terminal| terminal.online)?.version;
        let mut bytes = Vec::new();
        body.encode(&mut bytes);
        self.state.send(phone, version, msg_id, &bytes)
    }

    /// Drops a terminal that authenticated on another connection: that one is alive, this one is not.
    pub fn evict(&mut self, phone: &Phone) {
        self.state.drop_terminal(phone, OfflineReason::Replaced);
    }

    /// Gives up every message that came in packets and is not whole: the memory is needed elsewhere.
    pub fn forget_fragments(&mut self) {
        self.state.assembler.forget_all();
        self.state.report_lost();
    }

    /// Bytes held for messages in packets that are not whole.
    pub fn fragment_bytes(&self) -> usize {
        self.state.assembler.bytes()
    }

    /// Terminals that are authenticated on this connection.
    pub fn online(&self) -> impl Iterator<Item = &Phone> {
        self.state.terminals.iter().filter(|(_, terminal)| terminal.online).map(|(phone, _)| phone)
    }

    /// Whether the session gave [`Event::Close`] (or is about to): nothing more is read.
    pub fn is_closed(&self) -> bool {
        self.state.closed
    }

    /// What was seen so far.
    pub fn counters(&self) -> Counters {
        Counters { junk_bytes: self.framer.junk_bytes(), ..self.state.counters }
    }

    /// Bytes of memory held, roughly.
    pub fn memory(&self) -> usize {
        let terminals = self.state.terminals.len().saturating_mul(size_of::<(Phone, Terminal)>());
        let (packets, commands) = (self.state.assembler.bytes(), self.state.commands.memory());
        [self.framer.capacity(), packets, commands, self.state.output.capacity(), terminals]
            .into_iter()
            .fold(size_of::<Self>(), usize::saturating_add)
    }
}
