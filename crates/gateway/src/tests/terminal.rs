//! A simulated terminal and its end of the wire.

use std::net::SocketAddr;

use anlu_protocols::{
    jt808::{
        self, Body, Framer, Header, Phone, Version, VersionChoice,
        body::{
            Auth, Heartbeat, Location, Logout, Media, MediaEvent, Register, Reply, x0102_auth::Device,
            x0200_location::status, x0801_media::Origin,
        },
        fragment,
        item::Items,
        version::write_frame,
    },
    wire::{CivilTime, DeviceTime},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Duration, timeout},
};

use super::rig::START;

/// Nothing here takes so long; a test that would hang fails instead.
const HANG: Duration = Duration::from_secs(30);

pub(super) struct Terminal {
    pub(super) phone: Phone,
    pub(super) version: Version,
    pub(super) code: Vec<u8>,
    /// GBK; empty: it shows none.
    pub(super) plate: &'static [u8],
    serial: u16,
}

impl Terminal {
    pub(super) fn new(phone: &str, version: Version) -> Self {
        Self { phone: Phone::parse(phone).unwrap(), version, code: Vec::new(), plate: b"", serial: 0 }
    }

    pub(super) fn v2013(n: u32) -> Self {
        Self::new(&format!("138{n:08}"), Version::V2013)
    }

    pub(super) fn header(&mut self, msg_id: u16) -> Header {
        let header = Header::new(msg_id, self.version, self.phone, self.serial);
        self.serial = self.serial.wrapping_add(1);
        header
    }

    fn frame(&mut self, msg_id: u16, body: &Body<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        jt808::encode_message(&self.header(msg_id), body, &mut out).unwrap();
        out
    }

    pub(super) fn register(&mut self) -> Vec<u8> {
        let register = Register {
            version: self.version,
            province: 33,
            city: 203,
            maker: b"ANLU",
            model: b"TEST",
            terminal_id: b"0000001",
            colour: if self.plate.is_empty() { 0 } else { 2 },
            plate: self.plate,
        };
        self.frame(0x0100, &Body::Register(register))
    }

    pub(super) fn auth(&mut self) -> Vec<u8> {
        let code = self.code.clone();
        let device = Device { imei: b"000000000000000", software: b"test" };
        let auth = Auth { code: &code, device: self.version.has_long_header().then_some(device) };
        self.frame(0x0102, &Body::Auth(auth))
    }

    pub(super) fn heartbeat(&mut self) -> Vec<u8> {
        self.frame(0x0002, &Body::Heartbeat(Heartbeat {}))
    }

    pub(super) fn logout(&mut self) -> Vec<u8> {
        self.frame(0x0003, &Body::Logout(Logout {}))
    }

    pub(super) fn position(&mut self, n: u32) -> Vec<u8> {
        self.position_with(n, &[])
    }

    pub(super) fn position_with(&mut self, n: u32, items: &[u8]) -> Vec<u8> {
        self.frame(0x0200, &Body::Location(location(n, items)))
    }

    /// A picture with the id 9, in packets.
    pub(super) fn picture(&mut self, data: &[u8]) -> Vec<u8> {
        let event = MediaEvent { media_id: 9, kind: 0, format: 0, event: 0, channel: 1 };
        let media = Media { event, origin: Origin::Location(location(1, &[])), data };
        let (mut body, mut wire) = (Vec::new(), Vec::new());
        media.encode(&mut body);
        let header = self.header(0x0801);
        let used = fragment::split(&header, &body, 1_000, &mut wire).unwrap();
        self.serial = header.serial.wrapping_add(used);
        wire
    }

    /// A batch of `count` positions in packets of `size` bytes.
    pub(super) fn packets(&mut self, count: u32, size: usize) -> Vec<Vec<u8>> {
        let mut entries = Vec::new();
        for n in 0..count {
            jt808::body::x0704_batch::push_entry(&location(n, &[]), &mut entries);
        }
        let batch = jt808::body::Batch::from_entries(u16::try_from(count).unwrap(), 0, &entries);
        let (mut body, mut wire) = (Vec::new(), Vec::new());
        batch.encode(&mut body);
        let header = self.header(0x0704);
        let used = fragment::split(&header, &body, size, &mut wire).unwrap();
        self.serial = header.serial.wrapping_add(used);
        cut(&wire)
    }
}

/// A position whose latitude tells which one it is.
pub(super) fn location(n: u32, items: &[u8]) -> Location<'_> {
    Location {
        alarm: 0,
        status: status::ACC | status::FIXED,
        lat_e6: 30_000_000 + n,
        lon_e6: 121_000_000,
        altitude_m: 5,
        speed_tenth_kmh: 600,
        direction_deg: 90,
        time: CivilTime::gmt8_at(START.0).map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid),
        items: Items::new(items),
    }
}

/// Frames with their flags.
fn cut(wire: &[u8]) -> Vec<Vec<u8>> {
    wire.split_inclusive(|b| *b == 0x7e).collect::<Vec<_>>().chunks(2).map(<[&[u8]]>::concat).collect()
}

/// A message of the platform.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) header: Header,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Phone, message answered, result of a general reply.
    pub(super) fn general(&self) -> (&str, u16, u8) {
        assert_eq!(self.header.msg_id, 0x8001, "{self:?}");
        let reply = Reply::decode(&self.body).unwrap();
        (self.header.phone.as_str(), reply.msg_id, reply.result)
    }

    /// Serial number answered by a general reply.
    pub(super) fn serial(&self) -> u16 {
        Reply::decode(&self.body).unwrap().serial
    }
}

/// The terminal's end of a connection.
pub(super) struct Wire {
    stream: TcpStream,
    framer: Framer,
}

impl Wire {
    pub(super) async fn connect(addr: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8 * 1024).unwrap();
        let stream = socket.connect(addr).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, framer: Framer::new(jt808::MAX_ESCAPED) }
    }

    pub(super) async fn send(&mut self, bytes: &[u8]) {
        timeout(HANG, self.stream.write_all(bytes)).await.expect("the gateway does not read").unwrap();
    }

    /// Sends to a connection that may be closed already.
    pub(super) async fn send_if_open(&mut self, bytes: &[u8]) {
        let _may_be_closed = timeout(HANG, self.stream.write_all(bytes)).await.expect("the gateway does not read");
    }

    /// Sends until the gateway has closed the connection.
    pub(super) async fn send_until_closed(&mut self, bytes: &[u8]) {
        let sending = async { while self.stream.write_all(bytes).await.is_ok() {} };
        timeout(HANG, sending).await.expect("the gateway does not close");
    }

    async fn next(&mut self) -> Option<Answer> {
        let mut buffer = [0; 4096];
        loop {
            if let Some(frame) = self.framer.next_frame() {
                let opened = jt808::open(frame.unwrap(), VersionChoice::Auto).unwrap();
                return Some(Answer { header: opened.header, body: opened.body.to_vec() });
            }
            match self.stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(n) => self.framer.push(&buffer[..n]),
            }
        }
    }

    pub(super) async fn answer(&mut self) -> Answer {
        timeout(HANG, self.next()).await.expect("no answer").expect("closed instead of answering")
    }

    /// An answer, or `None` when the gateway closed the connection.
    pub(super) async fn answer_or_end(&mut self) -> Option<Answer> {
        timeout(HANG, self.next()).await.expect("neither answer nor end")
    }

    /// The connection ends without another answer.
    pub(super) async fn ends(&mut self) {
        let answer = self.answer_or_end().await;
        assert!(answer.is_none(), "{answer:?}");
    }

    /// Registers; the result of 0x8100.
    pub(super) async fn register(&mut self, terminal: &mut Terminal) -> u8 {
        self.send(&terminal.register()).await;
        let answer = self.answer().await;
        assert_eq!(answer.header.msg_id, 0x8100, "{answer:?}");
        let reply = jt808::body::RegisterReply::decode(&answer.body).unwrap();
        terminal.code = reply.auth_code.to_vec();
        reply.result
    }

    /// Registers and authenticates, successfully.
    pub(super) async fn log_in(&mut self, terminal: &mut Terminal) {
        assert_eq!(self.register(terminal).await, 0);
        self.log_in_again(terminal).await;
    }

    /// Authenticates with the code the terminal has, successfully.
    pub(super) async fn log_in_again(&mut self, terminal: &mut Terminal) {
        self.send(&terminal.auth()).await;
        assert_eq!(self.answer().await.general(), (terminal.phone.as_str(), 0x0102, 0));
    }

    /// The connection is alive and has nothing else to say. Two heartbeats: the answer to the first may overtake
    /// acknowledgements of the same read, the second is sent after that read was settled.
    pub(super) async fn only_heartbeat_is_answered(&mut self, terminal: &mut Terminal) {
        for _ in 0..2 {
            self.send(&terminal.heartbeat()).await;
            assert_eq!(self.answer().await.general(), (terminal.phone.as_str(), 0x0002, 0));
        }
    }

    pub(super) async fn position_is_acknowledged(&mut self, terminal: &mut Terminal, n: u32) {
        self.send(&terminal.position(n)).await;
        assert_eq!(self.answer().await.general(), (terminal.phone.as_str(), 0x0200, 0));
    }
}

/// Latitudes (see [`location`]) of stored frames.
pub(super) fn numbers(records: &[anlu_bus::Record]) -> Vec<u32> {
    let mut all = Vec::new();
    for record in records {
        let opened = jt808::open(&record.frame, VersionChoice::Auto).unwrap();
        match jt808::decode(&opened.header, opened.body).unwrap() {
            Body::Location(location) => all.push(location.lat_e6 - 30_000_000),
            Body::Batch(batch) => all.extend(batch.locations().map(|l| l.lat_e6 - 30_000_000)),
            other => panic!("{other:?} is not a position"),
        }
    }
    all
}

/// A frame with a wrong check byte.
pub(super) fn broken(terminal: &mut Terminal) -> Vec<u8> {
    let mut out = Vec::new();
    write_frame(&terminal.header(0x0002), &[], &mut out).unwrap();
    let at = out.len() - 2;
    out[at] ^= 0x01;
    out
}
