//! Registration and authentication: who may speak on the connection.

use super::{
    super::{
        body::{Body, reply, x8100_register_reply},
        catalog,
        header::Header,
        phone::Phone,
    },
    AuthRequest, Event, OfflineReason, Reason, RegisterRequest, Registration, State, Terminal, Waiting,
};

impl State {
    pub(super) fn register(&mut self, header: &Header, body: &[u8], frame: &[u8], now: i64) {
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

    pub(super) fn authenticate(&mut self, header: &Header, body: &[u8], frame: &[u8], now: i64) {
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
    pub(super) fn admit(&mut self, header: &Header, frame: &[u8], now: i64) -> bool {
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

    pub(super) fn answer_register(&mut self, phone: &Phone, answer: &Registration, now: i64) {
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

    pub(super) fn answer_authenticate(&mut self, phone: &Phone, given_code: Option<&str>, now: i64) {
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
}

/// Compares without stopping at the first difference, so that time tells nothing about the code.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}
