//! The conversation of two platforms over their two links, without IO.
//!
//! Bytes, the time and what became of sockets go in; events and bytes to send come out. The time is a count of
//! milliseconds that never goes back, whatever happens to the clock of the machine: keep-alives and retries hang on it.
//! What is written into frames is the wall clock, told by `set_wall` (until then the count is taken for it).
//! [`Upper`] receives, [`Lower`] forwards. The caller runs, after anything that happened:
//! ```text
//! while let Some(event) = session.poll(now) { act on it }
//! for link in [Link::Main, Link::Sub] { write session.take_output(link) to its socket }
//! ```
//! and calls `tick(now)` every few seconds. A frame or sub-message that cannot be read is an [`Event::Rejected`]; the
//! link goes on.

use std::collections::VecDeque;

use super::{
    body::BodyError,
    catalog::{Body, is_family},
    frame::{self, Framer, FramingError},
    header::{EditionChoice, FrameError, Header, Opened, open, write_frame, write_plain},
    message::{self, Message, Vehicle, Wrapper},
    profile::{Edition, LinkProfile},
};

pub mod lower;
pub mod outbox;
pub mod reckoning;
pub mod upper;

pub use lower::{Lower, LowerSettings};
pub use outbox::Item;
pub use reckoning::Reckoned;
pub use upper::{Admission, Token, Upper, UpperSettings};

/// One of the two TCP links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// 主链路: opened by the lower platform.
    Main,
    /// 从链路: opened by the upper platform.
    Sub,
}

/// Why a link ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// Nothing was heard for too long.
    Silent,
    /// The socket was closed or failed.
    Lost,
    /// The lower platform logged out, or the upper one closed in good order.
    LoggedOut,
    /// The other side refused or failed the login; its result code.
    Refused(u8),
    /// A newer connection takes its place.
    Replaced,
}

/// Why input was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectReason {
    /// No frame.
    Framing(FramingError),
    /// A frame that does not open.
    Frame(FrameError),
    /// A message that cannot be read.
    Body(BodyError),
    /// A message before the login.
    NotLoggedIn,
    /// A header with another platform's access code.
    WrongAccessCode,
    /// A message that does not belong to this side.
    WrongDirection,
}

impl RejectReason {
    /// Stable code for metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Framing(FramingError::Oversize { .. }) => "oversize",
            Self::Framing(FramingError::Unfinished { .. }) => "unfinished",
            Self::Frame(error) => error.code(),
            Self::Body(error) => error.code(),
            Self::NotLoggedIn => "not_logged_in",
            Self::WrongAccessCode => "wrong_access_code",
            Self::WrongDirection => "wrong_direction",
        }
    }
}

/// A business message that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Link it came on.
    pub link: Link,
    /// The frame without flags and escapes, body decrypted and marked so, CRC made anew: it opens without the constants.
    pub frame: Vec<u8>,
    /// Business type.
    pub msg_id: u16,
    /// Sub-message, for families.
    pub sub_id: Option<u16>,
    /// Plate and colour, when sent in front, or inside an alarm of 2019.
    pub vehicle: Option<Vehicle>,
    /// What [`Upper::on_durable`] wants back.
    pub token: Token,
}

/// What a session asks for or tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Open this link; the address of a sub link is what the login named.
    Connect {
        /// Which.
        link: Link,
        /// Address as sent, empty for the configured one.
        host: String,
        /// Port.
        port: u16,
    },
    /// A link is logged in.
    Up(Link),
    /// A link is not usable any more: write its output, then close its socket if it is still open.
    Down(Link, EndReason),
    /// A business message. On the upper side it is counted only after [`Upper::on_durable`].
    Deliver(Delivery),
    /// Input that was not taken.
    Rejected(Link, RejectReason),
    /// The other side reports about a link: message id and code of 0x1007, 0x1008, 0x9007 or 0x9008.
    Notice {
        /// Message id.
        msg_id: u16,
        /// Its code.
        code: u8,
    },
    /// Serial numbers of the other side that never arrived.
    Missing {
        /// First.
        first: u32,
        /// Last.
        last: u32,
    },
    /// Lower side: everything up to this token has been taken by the other side.
    Confirmed(u64),
    /// Lower side: 0x9101 arrived, and how its count stands beside ours.
    Counted(Reckoned),
}

/// One link: framing, what waits to be sent, and when something was last heard and said.
#[derive(Debug)]
struct Channel {
    framer: Framer,
    output: Vec<u8>,
    open: bool,
    heard: i64,
    said: i64,
}

impl Channel {
    fn new(max_frame: usize) -> Self {
        Self { framer: Framer::new(max_frame), output: Vec::new(), open: false, heard: 0, said: 0 }
    }

    fn opened(&mut self, max_frame: usize, now: i64) {
        *self = Self { open: true, heard: now, said: now, ..Self::new(max_frame) };
    }
}

/// Frames whose room is kept, and how long they may be: those of positions, as a link sends them at once.
const SPARE_FRAMES: usize = 8_192;
const SPARE_BYTES: usize = 512;

/// What both sides share.
#[derive(Debug)]
struct Core {
    profile: LinkProfile,
    access_code: u32,
    max_frame: usize,
    /// Whether a frame with another access code is refused: the upper side knows whom it talks to, while upper
    /// platforms put what they like into theirs.
    strict: bool,
    serial: u32,
    /// How far the wall clock is ahead of the count.
    ahead: i64,
    main: Channel,
    sub: Channel,
    events: VecDeque<Event>,
    /// Room of frames that were delivered and are not needed any more.
    spare: Vec<Vec<u8>>,
}

/// A frame, owned and in the clear, and its header.
struct Inbound {
    header: Header,
    frame: Vec<u8>,
}

impl Inbound {
    /// Decrypts what was encrypted and makes its CRC anew; everything else is kept as it came. `clear` is empty room.
    fn new(frame: &[u8], opened: &Opened<'_>, mut clear: Vec<u8>) -> Self {
        if !opened.header.encrypted {
            clear.extend_from_slice(frame);
            return Self { header: opened.header, frame: clear };
        }
        let header = Header { encrypted: false, ..opened.header };
        write_plain(&header, &opened.body, None, &mut clear);
        Self { header, frame: clear }
    }

    /// What stands between header and CRC.
    fn body(&self) -> &[u8] {
        let end = self.frame.len().saturating_sub(2);
        self.frame.get(self.header.size()..end).unwrap_or_default()
    }
}

/// What the session needs to know of a business message.
struct About {
    wrapper: Option<Wrapper>,
    /// An alarm of 2019 has no plate in front: it names its vehicle itself.
    named: Option<Vehicle>,
    locations: u32,
}

impl About {
    fn read(msg_id: u16, body: &[u8], edition: Edition) -> Result<Self, BodyError> {
        if let Some((wrapper, _)) = message::location(msg_id, body, edition) {
            return Ok(Self { wrapper: Some(wrapper), named: None, locations: 1 });
        }
        let message = message::decode(msg_id, body, edition)?;
        let locations = match &message.body {
            Body::Location(_) => 1,
            Body::History(history) => u32::try_from(history.locations.len()).unwrap_or(u32::MAX),
            _ => 0,
        };
        Ok(Self { wrapper: message.wrapper, named: message.body.alarm_vehicle(), locations })
    }
}

impl Core {
    fn new(profile: LinkProfile, access_code: u32, max_frame: usize) -> Self {
        Self {
            profile,
            access_code,
            max_frame,
            strict: false,
            serial: 0,
            ahead: 0,
            main: Channel::new(max_frame),
            sub: Channel::new(max_frame),
            events: VecDeque::new(),
            spare: Vec::new(),
        }
    }

    /// The wall clock, UTC epoch milliseconds.
    fn wall(&self, now: i64) -> i64 {
        now.saturating_add(self.ahead)
    }

    fn channel(&mut self, link: Link) -> &mut Channel {
        match link {
            Link::Main => &mut self.main,
            Link::Sub => &mut self.sub,
        }
    }

    /// Queues a message on a link and gives its serial number.
    fn send(&mut self, link: Link, vehicle: Option<Vehicle>, body: Body<'_>, now: i64) -> u32 {
        self.serial = self.serial.wrapping_add(1);
        let message = Message::new(&self.profile, vehicle, body);
        let mut bytes = Vec::new();
        message.encode(&mut bytes);
        let header = self.profile.header(message.msg_id(), self.serial, self.access_code, self.wall(now));
        let (cipher, serial) = (self.profile.cipher, self.serial);
        let channel = self.channel(link);
        write_frame(&header, &bytes, cipher.as_ref(), &mut channel.output);
        channel.said = now;
        serial
    }

    fn feed(&mut self, link: Link, bytes: &[u8], now: i64) {
        let channel = self.channel(link);
        if channel.open && !bytes.is_empty() {
            channel.heard = now;
            channel.framer.push(bytes);
        }
    }

    /// The next frame of a link that opens; the others become events.
    fn next_inbound(&mut self, link: Link) -> Option<Inbound> {
        let (edition, cipher) = (EditionChoice::Only(self.profile.edition), self.profile.cipher);
        let (access_code, strict) = (self.access_code, self.strict);
        loop {
            let channel = match link {
                Link::Main => &mut self.main,
                Link::Sub => &mut self.sub,
            };
            if !channel.open {
                return None;
            }
            let reason = match channel.framer.next_frame()? {
                Err(error) => RejectReason::Framing(error),
                Ok(frame) => match open(frame, edition, cipher.as_ref()) {
                    Err(error) => RejectReason::Frame(error),
                    Ok(opened) if strict && opened.header.access_code != access_code => RejectReason::WrongAccessCode,
                    Ok(opened) => {
                        let clear = self.spare.pop().unwrap_or_default();
                        return Some(Inbound::new(frame, &opened, clear));
                    }
                },
            };
            self.events.push_back(Event::Rejected(link, reason));
        }
    }

    /// A business message as an event; a body that cannot be read is a rejection.
    fn deliver(&mut self, link: Link, inbound: Inbound) -> bool {
        let header = inbound.header;
        let about = match About::read(header.msg_id, inbound.body(), self.profile.edition) {
            Ok(about) => about,
            Err(error) => {
                self.events.push_back(Event::Rejected(link, RejectReason::Body(error)));
                return false;
            }
        };
        let About { wrapper, named, locations } = about;
        let sub_id = wrapper.map(|wrapper| wrapper.sub_id);
        let vehicle = wrapper.and_then(|wrapper| wrapper.vehicle);
        let token = Token { serial: header.serial, sub_id: sub_id.unwrap_or(header.msg_id), vehicle, locations };
        let vehicle = vehicle.or(named);
        let delivery = Delivery { link, frame: inbound.frame, msg_id: header.msg_id, sub_id, vehicle, token };
        self.events.push_back(Event::Deliver(delivery));
        true
    }

    /// Takes back the room of a frame that was delivered: the next ones are put there. A long one is let go.
    fn recycle(&mut self, mut frame: Vec<u8>) {
        if self.spare.len() < SPARE_FRAMES && frame.capacity() <= SPARE_BYTES {
            frame.clear();
            self.spare.push(frame);
        }
    }

    /// Ends a link: says so once and forgets what was half received. What is queued can still be written.
    fn end(&mut self, link: Link, reason: EndReason) -> bool {
        let max_frame = self.max_frame;
        let channel = self.channel(link);
        let was_open = std::mem::replace(&mut channel.open, false);
        if was_open {
            channel.framer = Framer::new(max_frame);
            self.events.push_back(Event::Down(link, reason));
        }
        was_open
    }

    fn is_silent(&mut self, link: Link, idle_ms: i64, now: i64) -> bool {
        let channel = self.channel(link);
        channel.open && now.saturating_sub(channel.heard) > idle_ms
    }

    fn keep_alive_due(&mut self, link: Link, every_ms: i64, now: i64) -> bool {
        now.saturating_sub(self.channel(link).said) >= every_ms
    }
}

/// Business messages of the lower platform.
fn is_uplink_data(msg_id: u16) -> bool {
    msg_id == 0x1101 || (is_family(msg_id) && msg_id < 0x8000)
}

/// Business messages of the upper platform.
fn is_downlink_data(msg_id: u16) -> bool {
    is_family(msg_id) && msg_id > 0x8000
}

/// Where a first frame stands: which lower platform knocks, before anything is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knock {
    /// More bytes are needed.
    More,
    /// A frame of the platform with this access code, unescaped, and how many bytes of the input it took.
    Frame {
        /// Access code of its header.
        access_code: u32,
        /// The frame without flags.
        frame: Vec<u8>,
        /// Bytes of the input up to its end.
        used: usize,
    },
    /// Not JT/T 809.
    Noise,
}

/// Looks at the first bytes of a new main link; at most `max` of them.
pub fn knock(bytes: &[u8], max: usize) -> Knock {
    let mut framer = Framer::new(max);
    framer.push(bytes);
    match framer.next_frame() {
        Some(Ok(frame)) => match frame.get(10..14).and_then(<[u8]>::first_chunk) {
            Some(code) => {
                let head = memchr::memchr(frame::HEAD, bytes).unwrap_or_default();
                let tail = memchr::memchr(frame::TAIL, bytes.get(head..).unwrap_or_default()).unwrap_or_default();
                let used = head.saturating_add(tail).saturating_add(1);
                Knock::Frame { access_code: u32::from_be_bytes(*code), frame: frame.to_vec(), used }
            }
            None => Knock::Noise,
        },
        Some(Err(_)) => Knock::Noise,
        None if bytes.len() > max => Knock::Noise,
        None => Knock::More,
    }
}

/// Fuzz entry: anything on both links of both sides, after a good login; what is delivered opens again.
#[doc(hidden)]
pub fn fuzz_session(data: &[u8]) {
    let Some((&choice, stream)) = data.split_first() else { return };
    let edition = if choice & 1 == 0 { Edition::V2011 } else { Edition::V2019 };
    let profile = LinkProfile::new(edition);
    let mut upper = Upper::new(UpperSettings::new(profile, 1, 1, "1"), 0);
    upper.main_opened(Admission { down_link_ip: String::new(), down_link_port: 0 }, 1, 0);
    upper.sub_opened(0);
    let mut lower = Lower::new(LowerSettings::new(profile, 1, 1, "1"), 0);
    lower.main_opened(0);
    lower.sub_opened(0);
    let mut now = 0_i64;
    for (index, chunk) in stream.chunks(usize::from(choice).max(1)).enumerate() {
        let link = if index % 2 == 0 { Link::Main } else { Link::Sub };
        now = now.saturating_add(1_000);
        upper.feed(link, chunk, now);
        lower.feed(link, chunk, now);
        while let Some(event) = upper.poll(now).or_else(|| lower.poll(now)) {
            if let Event::Deliver(delivery) = event {
                let only = EditionChoice::Only(edition);
                assert!(
                    open(&delivery.frame, only, None).is_ok_and(|o| !o.header.encrypted),
                    "opens without constants"
                );
                upper.on_durable(&[delivery.token], now);
            }
        }
        upper.tick(now);
        lower.tick(now);
        let _sent = (upper.take_output(link), lower.take_output(link));
    }
}

#[cfg(test)]
#[path = "session/tests.rs"]
mod tests;
