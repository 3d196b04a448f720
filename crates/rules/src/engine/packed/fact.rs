//! A kept fact as bytes, told as what differs from a neighbour.

use anlu_domain::geo::Point;

use super::{
    super::{Sample, window::Recent},
    bytes::{self, Bytes, signed, unsigned},
};
use crate::kinds::place::{degrees, micro};

/// What a kept fact tells, in its first byte.
mod of {
    /// Alone: a card. With others: a position as long before its neighbour as is usual.
    pub(super) const CARD: u8 = 1;
    pub(super) const USUAL: u8 = 1;
    pub(super) const AT: u8 = 2;
    /// Degrees are whole millionths.
    pub(super) const MICRO: u8 = 4;
    pub(super) const SPEED: u8 = 8;
    /// The speed is in whole tenths.
    pub(super) const TENTHS: u8 = 16;
    /// The alarm word, and above it what active safety told of.
    pub(super) const ALARM: u8 = 32;
    pub(super) const LOADED: u8 = 64;
    /// The time is in whole seconds since the neighbour.
    pub(super) const SECONDS: u8 = 128;
}

/// What differences are counted from: the neighbour before, or nothing.
#[derive(Clone, Copy, Default)]
pub(super) struct From {
    pub(super) time: i64,
    at: (i32, i32),
    tenths: i64,
    /// Usual time between neighbours, ms; 0 when there is none.
    pub(super) usual: i64,
}

impl From {
    /// Counts from nothing yet.
    pub(super) fn nothing(usual: i64) -> Self {
        Self { usual, ..Self::default() }
    }
}

pub(super) fn write(to: &mut Vec<u8>, from: &mut From, fact: &Recent) -> Option<()> {
    match fact {
        Recent::Fix(next) => write_sample(to, from, next),
        Recent::Card { time, driver } => {
            to.push(of::CARD);
            bytes::difference(to, from.time, *time);
            bytes::postcard(to, driver)?;
            *from = From { time: *time, ..From::nothing(from.usual) };
        }
    }
    Some(())
}

pub(super) fn read(bytes: &mut Bytes<'_>, from: &mut From) -> Option<Recent> {
    if bytes.0.first() == Some(&of::CARD) {
        bytes.byte()?;
        let time = bytes.difference(from.time)?;
        *from = From { time, ..From::nothing(from.usual) };
        return Some(Recent::Card { time, driver: bytes.postcard()? });
    }
    read_sample(bytes, from).map(Recent::Fix)
}

pub(super) fn write_sample(to: &mut Vec<u8>, from: &mut From, next: &Sample) {
    let since = next.time.wrapping_sub(from.time);
    let mut form = 0;
    let at = next.at.map(|at| (at, micro(at.lon).zip(micro(at.lat))));
    let tenths = next.speed.map(tenths);
    // One that says neither where nor how fast could be taken for a card.
    let usual = from.usual != 0 && since == from.usual.wrapping_neg() && next.sees();
    for (there, flag) in [
        (at.is_some(), of::AT),
        (at.is_some_and(|at| at.1.is_some()), of::MICRO),
        (next.speed.is_some(), of::SPEED),
        (tenths.flatten().is_some(), of::TENTHS),
        (next.warns(), of::ALARM),
        (next.loaded, of::LOADED),
        (since % 1000 == 0, of::SECONDS),
        (usual, of::USUAL),
    ] {
        form |= if there { flag } else { 0 };
    }
    to.push(form);
    if !usual {
        signed(to, if since % 1000 == 0 { since / 1000 } else { since });
    }
    match at {
        Some((_, Some((lon, lat)))) => {
            signed(to, i64::from(lon) - i64::from(from.at.0));
            signed(to, i64::from(lat) - i64::from(from.at.1));
        }
        Some((at, None)) => {
            to.extend_from_slice(&at.lon.to_le_bytes());
            to.extend_from_slice(&at.lat.to_le_bytes());
        }
        None => {}
    }
    match (next.speed, tenths.flatten()) {
        (Some(_), Some(tenths)) => signed(to, tenths - from.tenths),
        (Some(speed), None) => to.extend_from_slice(&speed.to_le_bytes()),
        (None, _) => {}
    }
    if next.warns() {
        unsigned(to, u64::from(next.safety) << 32 | u64::from(next.alarm));
    }
    *from = From {
        time: next.time,
        at: at.and_then(|at| at.1).unwrap_or_default(),
        tenths: tenths.flatten().unwrap_or_default(),
        usual: from.usual,
    };
}

pub(super) fn read_sample(bytes: &mut Bytes<'_>, from: &mut From) -> Option<Sample> {
    let form = bytes.byte()?;
    let has = |flag: u8| form & flag != 0;
    let since = match (has(of::USUAL), has(of::SECONDS)) {
        (true, _) => from.usual.wrapping_neg(),
        (false, true) => bytes.signed()?.wrapping_mul(1000),
        (false, false) => bytes.signed()?,
    };
    let time = from.time.wrapping_add(since);
    let (mut beside, mut tenths) = ((0, 0), 0);
    let at = match (has(of::AT), has(of::MICRO)) {
        (true, true) => {
            beside = (near(bytes, from.at.0)?, near(bytes, from.at.1)?);
            Some(Point { lon: degrees(beside.0), lat: degrees(beside.1) })
        }
        (true, false) => {
            let lon = f64::from_le_bytes(*bytes.take()?);
            Some(Point { lon, lat: f64::from_le_bytes(*bytes.take()?) })
        }
        _ => None,
    };
    let speed = match (has(of::SPEED), has(of::TENTHS)) {
        (true, true) => {
            tenths = bytes.signed()?.checked_add(from.tenths)?;
            Some(from_tenths(tenths))
        }
        (true, false) => Some(f32::from_le_bytes(*bytes.take()?)),
        _ => None,
    };
    let warns = if has(of::ALARM) { bytes.unsigned()? } else { 0 };
    let (alarm, safety) = (u32::try_from(warns & u64::from(u32::MAX)).ok()?, u8::try_from(warns >> 32).ok()?);
    *from = From { time, at: beside, tenths, usual: from.usual };
    Some(Sample { time, at, speed, alarm, safety, loaded: has(of::LOADED) })
}

fn near(bytes: &mut Bytes<'_>, n: i32) -> Option<i32> {
    i32::try_from(bytes.signed()?.checked_add(n.into())?).ok()
}

/// Whole tenths of a km/h, when that loses nothing.
#[expect(clippy::cast_possible_truncation, reason = "held against what it came from")]
fn tenths(speed: f32) -> Option<i64> {
    // The half rounds; a cast cuts off.
    let whole = speed * 10.0 + 0.5;
    let fits = (0.0..1e6).contains(&whole) && from_tenths(whole as i64).to_bits() == speed.to_bits();
    fits.then_some(whole as i64)
}

#[expect(clippy::cast_precision_loss, reason = "below 2^24")]
fn from_tenths(n: i64) -> f32 {
    n as f32 / 10.0
}
