//! Frames on the wire (JT/T 809-2011 4.4): `5b | header, body, crc | 5d`, with 5a and 5e as escapes between the flags.

use std::ops::Range;

/// Opening flag.
pub const HEAD: u8 = 0x5b;
/// Closing flag.
pub const TAIL: u8 = 0x5d;
const ESCAPE_HEAD: u8 = 0x5a;
const ESCAPE_TAIL: u8 = 0x5e;

/// Longest frame between its flags, in escaped bytes: a photo of 0x1502 and room for escapes.
pub const MAX_ESCAPED: usize = 512 * 1024;

/// Why a piece of the stream is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// No closing flag within the limit; the bytes are dropped.
    #[error("no closing flag within {limit} bytes")]
    Oversize {
        /// The limit in bytes.
        limit: usize,
    },
    /// An opening flag inside a frame: what stood before it is dropped, the frame starts anew.
    #[error("an opening flag after {bytes} bytes of an unfinished frame")]
    Unfinished {
        /// Bytes dropped.
        bytes: usize,
    },
}

/// Cuts a byte stream into frames and undoes their escapes. Bytes outside frames are counted and dropped.
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Start of bytes not yet handed out.
    start: usize,
    /// Everything before this was searched for a flag.
    scanned: usize,
    /// Whether `start` lies behind an opening flag.
    open: bool,
    scratch: Vec<u8>,
    limit: usize,
    junk: u64,
}

enum Piece {
    Frame(Range<usize>),
    Failed(FramingError),
}

impl Framer {
    /// A framer that gives up on a frame after `limit` escaped bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            open: false,
            scratch: Vec::new(),
            limit: limit.max(1),
            junk: 0,
        }
    }

    /// Adds received bytes. Drain with [`Framer::next_frame`] before pushing more.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.scanned = self.scanned.saturating_sub(self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame without flags and escapes, CRC included; `None` when more bytes are needed.
    pub fn next_frame(&mut self) -> Option<Result<&[u8], FramingError>> {
        match self.next_piece()? {
            Piece::Frame(range) => {
                unescape(self.buffer.get(range).unwrap_or_default(), &mut self.scratch);
                Some(Ok(&self.scratch))
            }
            Piece::Failed(error) => Some(Err(error)),
        }
    }

    /// Bytes dropped because they lay outside frames or in an unfinished one.
    pub fn junk_bytes(&self) -> u64 {
        self.junk
    }

    /// Bytes waiting for a closing flag (or not yet drained).
    pub fn pending(&self) -> usize {
        self.buffer.len().saturating_sub(self.start)
    }

    fn next_piece(&mut self) -> Option<Piece> {
        loop {
            let unseen = self.buffer.get(self.scanned..).unwrap_or_default();
            let found = if self.open { memchr::memchr2(HEAD, TAIL, unseen) } else { memchr::memchr(HEAD, unseen) };
            let Some(found) = found else {
                self.scanned = self.buffer.len();
                let waiting = self.pending();
                if !self.open {
                    self.drop_to(self.scanned);
                } else if waiting > self.limit {
                    self.drop_to(self.scanned);
                    self.open = false;
                    return Some(Piece::Failed(FramingError::Oversize { limit: self.limit }));
                }
                return None;
            };
            let end = self.scanned.saturating_add(found);
            let piece = self.start..end;
            let closes = self.open && self.buffer.get(end) == Some(&TAIL);
            let was_open = self.open;
            self.scanned = end.saturating_add(1);
            if closes && piece.len() <= self.limit {
                self.start = self.scanned;
                self.open = false;
                return Some(Piece::Frame(piece));
            }
            self.drop_to(end);
            self.start = self.scanned;
            self.open = !closes;
            if closes {
                return Some(Piece::Failed(FramingError::Oversize { limit: self.limit }));
            }
            if was_open && !piece.is_empty() {
                return Some(Piece::Failed(FramingError::Unfinished { bytes: piece.len() }));
            }
        }
    }

    /// Counts everything up to `end` as junk.
    fn drop_to(&mut self, end: usize) {
        let count = end.saturating_sub(self.start);
        self.junk = self.junk.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        self.start = end;
    }
}

/// Undoes the escapes of the bytes between two flags into `out` (cleared first). An escape byte in front of anything
/// but 01 and 02 stands for itself; what is wrong about it shows in length and CRC.
pub fn unescape(bytes: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.reserve(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr2(ESCAPE_HEAD, ESCAPE_TAIL, rest) {
        let (plain, from_escape) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.extend_from_slice(plain);
        rest = match from_escape {
            [ESCAPE_HEAD, 0x01, tail @ ..] => push(out, HEAD, tail),
            [ESCAPE_HEAD, 0x02, tail @ ..] => push(out, ESCAPE_HEAD, tail),
            [ESCAPE_TAIL, 0x01, tail @ ..] => push(out, TAIL, tail),
            [ESCAPE_TAIL, 0x02, tail @ ..] => push(out, ESCAPE_TAIL, tail),
            [other, tail @ ..] => push(out, *other, tail),
            [] => &[],
        };
    }
    out.extend_from_slice(rest);
}

fn push<'a>(out: &mut Vec<u8>, byte: u8, tail: &'a [u8]) -> &'a [u8] {
    out.push(byte);
    tail
}

/// Appends `unescaped` (header, body, CRC) to `out` as a frame on the wire: flags and escapes.
pub fn escape(unescaped: &[u8], out: &mut Vec<u8>) {
    out.reserve(unescaped.len().saturating_add(2));
    out.push(HEAD);
    for &byte in unescaped {
        match byte {
            HEAD => out.extend_from_slice(&[ESCAPE_HEAD, 0x01]),
            ESCAPE_HEAD => out.extend_from_slice(&[ESCAPE_HEAD, 0x02]),
            TAIL => out.extend_from_slice(&[ESCAPE_TAIL, 0x01]),
            ESCAPE_TAIL => out.extend_from_slice(&[ESCAPE_TAIL, 0x02]),
            _ => out.push(byte),
        }
    }
    out.push(TAIL);
}

/// Why bytes are not exactly one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SingleError {
    /// It does not begin with the opening flag.
    #[error("does not begin with 5b")]
    NoOpeningFlag,
    /// It does not end with the closing flag.
    #[error("does not end with 5d")]
    NoClosingFlag,
    /// A flag in the middle: more than one frame.
    #[error("a flag in the middle, at offset {offset}: more than one frame")]
    Several {
        /// Offset of the flag.
        offset: usize,
    },
    /// Too long.
    #[error(transparent)]
    Framing(#[from] FramingError),
}

/// Unescapes bytes that must be exactly one frame with its flags, into `out` (cleared first).
///
/// Logs of platforms often hold frames whose escapes are already undone but whose flags are still there: bytes with a
/// flag in the middle whose declared length is their own length are taken as such.
pub fn single(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), SingleError> {
    out.clear();
    let Some((&HEAD, behind)) = bytes.split_first() else { return Err(SingleError::NoOpeningFlag) };
    let Some((&TAIL, inner)) = behind.split_last() else { return Err(SingleError::NoClosingFlag) };
    if inner.len() > MAX_ESCAPED {
        return Err(FramingError::Oversize { limit: MAX_ESCAPED }.into());
    }
    if let Some(at) = memchr::memchr2(HEAD, TAIL, inner) {
        if declares_itself(bytes, inner) {
            out.extend_from_slice(inner);
            return Ok(());
        }
        return Err(SingleError::Several { offset: at.saturating_add(1) });
    }
    unescape(inner, out);
    Ok(())
}

fn declares_itself(bytes: &[u8], inner: &[u8]) -> bool {
    inner.first_chunk().is_some_and(|length| u32::try_from(bytes.len()) == Ok(u32::from_be_bytes(*length)))
}

/// Fuzz entry: cuts `data` whole and in pieces; both must give the same frames, within the memory bound.
#[doc(hidden)]
pub fn fuzz_framer(data: &[u8]) {
    let Some((&size, stream)) = data.split_first() else { return };
    let collect = |piece: usize| {
        let mut framer = Framer::new(64);
        let mut frames = Vec::new();
        for chunk in stream.chunks(piece.max(1)) {
            framer.push(chunk);
            while let Some(frame) = framer.next_frame() {
                if let Ok(frame) = frame {
                    frames.push(frame.to_vec());
                }
            }
            assert!(framer.pending() <= 64, "an unfinished frame stays within the limit");
        }
        frames
    };
    assert!(collect(stream.len()) == collect(usize::from(size)), "chunking does not matter");
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
