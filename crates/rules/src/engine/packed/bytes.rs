//! Numbers as few bytes: what is written to the end of a list, and read from the begin of one.

use serde::{Serialize, de::DeserializeOwned};

/// What most values fit in; a longer one takes a detour.
const SHORT: usize = 256;

pub(super) fn unsigned(to: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        to.push(low(n) | 0x80);
        n >>= 7;
    }
    to.push(low(n));
}

fn low(n: u64) -> u8 {
    (n & 0x7f) as u8
}

pub(super) fn signed(to: &mut Vec<u8>, n: i64) {
    unsigned(to, ((n << 1) ^ (n >> 63)).cast_unsigned());
}

pub(super) fn difference(to: &mut Vec<u8>, from: i64, time: i64) {
    signed(to, time.wrapping_sub(from));
}

/// A usual time between facts, ms: mostly whole seconds, and never less than 0.
pub(super) fn usual(to: &mut Vec<u8>, ms: i64) {
    let ms = ms.unsigned_abs();
    unsigned(to, if ms.is_multiple_of(1000) { ms / 1000 * 2 } else { ms.wrapping_mul(2) | 1 });
}

pub(super) fn length(to: &mut Vec<u8>, n: usize) {
    unsigned(to, u64::try_from(n).unwrap_or(u64::MAX));
}

/// Adds what postcard makes of `value`.
pub(super) fn postcard<T: Serialize>(to: &mut Vec<u8>, value: &T) -> Option<()> {
    let mut short = [0; SHORT];
    if let Ok(used) = postcard::to_slice(value, &mut short) {
        to.extend_from_slice(used);
    } else {
        *to = postcard::to_extend(value, std::mem::take(to)).ok()?;
    }
    Some(())
}

/// Bytes that are read from their beginning on.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn take<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        usize::try_from(self.unsigned()?).ok()
    }

    pub(super) fn some(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn usual(&mut self) -> Option<i64> {
        let told = self.unsigned()?;
        let ms = if told & 1 == 0 { (told / 2).checked_mul(1000)? } else { told / 2 };
        i64::try_from(ms).ok()
    }

    /// Bytes behind a length.
    pub(super) fn part(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.some(length)
    }

    /// What was read since `begin`.
    pub(super) fn since(&self, begin: Self) -> Option<&'a [u8]> {
        begin.0.get(..begin.0.len().checked_sub(self.0.len())?)
    }

    pub(super) fn postcard<T: DeserializeOwned>(&mut self) -> Option<T> {
        let (value, rest) = postcard::take_from_bytes(self.0).ok()?;
        self.0 = rest;
        Some(value)
    }

    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let mut n = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let n = self.unsigned()?;
        Some((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
    }

    pub(super) fn difference(&mut self, from: i64) -> Option<i64> {
        Some(from.wrapping_add(self.signed()?))
    }
}
