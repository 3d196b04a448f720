//! Rows of one vehicle as a byte stream: differences to the row before, exact to the last bit.
//!
//! A row is a flag byte and then, where they changed: the time step, the position, the speed, the direction, and the words
//! of the terminal, each as a variable-length integer. Positions with at most seven decimals and speeds with at most one are
//! kept as integers, anything else raw. A fix every 30 s with six decimals takes 7 bytes instead of the 56 of [`Row`], that
//! of a parked vehicle one.

use std::mem;

use super::Row;

/// Longest packed row: flags, three 10-byte integers would fit, plus raw position, speed, direction and two words.
const MAX_ROW: usize = 1 + 10 + 16 + 4 + 3 + 5 + 6;

const POSITION_TENTHS: u8 = 0;
const POSITION_FINE: u8 = 1;
const POSITION_RAW: u8 = 2;
const POSITION_SAME: u8 = 3;
const POSITION_MASK: u8 = 0b11;
const SPEED_TENTHS: u8 = 1 << 2;
const SPEED_RAW: u8 = 2 << 2;
const SPEED_SAME: u8 = 3 << 2;
const SPEED_MASK: u8 = 0b11 << 2;
const DIRECTION: u8 = 1 << 4;
/// The alarm word differs from that of the row before.
const ALARM: u8 = 1 << 5;
/// The status word differs from that of the row before.
const STATUS: u8 = 1 << 6;
/// The time step differs from that of the row before.
const STEP: u8 = 1 << 7;

/// First bit of what active safety told of, above the status word.
const SAFETY: u32 = 33;

/// Rows of a vehicle lie in blocks that never move: all vehicles grow at the same time, and lists that grew would leave
/// holes behind them. The first block is small, for there may be many vehicles with few rows.
const FIRST_BLOCK: usize = 4 * MAX_ROW;
const BLOCK: usize = 2_048;

/// What a row is relative to.
#[derive(Clone, Copy, Debug, Default)]
struct Previous {
    time_ms: i64,
    step_ms: i64,
    /// Position in 1e-7 degrees; unchanged by a raw row.
    lon: i64,
    lat: i64,
    /// Speed in tenths; unchanged by a row without one, or with a raw one.
    tenths: i64,
    /// Words of the terminal: 0 when not told, else one more than the word; above that of the status what active safety
    /// told of.
    alarm: u64,
    status: u64,
}

/// A growing packed list of rows, in the order in which they were pushed.
#[derive(Debug, Default)]
pub(super) struct Packed {
    full: Vec<Vec<u8>>,
    /// The block that is being filled.
    bytes: Vec<u8>,
    rows: u32,
    previous: Previous,
}

impl Packed {
    /// Rows held.
    pub(super) fn len(&self) -> usize {
        self.rows as usize
    }

    /// Appends a row. `false` when the vehicle has `u32::MAX` rows already.
    pub(super) fn push(&mut self, row: &Row) -> bool {
        let Some(rows) = self.rows.checked_add(1) else { return false };
        self.rows = rows;
        if self.bytes.capacity() - self.bytes.len() < MAX_ROW {
            self.open_block();
        }
        let at = self.bytes.len();
        self.bytes.push(0);
        let flags = self.put_time(row.time_ms) | self.put_position(row.lon, row.lat) | self.put_speed(row.speed_kmh);
        let flags = match row.direction_deg {
            Some(degrees) => {
                self.put(u64::from(degrees));
                flags | DIRECTION
            }
            None => flags,
        };
        let flags = flags | self.put_words(row);
        if let Some(byte) = self.bytes.get_mut(at) {
            *byte = flags;
        }
        true
    }

    /// Unpacks every row behind those in `out`.
    pub(super) fn unpack_into(&self, out: &mut Vec<Row>) {
        out.reserve(self.len());
        let mut reader = Reader { bytes: &[], blocks: self.full.iter().chain([&self.bytes]) };
        let mut previous = Previous::default();
        for _ in 0..self.rows {
            out.push(reader.row(&mut previous));
        }
    }

    /// Puts the block at hand aside, which has no room for another row.
    fn open_block(&mut self) {
        let next = (2 * self.bytes.capacity()).clamp(FIRST_BLOCK, BLOCK);
        let full = mem::replace(&mut self.bytes, Vec::with_capacity(next));
        if !full.is_empty() {
            self.full.push(full);
        }
    }

    fn put_time(&mut self, time_ms: i64) -> u8 {
        let step = time_ms.wrapping_sub(self.previous.time_ms);
        let change = step.wrapping_sub(self.previous.step_ms);
        (self.previous.time_ms, self.previous.step_ms) = (time_ms, step);
        if change == 0 {
            return 0;
        }
        self.put_signed(change);
        STEP
    }

    fn put_position(&mut self, lon: f64, lat: f64) -> u8 {
        let (Some(x), Some(y)) = (fine(lon), fine(lat)) else {
            self.bytes.extend_from_slice(&lon.to_le_bytes());
            self.bytes.extend_from_slice(&lat.to_le_bytes());
            return POSITION_RAW;
        };
        let (dx, dy) = (x - self.previous.lon, y - self.previous.lat);
        (self.previous.lon, self.previous.lat) = (x, y);
        if (dx, dy) == (0, 0) {
            POSITION_SAME
        } else if dx % 10 == 0 && dy % 10 == 0 {
            self.put_signed(dx / 10);
            self.put_signed(dy / 10);
            POSITION_TENTHS
        } else {
            self.put_signed(dx);
            self.put_signed(dy);
            POSITION_FINE
        }
    }

    fn put_speed(&mut self, speed: Option<f32>) -> u8 {
        let Some(speed) = speed else { return 0 };
        let Some(tenths) = tenths(speed) else {
            self.bytes.extend_from_slice(&speed.to_le_bytes());
            return SPEED_RAW;
        };
        let change = tenths - self.previous.tenths;
        if change == 0 {
            return SPEED_SAME;
        }
        self.put_signed(change);
        self.previous.tenths = tenths;
        SPEED_TENTHS
    }

    /// Words stay what they are for hours: a row that changes none has no byte for them.
    fn put_words(&mut self, row: &Row) -> u8 {
        let coded = |word: Option<u32>| word.map_or(0, |word| u64::from(word) + 1);
        let (alarm, status) = (coded(row.alarm), coded(row.status) | u64::from(row.safety) << SAFETY);
        let mut flags = 0;
        if alarm != self.previous.alarm {
            self.put(alarm ^ self.previous.alarm);
            flags |= ALARM;
        }
        if status != self.previous.status {
            self.put(status ^ self.previous.status);
            flags |= STATUS;
        }
        (self.previous.alarm, self.previous.status) = (alarm, status);
        flags
    }

    fn put_signed(&mut self, value: i64) {
        self.put(((value << 1) ^ (value >> 63)).cast_unsigned());
    }

    #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    fn put(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

/// Degrees in units of 1e-7 when that loses nothing.
#[expect(clippy::cast_possible_truncation, reason = "below 2^53, and checked")]
fn fine(degrees: f64) -> Option<i64> {
    let units = (degrees * 1e7).round();
    (units.abs() < 1e10 && (units / 1e7).to_bits() == degrees.to_bits()).then_some(units as i64)
}

/// Speed in tenths when that loses nothing.
#[expect(clippy::cast_possible_truncation, reason = "below 2^23, and checked")]
fn tenths(speed: f32) -> Option<i64> {
    let units = (speed * 10.0).round();
    let fits = (0.0..1e6).contains(&units) && (units / 10.0).to_bits() == speed.to_bits();
    fits.then_some(units as i64)
}

/// Reads blocks one after the other; no row lies across two.
struct Reader<'a, B> {
    bytes: &'a [u8],
    blocks: B,
}

impl<'a, B: Iterator<Item = &'a Vec<u8>>> Reader<'a, B> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "the very integers that were checked when they were packed"
    )]
    fn row(&mut self, previous: &mut Previous) -> Row {
        if self.bytes.is_empty() {
            self.bytes = self.blocks.next().map_or(&[], Vec::as_slice);
        }
        let flags = self.byte();
        if flags & STEP != 0 {
            previous.step_ms = previous.step_ms.wrapping_add(self.signed());
        }
        previous.time_ms = previous.time_ms.wrapping_add(previous.step_ms);
        let (lon, lat) = if flags & POSITION_MASK == POSITION_RAW {
            (f64::from_le_bytes(self.array()), f64::from_le_bytes(self.array()))
        } else {
            let unit = match flags & POSITION_MASK {
                POSITION_TENTHS => 10,
                POSITION_FINE => 1,
                _ => 0,
            };
            if unit != 0 {
                previous.lon += self.signed() * unit;
                previous.lat += self.signed() * unit;
            }
            (previous.lon as f64 / 1e7, previous.lat as f64 / 1e7)
        };
        let speed_kmh = match flags & SPEED_MASK {
            SPEED_TENTHS => {
                previous.tenths += self.signed();
                Some(previous.tenths as f32 / 10.0)
            }
            SPEED_SAME => Some(previous.tenths as f32 / 10.0),
            SPEED_RAW => Some(f32::from_le_bytes(self.array())),
            _ => None,
        };
        let direction_deg = (flags & DIRECTION != 0).then(|| self.unsigned() as u16);
        if flags & ALARM != 0 {
            previous.alarm ^= self.unsigned();
        }
        if flags & STATUS != 0 {
            previous.status ^= self.unsigned();
        }
        let word = |coded: u64| (coded & ((1 << SAFETY) - 1)).checked_sub(1).map(|word| word as u32);
        let (alarm, status) = (word(previous.alarm), word(previous.status));
        let safety = (previous.status >> SAFETY) as u8;
        Row { time_ms: previous.time_ms, lon, lat, speed_kmh, direction_deg, alarm, status, safety }
    }

    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        let Some((first, rest)) = self.bytes.split_first_chunk() else { return [0; N] };
        self.bytes = rest;
        *first
    }

    fn unsigned(&mut self) -> u64 {
        let (mut value, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }

    fn signed(&mut self) -> i64 {
        let value = self.unsigned();
        (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(time_ms: i64, lon: f64, lat: f64, speed_kmh: Option<f32>, direction_deg: Option<u16>) -> Row {
        Row { time_ms, lon, lat, speed_kmh, direction_deg, alarm: None, status: None, safety: 0 }
    }

    impl Packed {
        /// Bytes of all rows.
        fn size(&self) -> usize {
            self.full.iter().chain([&self.bytes]).map(Vec::len).sum()
        }
    }

    /// `row` with words.
    fn telling(row: Row, alarm: Option<u32>, status: Option<u32>) -> Row {
        Row { alarm, status, ..row }
    }

    #[test]
    fn every_bit_comes_back() {
        let rows = [
            row(1_767_225_600_738, 121.294_426, 30.199_904, Some(64.2), None),
            row(1_767_225_630_738, 121.306_527, 30.200_625, Some(75.6), Some(359)),
            row(1_767_225_630_738, 120.132_806_6, 31.896_203_3, None, Some(0)),
            row(i64::MIN, -180.0, -90.0, Some(0.0), None),
            row(i64::MAX, 180.0, 90.0, Some(0.1 + 0.2), None),
            row(-1, 1.0 / 3.0, -0.0, Some(f32::MIN_POSITIVE), Some(90)),
            row(0, 5e-324, 30.123_456_789, Some(219.9), None),
            row(7, 0.0, 0.0, Some(3.3e9), None),
            telling(row(8, 0.0, 0.0, None, None), Some(0), None),
            telling(row(9, 0.0, 0.0, None, Some(1)), Some(u32::MAX), Some(0)),
            telling(row(10, 0.0, 0.0, None, None), None, Some(u32::MAX)),
            telling(row(11, 1.0 / 3.0, 0.0, Some(1.0 / 3.0), None), Some(4), Some(4)),
            row(12, 0.0, 0.0, None, None),
            Row { safety: 1, ..row(13, 0.0, 0.0, None, None) },
            Row { safety: u8::MAX, ..telling(row(14, 0.0, 0.0, None, None), None, Some(u32::MAX)) },
        ];
        let mut packed = Packed::default();
        // Often enough for several blocks.
        let rows: Vec<Row> = rows.iter().copied().cycle().take(rows.len() * 60).collect();
        assert!(rows.iter().all(|r| packed.push(r)));
        assert!(packed.full.len() > 4, "{}", packed.full.len());
        let mut out = Vec::new();
        packed.unpack_into(&mut out);
        assert_eq!(out, rows);
        assert!(out[5].lat.is_sign_negative(), "minus zero keeps its sign");
    }

    #[test]
    fn a_moving_truck_takes_few_bytes_and_a_parked_one_fewer() {
        let (mut silent, mut telling_all) = (Packed::default(), Packed::default());
        for i in 0..1_000_i32 {
            let step = f64::from(i * 4_321) / 1e6;
            let speed = Some(50.0 + f32::from(u8::from(i % 7 == 0)) * 1.3);
            let row = row(1_767_225_600_000 + i64::from(i) * 30_000, 121.0 + step, 30.0, speed, None);
            silent.push(&row);
            // An alarm now and then, and a status that changes with every stop.
            let (alarm, status) = (u32::from(i % 50 == 0) << 2, 0xC_0303 ^ u32::from(i % 7 == 0));
            telling_all.push(&telling(row, Some(alarm), Some(status)));
        }
        assert!(silent.size() < 6 * 1_000, "{} bytes", silent.size());
        let words = telling_all.size() - silent.size();
        assert!(words < 500, "{words} bytes for words");
        let mut bare = Vec::new();
        silent.unpack_into(&mut bare);
        assert!(bare.iter().all(|row| row.alarm.is_none() && row.status.is_none()));
        let mut parked = Packed::default();
        for i in 0..1_000 {
            parked.push(&row(1_767_225_600_000 + i * 30_000, 121.0, 30.0, Some(0.0), None));
        }
        assert!(parked.size() < 1_050, "{} bytes", parked.size());
    }
}
