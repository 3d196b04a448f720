//! The byte stream of an attachment connection: JT/T 808 frames, and data packets that begin with 30 31 63 64.
//!
//! Data packets are not escaped and have no check byte: magic, file name[50], offset, length, then so many bytes. What
//! is not in a packet or between flags is junk and skipped up to the next magic or flag.

use crate::{
    jt808::frame::{FLAG, unescape},
    wire::{Reader, gbk},
};

/// Begin of a data packet.
pub const MAGIC: [u8; 4] = [0x30, 0x31, 0x63, 0x64];
const NAME: usize = 50;
/// Bytes in front of the data.
pub const HEAD: usize = 4 + NAME + 8;

/// Head of a data packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataHead {
    /// File name as in 0x1210, padding dropped.
    pub name: Vec<u8>,
    /// Offset of the data in the file.
    pub offset: u32,
    /// Bytes of data in this packet.
    pub len: u32,
}

impl DataHead {
    /// Reads the head, magic included.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut r = Reader::new(bytes);
        if r.array::<4>().ok()? != MAGIC {
            return None;
        }
        let name = r.take(NAME).ok()?;
        let used = name.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
        Some(Self { name: name.get(..used)?.to_vec(), offset: r.u32().ok()?, len: r.u32().ok()? })
    }

    /// Appends the head; a name beyond 50 bytes is cut. The data has to follow.
    pub fn encode(&self, out: &mut Vec<u8>) {
        crate::wire::Writer::new(out).bytes(&MAGIC).padded_behind(&self.name, NAME).u32(self.offset).u32(self.len);
    }

    /// The name as text.
    pub fn name_text(&self) -> String {
        gbk::text(&self.name).into_owned()
    }
}

/// What lies next in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamPiece {
    /// A JT/T 808 frame, unescaped.
    Frame(Vec<u8>),
    /// A data packet begins.
    Data(DataHead),
    /// Bytes of the packet that began last, in order.
    Bytes(Vec<u8>),
}

/// Cuts the stream into pieces. Holds at most one unfinished frame or head beside what was pushed last.
#[derive(Debug)]
pub struct Stream {
    buffer: Vec<u8>,
    /// Everything before this was handed out.
    start: usize,
    /// Bytes of the current data packet still to come.
    data_left: u32,
    max_frame: usize,
    junk: u64,
}

impl Stream {
    /// A stream that gives up on a frame after `max_frame` escaped bytes.
    pub fn new(max_frame: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, data_left: 0, max_frame: max_frame.max(HEAD), junk: 0 }
    }

    /// Adds received bytes; drain with [`Stream::next_piece`] before pushing more.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start.min(self.buffer.len()));
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes waiting for more.
    pub fn pending(&self) -> usize {
        self.buffer.len().saturating_sub(self.start)
    }

    /// Bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Bytes that belonged to nothing.
    pub fn junk_bytes(&self) -> u64 {
        self.junk
    }

    /// The next piece; `None` when more bytes are needed.
    pub fn next_piece(&mut self) -> Option<StreamPiece> {
        loop {
            let rest = self.buffer.get(self.start..).filter(|rest| !rest.is_empty())?;
            if self.data_left > 0 {
                let wanted = usize::try_from(self.data_left).unwrap_or(usize::MAX);
                let bytes = rest.get(..wanted).unwrap_or(rest).to_vec();
                self.data_left = self.data_left.saturating_sub(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
                self.start = self.start.saturating_add(bytes.len());
                return Some(StreamPiece::Bytes(bytes));
            }
            let magic_so_far = rest.iter().zip(&MAGIC).all(|(a, b)| a == b);
            if magic_so_far {
                let head = rest.get(..HEAD)?;
                let head = DataHead::decode(head)?;
                self.start = self.start.saturating_add(HEAD);
                self.data_left = head.len;
                return Some(StreamPiece::Data(head));
            }
            if let [FLAG, behind @ ..] = rest {
                match self.frame(behind) {
                    Found::Frame(frame, taken) => {
                        self.start = self.start.saturating_add(taken);
                        return Some(StreamPiece::Frame(frame));
                    }
                    Found::More => return None,
                    Found::Flag => self.start = self.start.saturating_add(1),
                    Found::Oversize => self.skip(1),
                }
            } else {
                let next = rest.iter().skip(1).position(|byte| matches!(*byte, FLAG | 0x30));
                self.skip(next.map_or(rest.len(), |at| at.saturating_add(1)));
            }
        }
    }

    fn frame(&self, behind: &[u8]) -> Found {
        if behind.iter().zip(&MAGIC).all(|(a, b)| a == b) {
            // The flag closed a frame, as no message has this id; a packet follows, once enough of it is here to tell.
            return if behind.len() < MAGIC.len() { Found::More } else { Found::Flag };
        }
        match memchr::memchr(FLAG, behind) {
            // Two flags in a row: the second opens.
            Some(0) => Found::Flag,
            Some(at) if at <= self.max_frame => {
                let mut frame = Vec::new();
                unescape(behind.get(..at).unwrap_or_default(), &mut frame);
                // The closing flag may open the next frame as well.
                Found::Frame(frame, at.saturating_add(1))
            }
            None if behind.len() <= self.max_frame => Found::More,
            _ => Found::Oversize,
        }
    }

    fn skip(&mut self, count: usize) {
        self.junk = self.junk.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        self.start = self.start.saturating_add(count);
    }
}

/// What a flag opens.
enum Found {
    /// A frame, unescaped, and the bytes it takes up to its closing flag.
    Frame(Vec<u8>, usize),
    /// More bytes are needed.
    More,
    /// The flag opens nothing.
    Flag,
    /// No closing flag within the limit.
    Oversize,
}

/// Fuzz entry: cuts `data` whole and in pieces; both must give the same, within the memory bound; then a whole session.
#[doc(hidden)]
pub fn fuzz_stream(data: &[u8]) {
    let Some((&size, bytes)) = data.split_first() else { return };
    let collect = |chunk: usize| {
        let mut stream = Stream::new(200);
        let (mut pieces, mut run) = (Vec::new(), Vec::new());
        for chunk in bytes.chunks(chunk.max(1)) {
            stream.push(chunk);
            while let Some(piece) = stream.next_piece() {
                if let StreamPiece::Bytes(more) = piece {
                    run.extend(more);
                } else {
                    pieces.push(StreamPiece::Bytes(std::mem::take(&mut run)));
                    pieces.push(piece);
                }
            }
            assert!(stream.pending() <= 201, "an unfinished piece stays within the limit");
        }
        pieces.push(StreamPiece::Bytes(run));
        pieces
    };
    assert_eq!(collect(bytes.len()), collect(usize::from(size)), "chunking does not matter");
    super::session::fuzz(bytes);
}
