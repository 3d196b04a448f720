//! A simulated terminal that knows exactly what was acknowledged to it. Blocking; made for threads.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anlu_protocols::{
    jt808::{
        self, Body, Framer, Header, Part, Phone, Version, VersionChoice,
        body::{Auth, Location, Register, RegisterReply, Reply, x0200_location::status},
        item::Items,
    },
    wire::{CivilTime, DeviceTime},
};

/// A terminal and its connection.
pub(crate) struct Terminal {
    phone: Phone,
    serial: u16,
    stream: TcpStream,
    framer: Framer,
    /// Sent and not answered: serial and number of the position.
    waiting: Vec<(u16, u32)>,
}

/// One position; its latitude tells its number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position {
    pub(crate) number: u32,
    /// Device time, UTC milliseconds.
    pub(crate) time_ms: i64,
    pub(crate) speed_kmh: u16,
}

const LATITUDE: u32 = 30_000_000;

/// The number of a position that a [`Terminal`] sent.
pub(crate) fn number(location: &Location<'_>) -> u32 {
    location.lat_e6 - LATITUDE
}

impl Terminal {
    /// Connects, registers and authenticates.
    pub(crate) fn log_in(to: SocketAddr, phone: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        // Nothing takes so long: a test that would hang fails.
        stream.set_read_timeout(Some(Duration::from_mins(2)))?;
        let phone = Phone::parse(phone).expect("a phone number");
        let framer = Framer::new(jt808::MAX_ESCAPED);
        let mut terminal = Self { phone, serial: 0, stream, framer, waiting: Vec::new() };
        let register = Register {
            version: Version::V2013,
            province: 33,
            city: 282,
            maker: b"ANLU",
            model: b"TEST",
            terminal_id: b"0000001",
            colour: 0,
            plate: b"",
        };
        terminal.send(0x0100, &Body::Register(register))?;
        let (msg_id, body) = terminal.message()?;
        assert_eq!(msg_id, 0x8100);
        let reply = RegisterReply::decode(&body).expect("a reply");
        assert_eq!(reply.result, 0, "registration of {phone}");
        terminal.send(0x0102, &Body::Auth(Auth { code: reply.auth_code, device: None }))?;
        let (_, body) = terminal.message()?;
        assert_eq!(Reply::decode(&body).map(|r| r.result), Ok(0), "authentication of {phone}");
        Ok(terminal)
    }

    /// Sends positions in one write.
    pub(crate) fn send_positions(&mut self, positions: &[Position]) -> io::Result<()> {
        let mut wire = Vec::new();
        for position in positions {
            let time = CivilTime::gmt8_at(position.time_ms).map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid);
            let location = Location {
                alarm: 0,
                status: status::ACC | status::FIXED,
                lat_e6: LATITUDE + position.number,
                lon_e6: 121_250_000,
                altitude_m: 0,
                speed_tenth_kmh: position.speed_kmh * 10,
                direction_deg: 0,
                time,
                items: Items::new(&[]),
            };
            self.waiting.push((self.serial, position.number));
            self.write(0x0200, &Body::Location(location), &mut wire);
        }
        self.stream.write_all(&wire)
    }

    /// Waits for the next acknowledgement; the number of the position that is on disk.
    pub(crate) fn acknowledged(&mut self) -> io::Result<u32> {
        let (msg_id, body) = self.message()?;
        assert_eq!(msg_id, 0x8001);
        let reply = Reply::decode(&body).expect("a reply");
        assert_eq!((reply.msg_id, reply.result), (0x0200, 0));
        let at = self.waiting.iter().position(|(serial, _)| *serial == reply.serial).expect("it was sent");
        Ok(self.waiting.swap_remove(at).1)
    }

    /// Waits no longer than this for a message.
    pub(crate) fn patience(&self, within: Duration) {
        self.stream.set_read_timeout(Some(within)).expect("a socket");
    }

    /// Positions not acknowledged.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// A position without anything special.
    pub(crate) fn somewhere() -> Location<'static> {
        let time = CivilTime::gmt8_at(1_795_500_000_000).map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid);
        Location {
            alarm: 0,
            status: status::ACC | status::FIXED,
            lat_e6: LATITUDE,
            lon_e6: 121_250_000,
            altitude_m: 0,
            speed_tenth_kmh: 0,
            direction_deg: 0,
            time,
            items: Items::new(&[]),
        }
    }

    /// Waits for the next message of the platform.
    pub(crate) fn order(&mut self) -> io::Result<(Header, Vec<u8>)> {
        self.received()
    }

    /// Answers an order with 0x0001.
    pub(crate) fn answer(&mut self, order: &Header, result: u8) -> io::Result<()> {
        self.say(0x0001, &Body::TerminalReply(Reply { serial: order.serial, msg_id: order.msg_id, result }))
    }

    /// Sends a message.
    pub(crate) fn say(&mut self, msg_id: u16, body: &Body<'_>) -> io::Result<()> {
        self.send(msg_id, body)
    }

    /// Sends the first of two packets of `count` messages, and never the second.
    pub(crate) fn begin(&mut self, msg_id: u16, count: u32) -> io::Result<()> {
        let mut wire = Vec::new();
        for _ in 0..count {
            let whole = Header::new(msg_id, Version::V2013, self.phone, self.serial);
            // The packet that is missing has the next number.
            self.serial = self.serial.wrapping_add(2);
            let header = Header { part: Some(Part { total: 2, index: 1 }), ..whole };
            jt808::version::write_frame(&header, &[0x31; 100], &mut wire).expect("fits one packet");
        }
        self.stream.write_all(&wire)
    }

    fn send(&mut self, msg_id: u16, body: &Body<'_>) -> io::Result<()> {
        let mut wire = Vec::new();
        self.write(msg_id, body, &mut wire);
        self.stream.write_all(&wire)
    }

    fn write(&mut self, msg_id: u16, body: &Body<'_>, out: &mut Vec<u8>) {
        let header = Header::new(msg_id, Version::V2013, self.phone, self.serial);
        self.serial = self.serial.wrapping_add(1);
        jt808::encode_message(&header, body, out).expect("fits one packet");
    }

    fn message(&mut self) -> io::Result<(u16, Vec<u8>)> {
        self.received().map(|(header, body)| (header.msg_id, body))
    }

    fn received(&mut self) -> io::Result<(Header, Vec<u8>)> {
        let mut buffer = [0; 4096];
        loop {
            if let Some(frame) = self.framer.next_frame() {
                let opened = jt808::open(frame.expect("a frame"), VersionChoice::Auto).expect("a message");
                assert_eq!(opened.header.phone, self.phone);
                return Ok((opened.header, opened.body.to_vec()));
            }
            match self.stream.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => self.framer.push(&buffer[..n]),
            }
        }
    }
}
