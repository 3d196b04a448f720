//! Framing: flags, escapes, junk (2013: 4.4.2, 2019: 4.4.2).
//!
//! Between two flags (7e) lies one frame; `7d 02` stands for 7e and `7d 01` for 7d. Real streams also bring shared and
//! doubled flags, junk between frames, a lone flag and cut frames: each piece between two flags is judged alone, so a
//! broken one never takes its neighbour with it.

use std::ops::Range;

use super::header::MAX_HEADER;

/// The flag byte around frames.
pub const FLAG: u8 = 0x7e;
/// The escape byte.
pub const ESCAPE: u8 = 0x7d;
/// Longest body of one packet (10 bits).
pub const MAX_BODY: usize = 1023;
/// Longest frame after unescaping: header with packet fields, body, check byte.
pub const MAX_UNESCAPED: usize = MAX_HEADER + MAX_BODY + 1;
/// Longest possible frame as on the wire, flags not counted: every byte escaped.
pub const MAX_ESCAPED: usize = 2 * MAX_UNESCAPED;

/// Why a piece between two flags is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// No closing flag within the limit; what arrives up to the next flag is dropped.
    #[error("no closing flag within {limit} bytes")]
    Oversize {
        /// The limit in bytes.
        limit: usize,
    },
}

/// Cuts a byte stream into frames. Holds at most one unfinished frame (up to its limit) beside what was pushed last.
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Start of bytes not yet handed out.
    start: usize,
    /// Everything before this was searched for a flag.
    scanned: usize,
    /// Whether `start` lies behind an opening flag.
    open: bool,
    /// Whether an escape was seen behind `start`.
    escaped: bool,
    limit: usize,
    junk: u64,
}

impl Framer {
    /// A framer that gives up on a frame after `limit` escaped bytes ([`MAX_ESCAPED`] loses nothing legal).
    pub fn new(limit: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, scanned: 0, open: false, escaped: false, limit: limit.max(1), junk: 0 }
    }

    /// Adds received bytes. Drain with [`Framer::next_frame`] before pushing more: the buffer holds what was not drained.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.scanned = self.scanned.saturating_sub(self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next piece between two flags, unescaped, check byte included; `None` when more bytes are needed.
    pub fn next_frame(&mut self) -> Option<Result<&[u8], FramingError>> {
        match self.next_piece()? {
            Ok(range) => Some(Ok(self.buffer.get(range).unwrap_or_default())),
            Err(error) => Some(Err(error)),
        }
    }

    /// Bytes dropped because they lay outside flags or in an oversized piece.
    pub fn junk_bytes(&self) -> u64 {
        self.junk
    }

    /// Bytes waiting for a closing flag (or not yet drained).
    pub fn pending(&self) -> usize {
        self.buffer.len().saturating_sub(self.start)
    }

    /// Bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Gives memory back when nothing is pending; for idle connections.
    pub fn shrink(&mut self) {
        if self.pending() == 0 {
            self.buffer = Vec::new();
            self.start = 0;
            self.scanned = 0;
        }
    }

    fn next_piece(&mut self) -> Option<Result<Range<usize>, FramingError>> {
        loop {
            let Some(end) = self.find_flag() else {
                let waiting = self.pending();
                if !self.open {
                    self.discard(waiting);
                } else if waiting > self.limit {
                    self.discard(waiting);
                    self.open = false;
                    return Some(Err(FramingError::Oversize { limit: self.limit }));
                }
                return None;
            };
            let piece = self.start..end;
            let was_open = std::mem::replace(&mut self.open, true);
            let escaped = std::mem::take(&mut self.escaped);
            self.start = end.saturating_add(1);
            self.scanned = self.start;
            if !was_open {
                self.count_junk(piece.len());
            } else if piece.len() > self.limit {
                self.count_junk(piece.len());
                return Some(Err(FramingError::Oversize { limit: self.limit }));
            } else if !piece.is_empty() {
                return Some(Ok(if escaped { self.unescape(piece) } else { piece }));
            }
        }
    }

    /// The next flag; notes escapes in front of it, so that a frame without any is looked at once.
    fn find_flag(&mut self) -> Option<usize> {
        loop {
            let unseen = self.buffer.get(self.scanned..).unwrap_or_default();
            let found = if self.escaped { memchr::memchr(FLAG, unseen) } else { memchr::memchr2(FLAG, ESCAPE, unseen) };
            let Some(at) = found else {
                self.scanned = self.buffer.len();
                return None;
            };
            let at = self.scanned.saturating_add(at);
            if self.buffer.get(at) == Some(&FLAG) {
                return Some(at);
            }
            self.escaped = true;
            self.scanned = at.saturating_add(1);
        }
    }

    /// In place: what an escape saves is a gap in front of the closing flag, which nobody reads again.
    fn unescape(&mut self, piece: Range<usize>) -> Range<usize> {
        let start = piece.start;
        let len = self.buffer.get_mut(piece).map_or(0, unescape_in_place);
        start..start.saturating_add(len)
    }

    fn discard(&mut self, count: usize) {
        self.count_junk(count);
        self.buffer.clear();
        self.escaped = false;
        self.start = 0;
        self.scanned = 0;
    }

    fn count_junk(&mut self, count: usize) {
        self.junk = self.junk.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }
}

/// Undoes the escapes in `bytes`; how many bytes are left, at its start.
fn unescape_in_place(bytes: &mut [u8]) -> usize {
    let (mut from, mut to) = (0_usize, 0_usize);
    while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
        let plain = memchr::memchr(ESCAPE, rest).unwrap_or(rest.len());
        let (byte, taken) = match rest.get(plain..) {
            Some([_, 0x02, ..]) => (Some(FLAG), 2),
            Some([_, 0x01, ..]) => (Some(ESCAPE), 2),
            Some([_, ..]) => (Some(ESCAPE), 1),
            _ => (None, 0),
        };
        bytes.copy_within(from..from.saturating_add(plain), to);
        from = from.saturating_add(plain).saturating_add(taken);
        to = to.saturating_add(plain);
        if let (Some(byte), Some(place)) = (byte, bytes.get_mut(to)) {
            *place = byte;
            to = to.saturating_add(1);
        }
    }
    to
}

/// Undoes the escapes of the bytes between two flags into `out` (cleared first).
///
/// A 7d in front of anything but 01 and 02 stands for itself: terminals exist that forget to escape some bytes, and
/// what is wrong about it shows in check byte and length, which still have to be right.
pub fn unescape(bytes: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.reserve(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(ESCAPE, rest) {
        let (plain, from_escape) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.extend_from_slice(plain);
        rest = match from_escape {
            [_, 0x02, tail @ ..] => {
                out.push(FLAG);
                tail
            }
            [_, 0x01, tail @ ..] | [_, tail @ ..] => {
                out.push(ESCAPE);
                tail
            }
            [] => &[],
        };
    }
    out.extend_from_slice(rest);
}

/// Appends `unescaped` (header, body, check byte) to `out` as a frame on the wire: flags and escapes.
pub fn escape(unescaped: &[u8], out: &mut Vec<u8>) {
    out.reserve(unescaped.len().saturating_add(2));
    out.push(FLAG);
    for &byte in unescaped {
        match byte {
            FLAG => out.extend_from_slice(&[ESCAPE, 0x02]),
            ESCAPE => out.extend_from_slice(&[ESCAPE, 0x01]),
            _ => out.push(byte),
        }
    }
    out.push(FLAG);
}

/// Why a piece of text or a datagram is not exactly one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SingleError {
    /// It does not begin with a flag.
    #[error("does not begin with 7e")]
    NoOpeningFlag,
    /// It does not end with a flag.
    #[error("does not end with 7e")]
    NoClosingFlag,
    /// A flag in the middle: more than one frame.
    #[error("7e in the middle, at offset {offset}: more than one frame")]
    Several {
        /// Offset of the flag.
        offset: usize,
    },
    /// Nothing between the flags.
    #[error("nothing between the flags")]
    Empty,
    /// Too long.
    #[error(transparent)]
    Framing(#[from] FramingError),
}

/// Unescapes bytes that must be exactly one frame with its flags, into `out` (cleared first).
pub fn single(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), SingleError> {
    out.clear();
    let Some((&FLAG, behind)) = bytes.split_first() else { return Err(SingleError::NoOpeningFlag) };
    let Some((&FLAG, inner)) = behind.split_last() else { return Err(SingleError::NoClosingFlag) };
    if inner.is_empty() {
        return Err(SingleError::Empty);
    }
    if let Some(at) = memchr::memchr(FLAG, inner) {
        return Err(SingleError::Several { offset: at.saturating_add(1) });
    }
    if inner.len() > MAX_ESCAPED {
        return Err(FramingError::Oversize { limit: MAX_ESCAPED }.into());
    }
    unescape(inner, out);
    Ok(())
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
                frames.push(frame.map(<[u8]>::to_vec).ok());
            }
            assert!(framer.pending() <= 64, "an unfinished frame stays within the limit");
        }
        frames.retain(Option::is_some);
        frames
    };
    assert_eq!(collect(stream.len()), collect(usize::from(size)), "chunking does not matter");
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
