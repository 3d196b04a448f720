//! What becomes of a frame: refused, put together with others, delivered, matched to a command or answered at once.

use super::{
    super::{
        body::{Body, BodyError, TimeReply, reply},
        catalog::{self, Handling},
        fragment::Outcome,
        header::Header,
        phone::Phone,
        version::{FrameError, VersionChoice, open, open_with},
    },
    AckToken, CloseReason, Delivery, Event, OfflineReason, Reason, Rejected, State,
};

impl State {
    pub(super) fn handle(&mut self, frame: &[u8], now: i64) {
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

    pub(super) fn handle_online(&mut self, header: &Header, body: &[u8], frame: &[u8], now: i64) {
        if let Some(terminal) = self.terminals.get_mut(&header.phone) {
            terminal.heard = now;
        }
        self.strikes = 0;
        match header.part.filter(|part| part.total > 1) {
            None => self.dispatch(header, body, frame.to_vec(), 1, now),
            Some(part) => {
                match self.assembler.accept(header, part, body, now) {
                    Outcome::Waiting | Outcome::Duplicate => {}
                    // Each packet is answered, or the terminal sends them for ever.
                    Outcome::TooLarge => {
                        self.reply_to(header, reply::UNSUPPORTED);
                        self.reject(Some(header.phone), Reason::MessageTooLarge, frame);
                    }
                    Outcome::Refused => self.reply_to(header, reply::UNSUPPORTED),
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

    pub(super) fn dispatch(&mut self, header: &Header, body: &[u8], frame: Vec<u8>, packets: u16, now: i64) {
        let (phone, version, serial, msg_id) = (header.phone, header.version, header.serial, header.msg_id);
        let handling = catalog::entry(msg_id).map_or(Handling::Never, |entry| entry.handling);
        if matches!(handling, Handling::Never | Handling::Attachment) {
            return self.refuse(header, reply::UNSUPPORTED, BodyError::Unsupported { msg_id }, &frame);
        }
        match catalog::decode(header, body) {
            Err(error) => self.refuse(header, reply::BAD_MESSAGE, error, &frame),
            Ok(body) if handling == Handling::Durable => {
                let media_id = if let Body::Media(media) = &body { Some(media.event.media_id) } else { None };
                self.answered(&phone, &body, &frame);
                self.counters.delivered = self.counters.delivered.saturating_add(1);
                let token = AckToken { phone, version, msg_id, serial, packets, media_id };
                self.events.push_back(Event::Deliver(Delivery { phone, msg_id, frame, token }));
            }
            Ok(Body::TerminalReply(reply)) => self.replied(&phone, reply),
            Ok(body) if handling == Handling::Answer => {
                let asked = self.answered(&phone, &body, &frame);
                // A terminal that sent packets waits for a word on each; a single answer is its own last word.
                for step in (0..packets).filter(|_| packets > 1) {
                    self.reply(&phone, version, serial.wrapping_add(step), msg_id, reply::OK);
                }
                if !asked {
                    self.reject(Some(phone), Reason::NotAsked { msg_id }, &frame);
                }
            }
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

    /// Answers with a failure and keeps the frame for the record.
    pub(super) fn refuse(&mut self, header: &Header, result: u8, error: BodyError, frame: &[u8]) {
        if self.is_online(&header.phone) {
            self.reply_to(header, result);
        }
        self.reject(Some(header.phone), Reason::Body(error), frame);
    }

    pub(super) fn reject(&mut self, phone: Option<Phone>, reason: Reason, frame: &[u8]) {
        self.counters.rejected = self.counters.rejected.saturating_add(1);
        self.events.push_back(Event::Rejected(Rejected { phone, reason, frame: frame.to_vec() }));
        if reason.is_strike() {
            self.strike();
        }
    }

    pub(super) fn strike(&mut self) {
        self.strikes = self.strikes.saturating_add(1);
        if self.strikes > self.settings.max_strikes {
            self.close(CloseReason::TooManyBadFrames);
        }
    }

    pub(super) fn close(&mut self, reason: CloseReason) {
        if !self.closed {
            self.closed = true;
            self.lose_commands(None);
            self.events.push_back(Event::Close(reason));
        }
    }
}
