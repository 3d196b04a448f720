//! Messages of the platform that wait for an answer.
//!
//! A command is named by the serial numbers of its packets. Most are answered with 0x0001; some have an answer of their
//! own, most of which repeat the serial number, and 0x0001 then only says that it will come. An answer without serial
//! number (0x0107, 0x0608, 0x0702, 0x1003) belongs to the oldest command that waits for one of its kind.

use std::collections::BTreeMap;

use super::{
    super::{
        body::{Body, Reply, reply},
        catalog,
        fragment::split,
        frame::MAX_BODY,
        header::Header,
        phone::Phone,
        version::EncodeError,
    },
    Event, State,
};

/// Names a command of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(u64);

/// News of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commanded {
    /// The command.
    pub command: CommandId,
    /// The terminal.
    pub phone: Phone,
    /// Message id of the command.
    pub msg_id: u16,
    /// What happened.
    pub outcome: CommandOutcome,
}

/// What became of a command. All but [`CommandOutcome::Accepted`] end it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandOutcome {
    /// The terminal took it (0x0001); its answer is still to come.
    Accepted,
    /// The terminal did it (0x0001).
    Done,
    /// The terminal refused it (0x0001).
    Refused {
        /// 1 failed, 2 bad message, 3 unsupported.
        result: u8,
    },
    /// Its own answer came.
    Answered {
        /// Id of the answer.
        msg_id: u16,
        /// Unescaped frame, as in [`super::Delivery`].
        frame: Vec<u8>,
    },
    /// Nothing came in time.
    TimedOut,
    /// The terminal left, or the connection closed.
    Lost,
}

/// Why a command was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The terminal is not authenticated on this connection.
    #[error("the terminal is not online here")]
    NotOnline,
    /// As many commands wait as the session may hold.
    #[error("{limit} commands are waiting already")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// The message, or its layout, is not of the terminal's edition.
    #[error("the message is not of the terminal's edition")]
    Edition,
    /// It cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// The message that answers `msg_id`; 0x0001 where the standards name no other.
pub fn answer_of(msg_id: u16) -> u16 {
    match msg_id {
        0x8104 | 0x8106 => 0x0104,
        0x8107 => 0x0107,
        0x8201 => 0x0201,
        0x8302 => 0x0302,
        0x8500 => 0x0500,
        0x8608 => 0x0608,
        0x8700 => 0x0700,
        0x8702 => 0x0702,
        0x8801 => 0x0805,
        0x8802 => 0x0802,
        0x9003 => 0x1003,
        0x9201 | 0x9205 => 0x1205,
        _ => 0x0001,
    }
}

/// The serial number an answer repeats.
fn reply_serial(body: &Body<'_>) -> Option<u16> {
    match body {
        Body::ParamsReply(reply) => Some(reply.reply_serial),
        Body::PositionReply(reply) | Body::ControlReply(reply) => Some(reply.reply_serial),
        Body::QuestionAnswer(answer) => Some(answer.reply_serial),
        Body::RecorderUpload(upload) => Some(upload.reply_serial),
        Body::StoredMedia(media) => Some(media.reply_serial),
        Body::ShotReply(shot) => Some(shot.reply_serial),
        Body::Recordings(recordings) => Some(recordings.reply_serial),
        _ => None,
    }
}

#[derive(Debug)]
struct Pending {
    phone: Phone,
    msg_id: u16,
    first_serial: u16,
    packets: u16,
    answer: u16,
    deadline: i64,
}

impl Pending {
    /// Terminals repeat the serial number of the first packet, or of the last.
    fn has_serial(&self, serial: u16) -> bool {
        serial.wrapping_sub(self.first_serial) < self.packets
    }
}

/// Commands that wait, oldest first.
#[derive(Debug, Default)]
pub(super) struct Commands {
    pending: BTreeMap<u64, Pending>,
    next: u64,
}

impl Commands {
    pub(super) fn len(&self) -> usize {
        self.pending.len()
    }

    pub(super) fn memory(&self) -> usize {
        self.pending.len().saturating_mul(size_of::<(u64, Pending)>())
    }

    fn find(&self, phone: &Phone, wanted: impl Fn(&Pending) -> bool) -> Option<u64> {
        self.pending.iter().find(|(_, pending)| pending.phone == *phone && wanted(pending)).map(|(id, _)| *id)
    }
}

impl State {
    pub(super) fn command(
        &mut self,
        phone: &Phone,
        body: &Body<'_>,
        within_ms: i64,
        now: i64,
    ) -> Result<CommandId, CommandError> {
        let limit = self.settings.max_commands;
        let terminal = self.terminals.get(phone).filter(|terminal| terminal.online).ok_or(CommandError::NotOnline)?;
        if self.commands.len() >= limit {
            return Err(CommandError::TooMany { limit });
        }
        if !catalog::suits(body, terminal.version) {
            return Err(CommandError::Edition);
        }
        let (msg_id, first_serial) = (body.msg_id(), terminal.serial);
        let mut bytes = Vec::new();
        body.encode(&mut bytes);
        let header = Header::new(msg_id, terminal.version, *phone, first_serial);
        let packets = split(&header, &bytes, MAX_BODY, &mut self.output)?;
        if let Some(terminal) = self.terminals.get_mut(phone) {
            terminal.serial = first_serial.wrapping_add(packets);
        }
        let id = self.commands.next;
        self.commands.next = id.wrapping_add(1);
        let deadline = now.saturating_add(within_ms);
        let pending = Pending { phone: *phone, msg_id, first_serial, packets, answer: answer_of(msg_id), deadline };
        self.commands.pending.insert(id, pending);
        Ok(CommandId(id))
    }

    /// A general reply; one that belongs to no command is still told.
    pub(super) fn replied(&mut self, phone: &Phone, reply: Reply) {
        let found = self.commands.find(phone, |p| p.msg_id == reply.msg_id && p.has_serial(reply.serial));
        let Some(id) = found else { return self.events.push_back(Event::Answered { phone: *phone, reply }) };
        let waits = self.commands.pending.get(&id).is_some_and(|pending| pending.answer != 0x0001);
        match reply.result {
            reply::OK if waits => self.tell(id, CommandOutcome::Accepted),
            reply::OK => self.end(id, CommandOutcome::Done),
            result => self.end(id, CommandOutcome::Refused { result }),
        }
    }

    /// An answer of its own; whether it belonged to a command.
    pub(super) fn answered(&mut self, phone: &Phone, body: &Body<'_>, frame: &[u8]) -> bool {
        let msg_id = body.msg_id();
        let serial = reply_serial(body);
        let found =
            self.commands.find(phone, |p| p.answer == msg_id && serial.is_none_or(|serial| p.has_serial(serial)));
        if let Some(id) = found {
            self.end(id, CommandOutcome::Answered { msg_id, frame: frame.to_vec() });
        }
        found.is_some()
    }

    pub(super) fn expire_commands(&mut self, now: i64) {
        let late = self.commands.pending.iter().filter(|(_, pending)| now >= pending.deadline).map(|(id, _)| *id);
        for id in late.collect::<Vec<_>>() {
            self.end(id, CommandOutcome::TimedOut);
        }
    }

    /// Gives up the commands of a terminal that left, or all of them.
    pub(super) fn lose_commands(&mut self, phone: Option<&Phone>) {
        let gone = self.commands.pending.iter().filter(|(_, p)| phone.is_none_or(|phone| p.phone == *phone));
        for id in gone.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.end(id, CommandOutcome::Lost);
        }
    }

    fn tell(&mut self, id: u64, outcome: CommandOutcome) {
        if let Some(pending) = self.commands.pending.get(&id) {
            let (phone, msg_id) = (pending.phone, pending.msg_id);
            self.events.push_back(Event::Commanded(Commanded { command: CommandId(id), phone, msg_id, outcome }));
        }
    }

    fn end(&mut self, id: u64, outcome: CommandOutcome) {
        self.tell(id, outcome);
        self.commands.pending.remove(&id);
    }
}
