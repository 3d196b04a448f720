//! The conversation with terminals on one connection, without IO.
//!
//! Bytes and answers go in, events and bytes to send come out; `now` is UTC epoch milliseconds, never going back. One
//! connection may carry many terminals (relays): each phone number registers and authenticates for itself, and nothing
//! but registration and authentication is taken from a phone that has not. A delivered message is acknowledged by
//! [`Session::on_durable`] only. See the crate documentation for the loop of a connection.

use std::collections::{BTreeMap, VecDeque};

use super::{
    body::{Auth, Body, BodyError, Register, Reply, TimeReply, reply, x8003_resend, x8100_register_reply},
    catalog::{self, Handling},
    fragment::{Assembler, Limits, Outcome},
    frame::{Framer, FramingError, MAX_ESCAPED},
    header::Header,
    phone::Phone,
    quirks::Quirks,
    version::{FrameError, Version, VersionChoice, open, open_with, write_frame},
};

pub mod event;

pub use event::{
    AckToken, AuthRequest, CloseReason, Delivery, Event, OfflineReason, Reason, RegisterRequest, Registration, Rejected,
};

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
            for step in 0..token.packets {
                self.state.counters.acknowledged = self.state.counters.acknowledged.saturating_add(1);
                let serial = token.serial.wrapping_add(step);
                self.state.reply(&token.phone, token.version, serial, token.msg_id, reply::OK);
            }
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

    /// Queues a message of the platform for an authenticated terminal and gives its serial number; `None` when the
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
        [self.framer.capacity(), self.state.assembler.bytes(), self.state.output.capacity(), terminals]
            .into_iter()
            .fold(size_of::<Self>(), usize::saturating_add)
    }
}

impl State {
    fn handle(&mut self, frame: &[u8], now: i64) {
        let opened = match open_with(frame, VersionChoice::Auto, self.settings.quirks) {
            Ok(opened) => opened,
            Err(error) => return self.reject(None, Reason::Frame(error), frame),
        };
        self.counters.frames = self.counters.frames.saturating_add(1);
        let header = opened.header;
        if let Some(part) = header.part
            && part.index == 0
        {
            let error = FrameError::Part { index: 0, total: part.total };
            return self.reject(Some(header.phone), Reason::Frame(error), frame);
        }
        if header.encryption != 0 {
            return self.refuse(&header, reply::UNSUPPORTED, BodyError::Encrypted { method: header.encryption }, frame);
        }
        match header.msg_id {
            0x0100 => self.register(&header, opened.body, frame, now),
            0x0102 => self.authenticate(&header, opened.body, frame, now),
            _ if !self.is_online(&header.phone) => self.reject(Some(header.phone), Reason::NotAuthenticated, frame),
            _ => self.handle_online(&header, opened.body, frame, now),
        }
    }

    fn is_online(&self, phone: &Phone) -> bool {
        self.terminals.get(phone).is_some_and(|terminal| terminal.online)
    }

    fn register(&mut self, header: &Header, body: &[u8], frame: &[u8], now: i64) {
        let register = match catalog::decode(header, body) {
            Ok(Body::Register(register)) => register,
            Ok(_) => return,
            Err(error) => return self.refuse(header, reply::BAD_MESSAGE, error, frame),
        };
        if self.admit(header, frame, now) {
            self.waiting = Some(Waiting::Register { phone: header.phone, serial: header.serial });
            self.events.push_back(Event::Register(RegisterRequest::new(header, &register)));
        }
    }

    fn authenticate(&mut self, header: &Header, body: &[u8], frame: &[u8], now: i64) {
        let auth = match catalog::decode(header, body) {
            Ok(Body::Auth(auth)) => auth,
            Ok(_) => return,
            Err(error) => return self.refuse(header, reply::BAD_MESSAGE, error, frame),
        };
        if self.admit(header, frame, now) {
            let code = auth.code_text().as_bytes().to_vec();
            self.waiting = Some(Waiting::Authenticate { phone: header.phone, serial: header.serial, code });
            self.events.push_back(Event::Authenticate(AuthRequest::new(header, &auth)));
        }
    }

    /// Makes a place for the terminal, within the bound.
    fn admit(&mut self, header: &Header, frame: &[u8], now: i64) -> bool {
        if let Some(terminal) = self.terminals.get_mut(&header.phone) {
            terminal.version = header.version;
            terminal.heard = now;
            return true;
        }
        if self.terminals.len() >= self.settings.max_terminals {
            self.reply(&header.phone, header.version, header.serial, header.msg_id, reply::FAILED);
            self.reject(Some(header.phone), Reason::TooManyTerminals, frame);
            return false;
        }
        let terminal = Terminal { version: header.version, online: false, serial: 0, heard: now };
        self.terminals.insert(header.phone, terminal);
        true
    }

    fn answer_register(&mut self, phone: &Phone, answer: &Registration, now: i64) {
        let Some(Waiting::Register { phone: asked, serial }) = self.waiting else { return };
        if asked != *phone {
            return;
        }
        self.waiting = None;
        let Some(terminal) = self.terminals.get_mut(phone) else { return };
        terminal.heard = now;
        let version = terminal.version;
        let mut body = Vec::new();
        let (result, code) = answer.on_the_wire(phone);
        x8100_register_reply::RegisterReply { serial, result, auth_code: code.as_bytes() }.encode(&mut body);
        self.send(phone, version, 0x8100, &body);
        if result != x8100_register_reply::OK {
            self.drop_terminal(phone, OfflineReason::Refused);
            self.strike();
        }
    }

    fn answer_authenticate(&mut self, phone: &Phone, given_code: Option<&str>, now: i64) {
        let (serial, code) = match self.waiting.take() {
            Some(Waiting::Authenticate { phone: asked, serial, code }) if asked == *phone => (serial, code),
            other => {
                self.waiting = other;
                return;
            }
        };
        let Some(terminal) = self.terminals.get_mut(phone) else { return };
        terminal.heard = now;
        let version = terminal.version;
        if given_code.is_some_and(|given| same(given.as_bytes(), &code)) {
            terminal.online = true;
            self.ever_online = true;
            self.strikes = 0;
            self.reply(phone, version, serial, 0x0102, reply::OK);
            self.events.push_back(Event::Online { phone: *phone, version });
        } else {
            self.reply(phone, version, serial, 0x0102, reply::FAILED);
            self.drop_terminal(phone, OfflineReason::Refused);
            self.reject(Some(*phone), Reason::WrongCode, &[]);
        }
    }

    fn handle_online(&mut self, header: &Header, body: &[u8], frame: &[u8], now: i64) {
        if let Some(terminal) = self.terminals.get_mut(&header.phone) {
            terminal.heard = now;
        }
        self.strikes = 0;
        match header.part.filter(|part| part.total > 1) {
            None => self.dispatch(header, body, frame.to_vec(), 1, now),
            Some(part) => {
                match self.assembler.accept(header, part, body, now) {
                    Outcome::Waiting | Outcome::Duplicate => {}
                    Outcome::TooLarge => self.reject(Some(header.phone), Reason::MessageTooLarge, frame),
                    Outcome::Complete { key, frame: whole } => {
                        // Opened from our own bytes: it cannot fail, and if it did the message would only be lost.
                        if let Ok(opened) = open(&whole, VersionChoice::Auto) {
                            let (header, body) = (opened.header, opened.body.to_vec());
                            self.dispatch(&header, &body, whole, key.total, now);
                        }
                    }
                }
                self.report_lost();
            }
        }
    }

    fn dispatch(&mut self, header: &Header, body: &[u8], frame: Vec<u8>, packets: u16, now: i64) {
        let (phone, version, serial, msg_id) = (header.phone, header.version, header.serial, header.msg_id);
        let handling = catalog::entry(msg_id).map_or(Handling::Never, |entry| entry.handling);
        if matches!(handling, Handling::Never | Handling::Attachment) {
            return self.refuse(header, reply::UNSUPPORTED, BodyError::Unsupported { msg_id }, &frame);
        }
        match catalog::decode(header, body) {
            Err(error) => self.refuse(header, reply::BAD_MESSAGE, error, &frame),
            Ok(_) if handling == Handling::Durable => {
                self.counters.delivered = self.counters.delivered.saturating_add(1);
                let token = AckToken { phone, version, msg_id, serial, packets };
                self.events.push_back(Event::Deliver(Delivery { phone, msg_id, frame, token }));
            }
            Ok(Body::TerminalReply(reply)) => self.events.push_back(Event::Answered { phone, reply }),
            Ok(_) if handling == Handling::Answer => {}
            Ok(Body::TimeQuery(_)) => {
                let mut answer = Vec::new();
                TimeReply::at(now).encode(&mut answer);
                self.send(&phone, version, 0x8004, &answer);
            }
            Ok(Body::Logout(_)) => {
                self.reply(&phone, version, serial, msg_id, reply::OK);
                self.drop_terminal(&phone, OfflineReason::LoggedOut);
            }
            // Packets sent are not kept: there is nothing to send again.
            Ok(Body::TerminalResend(_)) => self.reply(&phone, version, serial, msg_id, reply::FAILED),
            Ok(_) => self.reply(&phone, version, serial, msg_id, reply::OK),
        }
    }

    fn tick(&mut self, now: i64) {
        if self.closed {
            return;
        }
        if now.saturating_sub(self.heard) >= self.settings.idle_ms {
            return self.close(CloseReason::Idle);
        }
        if !self.ever_online && now.saturating_sub(self.opened) >= self.settings.auth_within_ms {
            return self.close(CloseReason::NotAuthenticated);
        }
        let silent: Vec<Phone> = self
            .terminals
            .iter()
            .filter(|(_, terminal)| now.saturating_sub(terminal.heard) >= self.settings.terminal_idle_ms)
            .map(|(phone, _)| *phone)
            .collect();
        for phone in &silent {
            self.drop_terminal(phone, OfflineReason::Silent);
        }
        for missing in self.assembler.due(now) {
            let phone = missing.key.phone;
            let Some(version) = self.terminals.get(&phone).map(|terminal| terminal.version) else { continue };
            let mut body = Vec::new();
            x8003_resend::encode(missing.key.first_serial, &missing.indexes, version, &mut body);
            self.send(&phone, version, 0x8003, &body);
        }
        self.report_lost();
    }

    fn report_lost(&mut self) {
        for key in self.assembler.take_lost() {
            self.reject(Some(key.phone), Reason::MessageIncomplete { msg_id: key.msg_id }, &[]);
        }
    }

    fn drop_terminal(&mut self, phone: &Phone, reason: OfflineReason) {
        if let Some(terminal) = self.terminals.remove(phone) {
            self.assembler.forget(phone);
            drop(self.assembler.take_lost());
            if terminal.online {
                self.events.push_back(Event::Offline { phone: *phone, reason });
            }
        }
    }

    /// Answers with a failure and keeps the frame for the record.
    fn refuse(&mut self, header: &Header, result: u8, error: BodyError, frame: &[u8]) {
        if self.is_online(&header.phone) {
            self.reply(&header.phone, header.version, header.serial, header.msg_id, result);
        }
        self.reject(Some(header.phone), Reason::Body(error), frame);
    }

    fn reject(&mut self, phone: Option<Phone>, reason: Reason, frame: &[u8]) {
        self.counters.rejected = self.counters.rejected.saturating_add(1);
        self.events.push_back(Event::Rejected(Rejected { phone, reason, frame: frame.to_vec() }));
        if reason.is_strike() {
            self.strike();
        }
    }

    fn strike(&mut self) {
        self.strikes = self.strikes.saturating_add(1);
        if self.strikes > self.settings.max_strikes {
            self.close(CloseReason::TooManyBadFrames);
        }
    }

    fn close(&mut self, reason: CloseReason) {
        if !self.closed {
            self.closed = true;
            self.events.push_back(Event::Close(reason));
        }
    }

    fn reply(&mut self, phone: &Phone, version: Version, serial: u16, msg_id: u16, result: u8) {
        let mut body = Vec::with_capacity(5);
        Reply { serial, msg_id, result }.encode(&mut body);
        self.send(phone, version, 0x8001, &body);
    }

    fn send(&mut self, phone: &Phone, version: Version, msg_id: u16, body: &[u8]) -> Option<u16> {
        let serial = self.terminals.get_mut(phone).map_or(0, |terminal| {
            let serial = terminal.serial;
            terminal.serial = serial.wrapping_add(1);
            serial
        });
        // A phone read from a header fits a header of the same layout.
        write_frame(&Header::new(msg_id, version, *phone, serial), body, &mut self.output).ok().map(|()| serial)
    }
}

/// Compares without stopping at the first difference, so that time tells nothing about the code.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}

/// Fuzz entry: a whole connection; the answers come from the bytes too.
#[doc(hidden)]
pub fn fuzz_session(data: &[u8]) {
    event::fuzz(data);
}
