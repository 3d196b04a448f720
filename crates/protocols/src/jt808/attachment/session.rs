//! The conversation on an attachment connection.

use std::collections::{BTreeMap, VecDeque};

use super::{
    ranges::Ranges,
    stream::{Stream, StreamPiece},
};
use crate::{
    jt808::{
        body::{Body, FileReply, Reply, reply, x9212_file_reply::FilePart},
        catalog,
        frame::MAX_ESCAPED,
        header::Header,
        phone::Phone,
        version::{Version, VersionChoice, open, write_frame},
    },
    wire::{
        DeviceTime,
        field::{List, Message, Text8},
        gbk,
    },
};

/// Bounds of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentSettings {
    /// Files of one connection.
    pub max_files: usize,
    /// Longest file, bytes.
    pub max_file_bytes: u32,
    /// Separate ranges of one file; a terminal that sends more of them out of order is stopped.
    pub max_ranges: usize,
    /// The connection is closed when nothing arrives for so long.
    pub idle_ms: i64,
    /// The connection is closed after so many bytes that belong to nothing.
    pub max_junk_bytes: u64,
}

impl Default for AttachmentSettings {
    fn default() -> Self {
        Self {
            max_files: 64,
            max_file_bytes: 64 * 1024 * 1024,
            max_ranges: 1_000,
            idle_ms: 60_000,
            max_junk_bytes: 1024 * 1024,
        }
    }
}

/// The upload a terminal announced (0x1210).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The terminal.
    pub phone: Phone,
    /// Number the platform gave in 0x9208: whoever accepts files has to know it.
    pub platform_alarm_no: String,
    /// Terminal id.
    pub terminal_id: String,
    /// Time of the alarm, from its label.
    pub time: DeviceTime,
    /// Counter of alarms at the same time, from its label.
    pub sequence: u8,
    /// The files announced.
    pub files: Vec<AlarmFile>,
}

/// One file announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmFile {
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: u32,
}

/// Bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileData {
    /// Name.
    pub name: String,
    /// Where they belong in the file.
    pub offset: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// State of a file at 0x1212.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStatus {
    /// Name.
    pub name: String,
    /// 0 picture, 1 sound, 2 video, 3 text, 4 other.
    pub kind: u8,
    /// Size announced.
    pub size: u32,
    /// Bytes still missing; 0: whole. The terminal was told which.
    pub missing: u32,
}

/// Something the caller has to act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentEvent {
    /// A terminal announced files: decide with [`AttachmentSession::accept`] or [`AttachmentSession::refuse`].
    Announced(Upload),
    /// Write these bytes.
    Data(FileData),
    /// The terminal says that a file is sent.
    Finished(FileStatus),
    /// Write what [`AttachmentSession::take_output`] gives and close the connection.
    Close(AttachmentClose),
}

/// Why the connection has to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentClose {
    /// Nothing arrived for too long.
    Idle,
    /// The upload was refused.
    Refused,
    /// Files or data before 0x1210 was accepted, a file that was not announced, or data beyond its end.
    OutOfTurn,
    /// More files, longer files or more pieces than allowed.
    TooMuch,
    /// Too many bytes that belong to nothing.
    Junk,
}

#[derive(Debug)]
struct File {
    size: u32,
    got: Ranges,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing announced.
    Silent,
    /// Announced, the caller has not decided.
    Asked { serial: u16 },
    /// Accepted.
    Open,
}

/// One attachment connection; `now` is UTC epoch milliseconds, never going back.
#[derive(Debug)]
pub struct AttachmentSession {
    settings: AttachmentSettings,
    stream: Stream,
    stage: Stage,
    /// Who announced, and in which header layout.
    terminal: Option<(Phone, Version)>,
    files: BTreeMap<Vec<u8>, File>,
    /// File and next offset of the data packet that is being read.
    current: Option<(Vec<u8>, u32)>,
    events: VecDeque<AttachmentEvent>,
    output: Vec<u8>,
    serial: u16,
    heard: i64,
    closed: bool,
}

impl AttachmentSession {
    /// A fresh connection at `now`.
    pub fn new(settings: AttachmentSettings, now: i64) -> Self {
        Self {
            settings,
            stream: Stream::new(MAX_ESCAPED),
            stage: Stage::Silent,
            terminal: None,
            files: BTreeMap::new(),
            current: None,
            events: VecDeque::new(),
            output: Vec::new(),
            serial: 0,
            heard: now,
            closed: false,
        }
    }

    /// Adds received bytes. Poll until `None` before feeding more.
    pub fn feed(&mut self, bytes: &[u8], now: i64) {
        if !self.closed && !bytes.is_empty() {
            self.heard = now;
            self.stream.push(bytes);
        }
    }

    /// The next event; `None` when more bytes, or the decision about an upload, are needed.
    pub fn poll(&mut self) -> Option<AttachmentEvent> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            if self.closed || matches!(self.stage, Stage::Asked { .. }) {
                return None;
            }
            if self.stream.junk_bytes() > self.settings.max_junk_bytes {
                self.close(AttachmentClose::Junk);
                continue;
            }
            match self.stream.next_piece()? {
                StreamPiece::Frame(frame) => self.frame(&frame),
                StreamPiece::Data(head) => self.current = Some((head.name, head.offset)),
                StreamPiece::Bytes(bytes) => self.data(bytes),
            }
        }
    }

    /// Takes the upload that was announced.
    pub fn accept(&mut self) {
        if let Stage::Asked { serial } = self.stage {
            self.stage = Stage::Open;
            self.reply(serial, 0x1210, reply::OK);
        }
    }

    /// Refuses the upload that was announced, and closes.
    pub fn refuse(&mut self) {
        if let Stage::Asked { serial } = self.stage {
            self.reply(serial, 0x1210, reply::FAILED);
            self.stage = Stage::Silent;
            self.close(AttachmentClose::Refused);
        }
    }

    /// To be called every few seconds.
    pub fn tick(&mut self, now: i64) {
        if now.saturating_sub(self.heard) >= self.settings.idle_ms {
            self.close(AttachmentClose::Idle);
        }
    }

    /// Bytes to write to the socket now.
    #[must_use]
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// Bytes that belonged to nothing.
    pub fn junk_bytes(&self) -> u64 {
        self.stream.junk_bytes()
    }

    /// Bytes of memory held, roughly.
    pub fn memory(&self) -> usize {
        let files = self.settings.max_files.min(self.files.len());
        let ranges = files.saturating_mul(self.settings.max_ranges.saturating_mul(8).saturating_add(300));
        self.stream.capacity().saturating_add(self.output.capacity()).saturating_add(ranges)
    }

    fn frame(&mut self, frame: &[u8]) {
        // A broken frame is not answered, so the terminal sends it again.
        let Ok(opened) = open(frame, VersionChoice::Auto) else { return };
        let header = opened.header;
        match catalog::decode(&header, opened.body) {
            Ok(Body::AlarmFiles(files)) if self.stage == Stage::Silent || self.is_from(&header) => {
                if files.files.0.len() > self.settings.max_files
                    || files.files.0.iter().any(|file| file.size > self.settings.max_file_bytes)
                {
                    return self.close(AttachmentClose::TooMuch);
                }
                self.terminal = Some((header.phone, header.version));
                self.stage = Stage::Asked { serial: header.serial };
                let text = |bytes| gbk::text(bytes).into_owned();
                let announced =
                    files.files.0.iter().map(|f| AlarmFile { name: text(f.name.0), size: f.size }).collect();
                // What arrived of a file that is announced again is kept.
                for file in &files.files.0 {
                    let entry = self.files.entry(file.name.0.to_vec());
                    entry.or_insert(File { size: file.size, got: Ranges::default() }).size = file.size;
                }
                if self.files.len() > self.settings.max_files {
                    return self.close(AttachmentClose::TooMuch);
                }
                self.events.push_back(AttachmentEvent::Announced(Upload {
                    phone: header.phone,
                    platform_alarm_no: text(files.platform_alarm_no.0),
                    terminal_id: text(files.terminal_id),
                    time: files.label.time,
                    sequence: files.label.sequence,
                    files: announced,
                }));
            }
            Ok(Body::FileBegin(file)) if self.stage == Stage::Open && self.is_from(&header) => {
                let known = self.files.get(file.name.0).is_some_and(|known| known.size == file.size);
                let result = if known { reply::OK } else { reply::FAILED };
                self.reply(header.serial, header.msg_id, result);
            }
            Ok(Body::FileEnd(file)) if self.stage == Stage::Open && self.is_from(&header) => {
                self.finish(&header, file.name.0, file.kind);
            }
            Ok(Body::Heartbeat(_)) => self.reply(header.serial, header.msg_id, reply::OK),
            Ok(Body::AlarmFiles(_) | Body::FileBegin(_) | Body::FileEnd(_)) => self.close(AttachmentClose::OutOfTurn),
            // Other messages have no place here; a body that cannot be read is not answered.
            Ok(_) | Err(_) => {}
        }
    }

    fn is_from(&self, header: &Header) -> bool {
        self.terminal.is_some_and(|(phone, _)| phone == header.phone)
    }

    fn finish(&mut self, header: &Header, name: &[u8], kind: u8) {
        let Some(file) = self.files.get(name) else { return self.close(AttachmentClose::OutOfTurn) };
        let parts = file.got.missing(file.size, usize::from(u8::MAX));
        let status = FileStatus {
            name: gbk::text(name).into_owned(),
            kind,
            size: file.size,
            missing: file.size.saturating_sub(file.got.covered()),
        };
        let missing = List(parts.iter().map(|(offset, len)| FilePart { offset: *offset, len: *len }).collect());
        let result = u8::from(!parts.is_empty());
        let mut body = Vec::new();
        FileReply { name: Text8(name), kind, result, missing: Some(missing) }.encode(&mut body);
        self.send(0x9212, header, &body);
        self.events.push_back(AttachmentEvent::Finished(status));
    }

    fn data(&mut self, bytes: Vec<u8>) {
        let Some((name, offset)) = self.current.as_mut().filter(|_| self.stage == Stage::Open) else {
            return self.close(AttachmentClose::OutOfTurn);
        };
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let at = *offset;
        *offset = at.saturating_add(len);
        let Some(file) = self.files.get_mut(name) else { return self.close(AttachmentClose::OutOfTurn) };
        if at.checked_add(len).is_none_or(|end| end > file.size) {
            return self.close(AttachmentClose::OutOfTurn);
        }
        if !file.got.add(at, len, self.settings.max_ranges) {
            return self.close(AttachmentClose::TooMuch);
        }
        let name = gbk::text(name).into_owned();
        self.events.push_back(AttachmentEvent::Data(FileData { name, offset: at, bytes }));
    }

    fn reply(&mut self, serial: u16, msg_id: u16, result: u8) {
        let Some((phone, version)) = self.terminal else { return };
        let mut body = Vec::new();
        Reply { serial, msg_id, result }.encode(&mut body);
        self.send(0x8001, &Header::new(0, version, phone, 0), &body);
    }

    fn send(&mut self, msg_id: u16, to: &Header, body: &[u8]) {
        // A file name is at most 255 bytes and 255 parts have 2,040: long lists of parts may exceed one packet.
        let header = Header::new(msg_id, to.version, to.phone, self.serial);
        let packets = crate::jt808::fragment::split(&header, body, crate::jt808::frame::MAX_BODY, &mut self.output);
        self.serial = self.serial.wrapping_add(packets.unwrap_or(1));
    }

    fn close(&mut self, reason: AttachmentClose) {
        if !self.closed {
            self.closed = true;
            self.events.push_back(AttachmentEvent::Close(reason));
        }
    }
}

/// A connection with arbitrary bytes behind an announcement of two files; what must hold whatever they are.
pub(super) fn fuzz(data: &[u8]) {
    let settings = AttachmentSettings { max_files: 4, max_ranges: 8, max_file_bytes: 5_000, ..Default::default() };
    let mut session = AttachmentSession::new(settings, 0);
    let mut hello = Vec::new();
    let phone = Phone::from_bcd(&[0x01, 0x39, 0, 0, 0, 1]);
    let mut body = vec![0_u8; 7 + 16 + 32 + 1];
    body.extend_from_slice(&[2, 1, b'a', 0, 0, 0x10, 0, 1, b'b', 0, 0, 0, 9]);
    let _fits = write_frame(&Header::new(0x1210, Version::V2013, phone, 1), &body, &mut hello);
    let mut written: BTreeMap<String, u64> = BTreeMap::new();
    for chunk in std::iter::once(hello.as_slice()).chain(data.chunks(61)) {
        session.feed(chunk, 1);
        while let Some(event) = session.poll() {
            match event {
                AttachmentEvent::Announced(upload) => {
                    assert!(upload.files.len() <= 4, "files are bounded");
                    session.accept();
                }
                AttachmentEvent::Data(data) => {
                    let end =
                        u64::from(data.offset).saturating_add(u64::try_from(data.bytes.len()).unwrap_or(u64::MAX));
                    assert!(end <= 5_000, "no byte lies beyond the end of a file");
                    let high = written.entry(data.name).or_default();
                    *high = end.max(*high);
                }
                AttachmentEvent::Finished(status) => {
                    let high = written.get(&status.name).copied().unwrap_or(0);
                    assert!(
                        status.missing > 0 || high == u64::from(status.size) || status.size == 0,
                        "whole only when it is"
                    );
                }
                AttachmentEvent::Close(_) => {}
            }
        }
        drop(session.take_output());
    }
    assert!(session.memory() < 100_000, "memory is bounded");
}
