//! Time-outs, terminals that leave, and what is written to them.

use super::{
    super::{
        body::{Reply, x8003_resend},
        header::Header,
        phone::Phone,
        version::{Version, write_frame},
    },
    CloseReason, Event, OfflineReason, Reason, State,
};

impl State {
    pub(super) fn tick(&mut self, now: i64) {
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
        self.expire_commands(now);
        for missing in self.assembler.due(now) {
            let phone = missing.key.phone;
            let Some(version) = self.terminals.get(&phone).map(|terminal| terminal.version) else { continue };
            let mut body = Vec::new();
            x8003_resend::encode(missing.key.first_serial, &missing.indexes, version, &mut body);
            self.send(&phone, version, 0x8003, &body);
        }
        self.report_lost();
    }

    pub(super) fn report_lost(&mut self) {
        for key in self.assembler.take_lost() {
            self.reject(Some(key.phone), Reason::MessageIncomplete { msg_id: key.msg_id }, &[]);
        }
    }

    pub(super) fn drop_terminal(&mut self, phone: &Phone, reason: OfflineReason) {
        if let Some(terminal) = self.terminals.remove(phone) {
            self.assembler.forget(phone);
            drop(self.assembler.take_lost());
            self.lose_commands(Some(phone));
            if terminal.online {
                self.events.push_back(Event::Offline { phone: *phone, reason });
            }
        }
    }

    pub(super) fn is_online(&self, phone: &Phone) -> bool {
        self.terminals.get(phone).is_some_and(|terminal| terminal.online)
    }

    pub(super) fn reply_to(&mut self, header: &Header, result: u8) {
        self.reply(&header.phone, header.version, header.serial, header.msg_id, result);
    }

    pub(super) fn reply(&mut self, phone: &Phone, version: Version, serial: u16, msg_id: u16, result: u8) {
        let mut body = Vec::with_capacity(5);
        Reply { serial, msg_id, result }.encode(&mut body);
        self.send(phone, version, 0x8001, &body);
    }

    pub(super) fn send(&mut self, phone: &Phone, version: Version, msg_id: u16, body: &[u8]) -> Option<u16> {
        let serial = self.terminals.get_mut(phone).map_or(0, |terminal| {
            let serial = terminal.serial;
            terminal.serial = serial.wrapping_add(1);
            serial
        });
        // A phone read from a header fits a header of the same layout.
        write_frame(&Header::new(msg_id, version, *phone, serial), body, &mut self.output).ok().map(|()| serial)
    }
}
