//! Opening a frame: checksum, and which header layout fits.
//!
//! Bit 14 (2019) lies on real terminals: set with the short header, clear with the long one. Rule: try the flagged
//! layout, accept it only if the declared body length equals the actual one; else try the other. Both cannot fit, as
//! they differ by five bytes.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::wire::{Reader, checksum};

use super::{
    frame::{MAX_BODY, escape},
    header::{Header, PhoneTooLong},
    quirks::Quirks,
};

/// Edition of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// JT/T 808-2011: header as 2013, some bodies differ.
    V2011,
    /// JT/T 808-2013.
    V2013,
    /// JT/T 808-2019: 17-byte header, 20-digit phone.
    V2019,
}

impl Version {
    /// Whether headers have the 2019 layout.
    pub fn has_long_header(self) -> bool {
        self == Self::V2019
    }

    /// `2011`, `2013` or `2019`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2011 => "2011",
            Self::V2013 => "2013",
            Self::V2019 => "2019",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// How to choose the header layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VersionChoice {
    /// The layout whose declared length fits.
    #[default]
    Auto,
    /// This edition only.
    Only(Version),
}

/// Why bytes between two flags are not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Shorter than header and check byte.
    #[error("{len} bytes cannot hold a header and a check byte")]
    TooShort {
        /// Bytes found.
        len: usize,
    },
    /// The XOR of header and body differs from the check byte.
    #[error("check byte is {found:02x}, header and body give {computed:02x}")]
    Checksum {
        /// XOR of header and body.
        computed: u8,
        /// Last byte.
        found: u8,
        /// Its offset.
        offset: usize,
    },
    /// Declared and actual body length differ in every header layout tried.
    #[error("the header declares {declared} bytes of body, {actual} are there")]
    Length {
        /// Declared in bits 0–9.
        declared: usize,
        /// Bytes between header and check byte, in the layout bit 14 asks for.
        actual: usize,
    },
    /// Packet fields are impossible: index 0 or beyond the total.
    #[error("packet {index} of {total} is impossible")]
    Part {
        /// Packet index.
        index: u16,
        /// Number of packets.
        total: u16,
    },
}

impl FrameError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "frame_too_short",
            Self::Checksum { .. } => "bad_checksum",
            Self::Length { .. } => "bad_length",
            Self::Part { .. } => "bad_part",
        }
    }

    /// Offset in the unescaped frame where it shows.
    pub fn offset(&self) -> usize {
        match self {
            Self::TooShort { len } => *len,
            Self::Checksum { offset, .. } => *offset,
            Self::Length { .. } => 2,
            Self::Part { .. } => 12,
        }
    }
}

/// A frame taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened<'a> {
    /// The header, with the layout that fits.
    pub header: Header,
    /// The body; of one packet, or of the whole message when `header.part` has index 0.
    pub body: &'a [u8],
}

/// Opens an unescaped frame (header, body, check byte; no flags): from the wire, or as a session delivered it.
pub fn open(frame: &[u8], choice: VersionChoice) -> Result<Opened<'_>, FrameError> {
    open_with(frame, choice, Quirks::default())
}

/// [`open`] with the leniencies of one terminal.
pub fn open_with(frame: &[u8], choice: VersionChoice, quirks: Quirks) -> Result<Opened<'_>, FrameError> {
    let Some((&found, content)) = frame.split_last() else { return Err(FrameError::TooShort { len: 0 }) };
    let flagged = match content {
        [_, _, props, ..] => props & 0x40 != 0,
        _ => return Err(FrameError::TooShort { len: frame.len() }),
    };
    let computed = checksum::xor(content);
    if computed != found && !quirks.ignore_checksum {
        return Err(FrameError::Checksum { computed, found, offset: content.len() });
    }
    match choice {
        VersionChoice::Auto => {
            fit(content, flagged).or_else(|first| fit(content, !flagged).map_err(|second| first.or(second)))
        }
        VersionChoice::Only(version) => fit(content, version.has_long_header()).map(|mut opened| {
            opened.header.version = version;
            opened
        }),
    }
    .map_err(|misfit| misfit.error(frame.len()))
}

#[derive(Clone, Copy)]
enum Misfit {
    Short,
    Other(FrameError),
}

impl Misfit {
    /// The more telling of two: a length that differs says more than a header that does not fit at all.
    fn or(self, second: Self) -> Self {
        match self {
            Self::Short => second,
            Self::Other(_) => self,
        }
    }

    fn error(self, len: usize) -> FrameError {
        match self {
            Self::Short => FrameError::TooShort { len },
            Self::Other(error) => error,
        }
    }
}

#[inline]
fn fit(content: &[u8], long: bool) -> Result<Opened<'_>, Misfit> {
    let mut reader = Reader::new(content);
    let header = Header::read(&mut reader, long).map_err(|_short| Misfit::Short)?;
    let body = reader.rest();
    let declared = usize::from(header.declared_len);
    let assembled = header.part.is_some_and(|part| part.index == 0);
    let fits = if assembled { body.len() % 1024 == declared } else { body.len() == declared };
    if !fits {
        return Err(Misfit::Other(FrameError::Length { declared, actual: body.len() }));
    }
    match header.part {
        Some(part) if part.total == 0 || part.index > part.total => {
            Err(Misfit::Other(FrameError::Part { index: part.index, total: part.total }))
        }
        _ => Ok(Opened { header, body }),
    }
}

/// Why a message cannot be put on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The body is longer than one packet holds: split it (see [`super::fragment::split`]).
    #[error("a body of {len} bytes does not fit one packet")]
    BodyTooLong {
        /// Bytes of the body.
        len: usize,
    },
    /// The phone number does not fit.
    #[error(transparent)]
    Phone(#[from] PhoneTooLong),
}

/// Appends one packet to `out`, as on the wire.
pub fn write_frame(header: &Header, body: &[u8], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if body.len() > MAX_BODY {
        return Err(EncodeError::BodyTooLong { len: body.len() });
    }
    let mut unescaped = Vec::with_capacity(body.len().saturating_add(header.size()).saturating_add(1));
    write_unescaped(header, body, &mut unescaped)?;
    escape(&unescaped, out);
    Ok(())
}

/// Appends header, body and check byte without flags and escapes: the form [`open`] reads.
pub(crate) fn write_unescaped(header: &Header, body: &[u8], out: &mut Vec<u8>) -> Result<(), PhoneTooLong> {
    let start = out.len();
    header.write(body.len(), out)?;
    out.extend_from_slice(body);
    let check = checksum::xor(out.get(start..).unwrap_or_default());
    out.push(check);
    Ok(())
}

/// Fuzz entry: opens anything; whatever opens can be written again byte for byte.
#[doc(hidden)]
pub fn fuzz_header(data: &[u8]) {
    let lenient = Quirks { ignore_checksum: true, ..Quirks::default() };
    for choice in [
        VersionChoice::Auto,
        VersionChoice::Only(Version::V2011),
        VersionChoice::Only(Version::V2013),
        VersionChoice::Only(Version::V2019),
    ] {
        if let Ok(opened) = open_with(data, choice, lenient) {
            let mut again = Vec::new();
            let written = write_unescaped(&opened.header, opened.body, &mut again);
            assert!(written.is_ok(), "a phone read from a header fits that header");
            let reserved = data.get(2).is_some_and(|props| props & 0x80 != 0);
            let cut = |bytes: &[u8]| bytes.len().checked_sub(1).and_then(|end| bytes.get(..end).map(<[u8]>::to_vec));
            assert!(reserved || cut(&again) == cut(data), "header and body are written as they were read");
        }
    }
}
