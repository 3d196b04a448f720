//! 0x0705 data of CAN buses (2013: tables 78 and 79).

use serde::{Serialize, Serializer};

use crate::wire::{
    Reader, Short, Writer, bcd,
    field::{Bytes, Field, Message},
    hex::Hex,
    layout,
};

layout! {
    /// One frame of a bus.
    #[derive(Copy)]
    pub struct CanFrame {
        /// Bit 31 channel (0 CAN1, 1 CAN2), bit 30 extended, bit 29 average instead of raw, bits 0–28 the CAN id.
        pub id: u32,
        /// Data.
        pub data: Bytes<8>,
    }
}

/// Time of day of the first frame: BCD[5] hhmmss and milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay(pub [u8; 5]);

/// `hh:mm:ss.mmm`, or the bytes in hexadecimal when they are no digits.
impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [Some(h), Some(m), Some(s), Some(high), Some(low)] = self.0.map(bcd::pair) else {
            return Hex(&self.0).serialize(serializer);
        };
        serializer.collect_str(&format_args!("{h:02}:{m:02}:{s:02}.{high}{low:02}"))
    }
}

/// Frames collected since the last message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Can {
    /// Time of the first frame.
    pub time: TimeOfDay,
    /// The frames.
    pub frames: Vec<CanFrame>,
}

/// The count stands in front of the time, so this is no plain sequence of fields.
impl<'a> Field<'a> for Can {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let count = r.u16()?;
        let time = TimeOfDay(r.array()?);
        let frames = (0..count).map(|_| CanFrame::read(r)).collect::<Result<_, _>>()?;
        Ok(Self { time, frames })
    }

    fn write(&self, w: &mut Writer<'_>) {
        let kept = self.frames.get(..usize::from(u16::MAX)).unwrap_or(&self.frames);
        w.u16(u16::try_from(kept.len()).unwrap_or(u16::MAX)).bytes(&self.time.0);
        for frame in kept {
            frame.write(w);
        }
    }
}

impl Message<'_> for Can {}

#[cfg(test)]
impl<'a> crate::wire::sample::Sample<'a> for Can {
    fn sample(source: &mut crate::wire::sample::Source<'a>) -> Self {
        let frames = crate::wire::field::List::<CanFrame, 2>::sample(source).0;
        Self { time: TimeOfDay(source.array()), frames }
    }
}
