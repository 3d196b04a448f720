//! Records of version 2, byte for byte what postcard makes of them: numbers as LEB128 (signed ones zigzag), a variant as
//! its number, texts and bytes behind their length, an option behind 0 or 1.

use super::{RecordV2, SourceV2};

const JT808: u64 = 0;
const JT809: u64 = 1;
const CLOCK: u64 = 2;

/// Appends `record`.
pub(super) fn write(record: &RecordV2<'_>, to: &mut Vec<u8>) {
    let RecordV2 { received_ms, source, frame } = record;
    number(to, ((received_ms << 1) ^ (received_ms >> 63)).cast_unsigned());
    match source {
        SourceV2::Jt808 { phone, vehicle } => {
            number(to, JT808);
            bytes(to, phone.as_bytes());
            id(to, vehicle.as_ref());
        }
        SourceV2::Jt809 { link, edition_2019, vehicle } => {
            number(to, JT809);
            bytes(to, link.as_bytes());
            to.push(u8::from(*edition_2019));
            id(to, vehicle.as_ref());
        }
        SourceV2::Clock => number(to, CLOCK),
    }
    bytes(to, frame);
}

pub(super) fn number(to: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        to.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    to.push((n & 0x7f) as u8);
}

fn bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    number(to, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    to.extend_from_slice(bytes);
}

fn id(to: &mut Vec<u8>, vehicle: Option<&[u8; 16]>) {
    to.push(u8::from(vehicle.is_some()));
    to.extend_from_slice(vehicle.map_or(&[], |id| id.as_slice()));
}

/// Takes one record from the begin of `from`. `None` for bytes that are none: nothing is taken then.
pub(super) fn read<'a>(from: &mut &'a [u8]) -> Option<RecordV2<'a>> {
    let mut rest = Rest(from);
    let received = rest.number()?;
    let received_ms = (received >> 1).cast_signed() ^ -(received & 1).cast_signed();
    let source = match rest.number()? {
        JT808 => SourceV2::Jt808 { phone: rest.text()?, vehicle: rest.id()? },
        JT809 => SourceV2::Jt809 { link: rest.text()?, edition_2019: rest.flag()?, vehicle: rest.id()? },
        CLOCK => SourceV2::Clock,
        _ => return None,
    };
    let frame = rest.bytes()?;
    *from = rest.0;
    Some(RecordV2 { received_ms, source, frame })
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if (part << shift) >> shift != part {
                return None;
            }
            n |= part << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// The outer `None` is damage.
    fn id(&mut self) -> Option<Id> {
        if !self.flag()? {
            return Some(None);
        }
        let (id, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(Some(*id))
    }
}

type Id = Option<[u8; 16]>;
