//! Data of the tachograph (GB/T 19056) inside 0x0700 and 0x8700: its frame, and records of overtime driving (0x11).
//!
//! Other blocks stay raw. Positions are given as sent: the standard counts 1e-4 minutes, published samples hold 1e-6
//! degrees, and nothing in the block tells which.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{
    DeviceTime, Reader, Short, Writer, checksum,
    field::{Field, Padded},
    hex::Hex,
    layout,
};

/// Command word: records of overtime driving.
pub const OVERTIME: u8 = 0x11;

/// A block as it lies at the end of 0x0700.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Block<'a>(pub &'a [u8]);

/// A frame of the recorder with a right length; [`RecorderFrame::checked`] tells whether the check byte is right too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecorderFrame<'a> {
    /// 55 7A from the recorder, AA 75 to it.
    pub head: [u8; 2],
    /// Command word.
    pub command: u8,
    /// Reserved.
    pub reserved: u8,
    /// Data.
    pub data: &'a [u8],
    /// Whether the last byte is the XOR of all before it.
    pub checked: bool,
}

impl<'a> RecorderFrame<'a> {
    /// Reads a frame; `None` when its length is wrong or its head is none. Bytes behind it are ignored.
    pub fn decode(bytes: &'a [u8]) -> Option<Self> {
        let mut r = Reader::new(bytes);
        let head = r.array().ok()?;
        let (command, len, reserved) = (r.u8().ok()?, r.u16().ok()?, r.u8().ok()?);
        let data = r.take(usize::from(len)).ok()?;
        let content = bytes.get(..r.offset())?;
        let checked = r.u8().ok()? == checksum::xor(content);
        matches!(head, [0x55, 0x7a] | [0xaa, 0x75]).then_some(Self { head, command, reserved, data, checked })
    }

    /// Appends the frame with its check byte; data beyond 65,535 bytes is cut.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        let data = self.data.get(..usize::from(u16::MAX)).unwrap_or(self.data);
        let len = u16::try_from(data.len()).unwrap_or(u16::MAX);
        Writer::new(out).bytes(&self.head).u8(self.command).u16(len).u8(self.reserved).bytes(data);
        let check = checksum::xor(out.get(start..).unwrap_or_default());
        out.push(check);
    }

    /// The records of overtime driving; none for other commands. A piece behind the last whole one is not read.
    pub fn overtime(&self) -> Vec<Overtime<'a>> {
        let mut records = Vec::new();
        let mut r = Reader::new(self.data);
        while self.command == OVERTIME
            && let Ok(record) = Overtime::read(&mut r)
        {
            records.push(record);
        }
        records
    }
}

layout! {
    /// A position of the recorder, as sent.
    #[derive(Copy)]
    pub struct RecorderPosition {
        /// Longitude, two's complement.
        pub lon_raw: u32,
        /// Latitude, two's complement.
        pub lat_raw: u32,
        /// Metres.
        pub altitude_m: u16,
    }
}

layout! {
    /// One stretch of driving without rest beyond the limit the recorder holds.
    #[derive(Copy)]
    pub struct Overtime<'a> {
        /// Number of the driving licence.
        pub licence: Padded<'a, 18>,
        /// Begin of the driving.
        pub start: DeviceTime,
        /// Its end.
        pub end: DeviceTime,
        /// Where it began.
        pub start_at: RecorderPosition,
        /// Where it ended.
        pub end_at: RecorderPosition,
    }
}

impl<'a> Field<'a> for Block<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(r.rest()))
    }

    fn write(&self, w: &mut Writer<'_>) {
        w.bytes(self.0);
    }
}

/// The bytes, and what is read of them.
impl Serialize for Block<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("hex", &Hex(self.0))?;
        if let Some(frame) = RecorderFrame::decode(self.0) {
            map.serialize_entry("checked", &frame.checked)?;
            if frame.command == OVERTIME {
                map.serialize_entry("overtime", &frame.overtime())?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
impl<'a> crate::wire::sample::Sample<'a> for Block<'a> {
    fn sample(source: &mut crate::wire::sample::Source<'a>) -> Self {
        Self(source.up_to(200))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::wire::sample::{Sample, Source};

    proptest! {
        #[test]
        fn overtime_is_read_as_it_was_written(bytes in vec(any::<u8>(), 0..400), count in 0_usize..5, cut in 0_usize..50) {
            let source = &mut Source::new(&bytes);
            let records: Vec<Overtime<'_>> = (0..count).map(|_| Overtime::sample(source)).collect();
            let mut data = Vec::new();
            for record in &records {
                record.write(&mut Writer::new(&mut data));
            }
            data.resize(data.len() + cut, 0);
            let frame = RecorderFrame { head: [0x55, 0x7a], command: OVERTIME, reserved: 0, data: &data, checked: true };
            let mut wire = Vec::new();
            frame.encode(&mut wire);
            prop_assert_eq!(RecorderFrame::decode(&wire), Some(frame));
            prop_assert_eq!(frame.overtime(), records);
            let last = wire.len() - 1;
            wire[last] ^= 1;
            prop_assert_eq!(RecorderFrame::decode(&wire), Some(RecorderFrame { checked: false, ..frame }));
            prop_assert_eq!(RecorderFrame::decode(&wire[..last]), None);
        }
    }
}
