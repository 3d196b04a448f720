//! What a session tells its caller, and what the caller answers.

use super::{
    super::{
        body::{Auth, BodyError, Register, Reply, x8100_register_reply as wire},
        frame::FramingError,
        header::Header,
        phone::Phone,
        version::{FrameError, Version},
    },
    Commanded,
};

/// Something the caller has to act on or count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A terminal registers (0x0100): look it up and call [`super::Session::answer_register`].
    Register(RegisterRequest),
    /// A terminal authenticates (0x0102): look up its code and call [`super::Session::answer_authenticate`].
    Authenticate(AuthRequest),
    /// A message to make durable; then call [`super::Session::on_durable`] with its token.
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
    /// News of a command given with [`super::Session::command`].
    Commanded(Commanded),
    /// A terminal answered (0x0001) a message that is no command waiting here.
    Answered {
        /// The terminal.
        phone: Phone,
        /// Its answer.
        reply: Reply,
    },
    /// A frame was not taken; it was never acknowledged as done. Count it, keep it for a while.
    Rejected(Rejected),
    /// Write what [`super::Session::take_output`] gives and close the connection.
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
    /// Message id.
    pub msg_id: u16,
    /// Unescaped frame: header, body, check byte; check byte and length verified, body readable. A message that came in
    /// packets is put together and has packet index 0. [`super::super::open`] reads both.
    pub frame: Vec<u8>,
    /// For [`super::Session::on_durable`].
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
    /// A recording (0x0801) is acknowledged once, with its id (0x8800).
    pub(super) media_id: Option<u32>,
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
    /// An answer that no command waits for.
    NotAsked {
        /// Its id.
        msg_id: u16,
    },
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
            Self::NotAsked { .. } => "not_asked",
            Self::MessageTooLarge => "message_too_large",
            Self::MessageIncomplete { .. } => "message_incomplete",
        }
    }

    /// Whether it counts towards closing the connection: a terminal that is merely newer than us must not be cut off.
    pub(super) fn is_strike(&self) -> bool {
        !matches!(
            self,
            Self::Body(BodyError::Unsupported { .. } | BodyError::Encrypted { .. })
                | Self::NotAsked { .. }
                | Self::MessageTooLarge
                | Self::MessageIncomplete { .. }
        )
    }
}
