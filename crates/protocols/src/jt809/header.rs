//! Headers (2011: 4.4 and table 3; 2019 adds the time of sending) and whole frames.
//!
//! Nothing in a frame says which edition it follows, and the version bytes are chosen by operators. A link is therefore
//! configured with its edition; [`EditionChoice::Auto`] is for tools and looks whether the eight bytes behind a 2011
//! header are a plausible time, which no body of 2011 begins with.

use std::borrow::Cow;

use crate::wire::{Reader, Writer, checksum::crc16};

use super::{
    cipher::Cipher,
    field::Instant,
    frame,
    profile::{Edition, LinkProfile},
};

/// Bytes of a header of 2011.
pub const SIZE_2011: usize = 22;
/// Bytes of a header of 2019.
pub const SIZE_2019: usize = 30;

/// A message header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Length of the whole frame as declared: flags, header, body and CRC, before escaping.
    pub declared_len: u32,
    /// Serial number of the sender, `MSG_SN`.
    pub serial: u32,
    /// Business type, `MSG_ID`.
    pub msg_id: u16,
    /// Access code of the lower platform, `MSG_GNSSCENTERID`.
    pub access_code: u32,
    /// Version bytes.
    pub version: [u8; 3],
    /// Whether the body is encrypted.
    pub encrypted: bool,
    /// Key of the body cipher.
    pub key: u32,
    /// Time of sending; 2019 only.
    pub time: Option<Instant>,
}

impl Header {
    /// Edition this header is laid out in.
    pub fn edition(&self) -> Edition {
        if self.time.is_some() { Edition::V2019 } else { Edition::V2011 }
    }

    /// Bytes of it on the wire.
    pub fn size(&self) -> usize {
        match self.edition() {
            Edition::V2011 => SIZE_2011,
            Edition::V2019 => SIZE_2019,
        }
    }

    /// Reads a header; the caller checks the length.
    pub fn read(r: &mut Reader<'_>, edition: Edition) -> Result<Self, crate::wire::Short> {
        Ok(Self {
            declared_len: r.u32()?,
            serial: r.u32()?,
            msg_id: r.u16()?,
            access_code: r.u32()?,
            version: r.array()?,
            encrypted: r.u8()? != 0,
            key: r.u32()?,
            time: if edition == Edition::V2019 { Some(Instant(r.u64()?)) } else { None },
        })
    }

    /// Appends the header with this length.
    pub fn write(&self, declared_len: u32, w: &mut Writer<'_>) {
        w.u32(declared_len).u32(self.serial).u16(self.msg_id).u32(self.access_code);
        w.bytes(&self.version).u8(u8::from(self.encrypted)).u32(self.key);
        if let Some(time) = self.time {
            w.u64(time.0);
        }
    }
}

/// Which edition a frame may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditionChoice {
    /// The one that fits; for tools.
    Auto,
    /// The one of the link.
    Only(Edition),
}

/// A frame whose length and CRC are right, body decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<'a> {
    /// The header.
    pub header: Header,
    /// The body in the clear.
    pub body: Cow<'a, [u8]>,
}

/// Why a frame is not taken. The link goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Shorter than header and CRC.
    #[error("{len} bytes are too short for a frame")]
    TooShort {
        /// Bytes between the flags.
        len: usize,
    },
    /// The declared length is not the length.
    #[error("{declared} bytes declared, {actual} received")]
    Length {
        /// As declared.
        declared: u32,
        /// With both flags.
        actual: usize,
    },
    /// The CRC is wrong.
    #[error("CRC {found:04x} instead of {computed:04x}")]
    Crc {
        /// As sent.
        found: u16,
        /// As computed.
        computed: u16,
    },
    /// The body is encrypted and the constants of the platform are not known.
    #[error("the body is encrypted and the constants M1, IA1 and IC1 of the link are not configured")]
    Encrypted,
}

impl FrameError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "frame_too_short",
            Self::Length { .. } => "bad_length",
            Self::Crc { .. } => "bad_crc",
            Self::Encrypted => "encrypted",
        }
    }

    /// Offset in the frame (flag included) where it shows.
    pub fn offset(&self) -> usize {
        match self {
            Self::TooShort { len } => *len,
            Self::Length { .. } => 1,
            Self::Crc { .. } => SIZE_2011,
            Self::Encrypted => 17,
        }
    }
}

/// Opens an unescaped frame without flags.
pub fn open<'a>(frame: &'a [u8], choice: EditionChoice, cipher: Option<&Cipher>) -> Result<Opened<'a>, FrameError> {
    let mut opened = parse(frame, choice)?;
    let (content, crc) = frame.split_last_chunk::<2>().ok_or(FrameError::TooShort { len: frame.len() })?;
    let (found, computed) = (u16::from_be_bytes(*crc), crc16(content));
    if found != computed {
        return Err(FrameError::Crc { found, computed });
    }
    if opened.header.encrypted && !opened.body.is_empty() {
        cipher.ok_or(FrameError::Encrypted)?.apply(opened.header.key, opened.body.to_mut());
    }
    Ok(opened)
}

/// Opens a frame in the clear that was opened before and has been kept by something that checks its bytes itself: its CRC
/// is not computed again.
pub fn open_kept(frame: &[u8], choice: EditionChoice) -> Result<Opened<'_>, FrameError> {
    let opened = parse(frame, choice)?;
    if opened.header.encrypted && !opened.body.is_empty() { Err(FrameError::Encrypted) } else { Ok(opened) }
}

fn parse(frame: &[u8], choice: EditionChoice) -> Result<Opened<'_>, FrameError> {
    let too_short = FrameError::TooShort { len: frame.len() };
    let (content, _crc) = frame.split_last_chunk::<2>().ok_or(too_short)?;
    let edition = match choice {
        EditionChoice::Only(edition) => edition,
        EditionChoice::Auto => guess(content),
    };
    let mut r = Reader::new(content);
    let Ok(header) = Header::read(&mut r, edition) else { return Err(too_short) };
    let actual = frame.len().saturating_add(2);
    if u32::try_from(actual) != Ok(header.declared_len) {
        return Err(FrameError::Length { declared: header.declared_len, actual });
    }
    Ok(Opened { header, body: Cow::Borrowed(r.rest()) })
}

/// Times a link of 2019 can have: 2000 to 2100.
const PLAUSIBLE: std::ops::Range<u64> = 946_684_800..4_102_444_800;

fn guess(content: &[u8]) -> Edition {
    let behind = content.get(SIZE_2011..).unwrap_or_default().first_chunk::<8>();
    match behind {
        Some(time) if PLAUSIBLE.contains(&u64::from_be_bytes(*time)) => Edition::V2019,
        _ => Edition::V2011,
    }
}

/// Appends a frame without flags and escapes. The header's length is computed; the body is encrypted when the header
/// says so and `cipher` is there, else the header says that it is not.
pub fn write_plain(header: &Header, body: &[u8], cipher: Option<&Cipher>, out: &mut Vec<u8>) {
    let start = out.len();
    let whole = header.size().saturating_add(body.len()).saturating_add(4);
    let cipher = cipher.filter(|_| header.encrypted);
    let header = Header { encrypted: cipher.is_some(), ..*header };
    let mut w = Writer::new(out);
    header.write(u32::try_from(whole).unwrap_or(u32::MAX), &mut w);
    match cipher {
        None => {
            w.bytes(body);
        }
        Some(cipher) => {
            let mut body = body.to_vec();
            cipher.apply(header.key, &mut body);
            w.bytes(&body);
        }
    }
    let crc = crc16(out.get(start..).unwrap_or_default());
    out.extend_from_slice(&crc.to_be_bytes());
}

/// Appends a frame as it goes on the wire.
pub fn write_frame(header: &Header, body: &[u8], cipher: Option<&Cipher>, out: &mut Vec<u8>) {
    let mut plain = Vec::with_capacity(body.len().saturating_add(40));
    write_plain(header, body, cipher, &mut plain);
    frame::escape(&plain, out);
}

impl LinkProfile {
    /// The header of a message this side sends at `now` (UTC epoch milliseconds). The key of an encrypted message is
    /// made from the serial number: it is no secret, it only varies the stream.
    pub fn header(&self, msg_id: u16, serial: u32, access_code: u32, now: i64) -> Header {
        let encrypted = self.encrypt && self.cipher.is_some();
        Header {
            declared_len: 0,
            serial,
            msg_id,
            access_code,
            version: self.version,
            encrypted,
            key: if encrypted { serial.wrapping_mul(2_654_435_761) | 1 } else { 0 },
            time: (self.edition == Edition::V2019).then(|| Instant::from_ms(now)),
        }
    }
}

/// Fuzz entry: what opens is written again byte for byte.
#[doc(hidden)]
pub fn fuzz_header(frame: &[u8]) {
    let cipher = Cipher::new(30_000_000, 20_000_000, 20_000_000);
    for choice in [EditionChoice::Auto, EditionChoice::Only(Edition::V2011), EditionChoice::Only(Edition::V2019)] {
        let Ok(opened) = open(frame, choice, cipher.as_ref()) else { continue };
        let mut again = Vec::new();
        write_plain(&opened.header, &opened.body, cipher.as_ref(), &mut again);
        // An encryption byte above 1 is read as encrypted and written as 1.
        if frame.get(17).is_some_and(|flag| *flag <= 1) {
            assert!(again == frame, "written as it was read");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn frame(edition: Edition, body: &[u8]) -> Vec<u8> {
        let header = LinkProfile::new(edition).header(0x1002, 7, 1234, 1_755_000_000_000);
        let mut out = Vec::new();
        write_plain(&header, body, None, &mut out);
        out
    }

    #[test]
    fn faults_are_named() {
        let good = frame(Edition::V2011, &[0, 0, 0, 0, 1]);
        let only = EditionChoice::Only(Edition::V2011);
        assert_eq!(open(&good, only, None).unwrap().header.declared_len, 31);
        assert_eq!(open(&good[..10], only, None), Err(FrameError::TooShort { len: 10 }));
        assert_eq!(open(&[], only, None), Err(FrameError::TooShort { len: 0 }));
        let longer = [&good[..], &[0]].concat();
        assert_eq!(open(&longer, only, None), Err(FrameError::Length { declared: 31, actual: 32 }));
        let mut broken = good.clone();
        broken[23] ^= 1;
        assert!(matches!(open(&broken, only, None), Err(FrameError::Crc { .. })));
    }

    #[test]
    fn the_edition_shows_in_the_time() {
        for edition in [Edition::V2011, Edition::V2019] {
            let frame = frame(edition, &[0, 0, 0, 0, 1]);
            assert_eq!(open(&frame, EditionChoice::Auto, None).unwrap().header.edition(), edition);
        }
        let empty = frame(Edition::V2011, &[]);
        assert_eq!(open(&empty, EditionChoice::Auto, None).unwrap().header.edition(), Edition::V2011);
    }

    #[test]
    fn an_encrypted_body_needs_the_constants() {
        let cipher = Cipher::new(30_000_000, 20_000_000, 20_000_000);
        let profile = LinkProfile { cipher, encrypt: true, ..LinkProfile::new(Edition::V2019) };
        let header = profile.header(0x1001, 1, 1, 1_755_000_000_000);
        let mut out = Vec::new();
        write_plain(&header, b"secret", cipher.as_ref(), &mut out);
        assert!(!out.windows(6).any(|six| six == b"secret"));
        assert_eq!(open(&out, EditionChoice::Auto, None), Err(FrameError::Encrypted));
        assert_eq!(&*open(&out, EditionChoice::Auto, cipher.as_ref()).unwrap().body, b"secret");
    }

    proptest! {
        #[test]
        fn frames_round_trip(body in vec(any::<u8>(), 0..200), serial: u32, code: u32, new: bool, encrypt: bool) {
            let cipher = Cipher::new(5_000_011, 77_777, 123_456_789);
            let edition = if new { Edition::V2019 } else { Edition::V2011 };
            let profile = LinkProfile { cipher, encrypt, ..LinkProfile::new(edition) };
            let header = profile.header(0x1200, serial, code, 1_755_000_000_000);
            let mut wire = Vec::new();
            write_frame(&header, &body, cipher.as_ref(), &mut wire);
            let mut plain = Vec::new();
            frame::single(&wire, &mut plain).unwrap();
            let opened = open(&plain, EditionChoice::Only(edition), cipher.as_ref()).unwrap();
            prop_assert_eq!(&*opened.body, &body[..]);
            prop_assert_eq!(opened.header.serial, serial);
            fuzz_header(&plain);
        }
    }
}
