//! What a session tells its caller, and what the caller answers.

use super::{
    super::body::x8100_register_reply as wire, Auth, BodyError, FrameError, FramingError, Header, Phone, Register,
    Reply, Session, Settings, Version,
};

/// Something the caller has to act on or count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A terminal registers (0x0100): look it up and call [`Session::answer_register`].
    Register(RegisterRequest),
    /// A terminal authenticates (0x0102): look up its code and call [`Session::answer_authenticate`].
    Authenticate(AuthRequest),
    /// A message to make durable; then call [`Session::on_durable`] with its token.
    Deliver(Delivery),
    /// A terminal authenticated. A connection that held the same phone before is dead.
    Online {
        /// The terminal.
        phone: Phone,
        /// Layout of its headers.
        version: Version,
    },
    /// A terminal that was online left; the connection may go on with others.
    Offline {
        /// The terminal.
        phone: Phone,
        /// Why.
        reason: OfflineReason,
    },
    /// A terminal answered a message of the platform (0x0001).
    Answered {
        /// The terminal.
        phone: Phone,
        /// Its answer.
        reply: Reply,
    },
    /// A frame was not taken; it was never acknowledged as done. Count it, keep it for a while.
    Rejected(Rejected),
    /// Write what [`Session::take_output`] gives and close the connection.
    Close(CloseReason),
}

/// A registration, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRequest {
    /// The terminal.
    pub phone: Phone,
    /// Edition of the body.
    pub version: Version,
    /// Division code: province.
    pub province: u16,
    /// Division code: city and county.
    pub city: u16,
    /// Maker.
    pub maker: String,
    /// Model.
    pub model: String,
    /// Terminal id.
    pub terminal_id: String,
    /// Plate colour; 0: `plate` is the VIN.
    pub colour: u8,
    /// Plate, normalised.
    pub plate: String,
}

impl RegisterRequest {
    pub(super) fn new(header: &Header, register: &Register<'_>) -> Self {
        let text = |bytes| crate::wire::gbk::text(bytes).into_owned();
        Self {
            phone: header.phone,
            version: register.version,
            province: register.province,
            city: register.city,
            maker: text(register.maker),
            model: text(register.model),
            terminal_id: text(register.terminal_id),
            colour: register.colour,
            plate: register.plate_text(),
        }
    }
}

/// The answer to a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// Accepted. An empty code breaks terminals: the phone number is sent in its place, so store a code that is not
    /// empty.
    Accepted {
        /// The code the terminal must show in 0x0102.
        auth_code: String,
    },
    /// The vehicle has a terminal already.
    VehicleTaken,
    /// No such vehicle.
    NoSuchVehicle,
    /// The terminal is in another vehicle.
    TerminalTaken,
    /// No such terminal.
    NoSuchTerminal,
}

impl Registration {
    pub(super) fn on_the_wire<'a>(&'a self, phone: &'a Phone) -> (u8, &'a str) {
        match self {
            Self::Accepted { auth_code } if auth_code.is_empty() => (wire::OK, phone.as_str()),
            Self::Accepted { auth_code } => (wire::OK, auth_code),
            Self::VehicleTaken => (wire::VEHICLE_TAKEN, ""),
            Self::NoSuchVehicle => (wire::NO_SUCH_VEHICLE, ""),
            Self::TerminalTaken => (wire::TERMINAL_TAKEN, ""),
            Self::NoSuchTerminal => (wire::NO_SUCH_TERMINAL, ""),
        }
    }
}

/// An authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthRequest {
    /// The terminal.
    pub phone: Phone,
    /// Layout of its headers.
    pub version: Version,
    /// IMEI, 2019 only.
    pub imei: Option<String>,
    /// Software version, 2019 only.
    pub software: Option<String>,
}

impl AuthRequest {
    pub(super) fn new(header: &Header, auth: &Auth<'_>) -> Self {
        let text = |bytes| crate::wire::gbk::text(bytes).into_owned();
        Self {
            phone: header.phone,
            version: header.version,
            imei: auth.device.map(|device| text(device.imei)),
            software: auth.device.map(|device| text(device.software)),
        }
    }
}

/// A message for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The terminal.
    pub phone: Phone,
    /// 0x0200, 0x0702 or 0x0704.
    pub msg_id: u16,
    /// Unescaped frame: header, body, check byte; check byte and length verified, body readable. A message that came in
    /// packets is put together and has packet index 0. [`super::super::open`] reads both.
    pub frame: Vec<u8>,
    /// For [`Session::on_durable`].
    pub token: AckToken,
}

/// What is needed to acknowledge a message; the session keeps nothing for it, so a token that is never used costs
/// nothing. Valid for the session that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AckToken {
    pub(super) phone: Phone,
    pub(super) version: Version,
    pub(super) msg_id: u16,
    /// Serial of the (first) packet.
    pub(super) serial: u16,
    /// Number of packets; each gets its acknowledgement.
    pub(super) packets: u16,
}

/// Why a terminal is no longer online here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfflineReason {
    /// It said so (0x0003).
    LoggedOut,
    /// Nothing from it for too long.
    Silent,
    /// It authenticated on another connection.
    Replaced,
    /// It registered or authenticated again and was refused.
    Refused,
}

/// Why the connection has to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// Nothing arrived for too long.
    Idle,
    /// No terminal authenticated in time.
    NotAuthenticated,
    /// Too many rejected frames in a row.
    TooManyBadFrames,
}

/// A frame that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The terminal, when the header could be read.
    pub phone: Option<Phone>,
    /// Why.
    pub reason: Reason,
    /// The frame, unescaped; empty when there is none.
    pub frame: Vec<u8>,
}

/// Why a frame was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Not a frame.
    Framing(FramingError),
    /// Check byte, length or packet fields.
    Frame(FrameError),
    /// The message cannot be read.
    Body(BodyError),
    /// Sent before authentication.
    NotAuthenticated,
    /// The authentication code is not the one given to this phone.
    WrongCode,
    /// More terminals than the connection may carry.
    TooManyTerminals,
    /// A message in packets is larger than allowed.
    MessageTooLarge,
    /// A message in packets was given up.
    MessageIncomplete {
        /// Its id.
        msg_id: u16,
    },
}

impl Reason {
    /// Stable code for metrics and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Framing(FramingError::Oversize { .. }) => "frame_too_long",
            Self::Frame(error) => error.code(),
            Self::Body(error) => error.code(),
            Self::NotAuthenticated => "not_authenticated",
            Self::WrongCode => "wrong_auth_code",
            Self::TooManyTerminals => "too_many_terminals",
            Self::MessageTooLarge => "message_too_large",
            Self::MessageIncomplete { .. } => "message_incomplete",
        }
    }

    /// Whether it counts towards closing the connection: a terminal that is merely newer than us must not be cut off.
    pub(super) fn is_strike(&self) -> bool {
        !matches!(
            self,
            Self::Body(BodyError::Unsupported { .. } | BodyError::Encrypted { .. })
                | Self::MessageTooLarge
                | Self::MessageIncomplete { .. }
        )
    }
}

/// Drives a session with arbitrary bytes and checks what must hold whatever they are.
pub(super) fn fuzz(data: &[u8]) {
    let settings = Settings { max_terminals: 4, max_strikes: 50, ..Settings::default() };
    let mut session = Session::new(settings, 0);
    let mut now = 0_i64;
    for chunk in data.chunks(97) {
        now = now.wrapping_add(1_000);
        session.feed(chunk, now);
        while let Some(event) = session.poll(now) {
            match event {
                Event::Register(request) => {
                    session.answer_register(&request.phone, &Registration::Accepted { auth_code: "1".into() }, now);
                }
                Event::Authenticate(request) => session.answer_authenticate(&request.phone, Some("1"), now),
                Event::Deliver(delivery) => {
                    assert!(session.online().any(|phone| *phone == delivery.phone), "only authenticated terminals");
                    let opened = super::open(&delivery.frame, super::VersionChoice::Auto);
                    let readable = opened.is_ok_and(|o| super::catalog::decode(&o.header, o.body).is_ok());
                    assert!(readable, "a delivered frame can be read");
                    session.on_durable(&[delivery.token]);
                }
                _ => {}
            }
        }
        session.tick(now);
        assert!(session.online().count() <= 4, "terminals are bounded");
        drop(session.take_output());
    }
    assert!(session.memory() < 1_000_000, "memory is bounded");
}
