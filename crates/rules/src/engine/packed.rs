//! A vehicle as bytes. Millions of them are remembered, and few at a time are looked at: a fact opens one, changes it and
//! closes it. Times are kept as differences, degrees as millionths and speeds as tenths where that loses nothing, which
//! is what terminals send; anything else is kept as it is. Equal states give equal bytes.

use anlu_domain::{geo::Point, party::profile::Profile};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    Clock, Sample,
    vehicle::VehicleState,
    wheel::Wheel,
    window::{Recent, Window},
};
use crate::kinds::place::{degrees, micro};

mod alike;

/// One vehicle, packed. Nothing remembered: no bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Packed(Vec<u8>);

/// What is there, in the first byte.
mod has {
    pub(super) const LAST: u8 = 1;
    /// Cards, turns, or somebody who left.
    pub(super) const PERSONS: u8 = 2;
    /// The clock ahead differs in more than its end.
    pub(super) const AHEAD: u8 = 4;
    pub(super) const LIFT: u8 = 8;
    pub(super) const HEARD: u8 = 16;
    pub(super) const SETTLED: u8 = 32;
    /// What settled last was a fix.
    pub(super) const FIX: u8 = 64;
}

/// What a kept fact tells, in its first byte.
mod of {
    pub(super) const CARD: u8 = 1;
    pub(super) const AT: u8 = 2;
    /// Degrees are whole millionths.
    pub(super) const MICRO: u8 = 4;
    pub(super) const SPEED: u8 = 8;
    /// The speed is in whole tenths.
    pub(super) const TENTHS: u8 = 16;
    pub(super) const ALARM: u8 = 32;
    pub(super) const LOADED: u8 = 64;
    /// The time is in whole seconds since the fact before.
    pub(super) const SECONDS: u8 = 128;
}

impl Packed {
    /// Bytes that are held for it.
    pub(super) fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// What is remembered. Bytes that are no state (they come from nowhere: snapshots are checked) remember nothing.
    pub(super) fn open(&self) -> VehicleState {
        read(&mut Bytes(&self.0)).unwrap_or_default()
    }

    /// Whether these bytes are a state.
    pub(super) fn sound(&self) -> bool {
        let mut bytes = Bytes(&self.0);
        self.0.is_empty() || (read(&mut bytes).is_some() && bytes.0.is_empty())
    }

    /// Remembers `state` instead. It is written into `draft` first, so that a vehicle holds no more bytes than it needs.
    pub(super) fn close(&mut self, state: &VehicleState, draft: &mut Vec<u8>) {
        draft.clear();
        if write(draft, state).is_none() {
            draft.clear();
        }
        self.0.clear();
        self.0.reserve_exact(draft.len());
        self.0.extend_from_slice(draft);
    }
}

fn write(to: &mut Vec<u8>, state: &VehicleState) -> Option<()> {
    let VehicleState { window, wheel, left, settled, ahead, profile } = state;
    let persons = wheel.card.is_some() || !wheel.turns.is_empty() || left.is_some();
    let mut flags = 0;
    for (there, flag) in [
        (wheel.last.is_some(), has::LAST),
        (persons, has::PERSONS),
        (ahead.rules != settled.rules, has::AHEAD),
        (ahead.lift != 0, has::LIFT),
        (window.heard.is_some(), has::HEARD),
        (window.settled.is_some(), has::SETTLED),
        (window.settled.is_some_and(|s| s.1), has::FIX),
    ] {
        flags |= if there { flag } else { 0 };
    }
    to.push(flags);
    *to = postcard::to_extend(profile, std::mem::take(to)).ok()?;
    let mut from = Sample { time: 0, at: None, speed: None, alarm: 0, loaded: false };
    if let Some(last) = &wheel.last {
        sample(to, &mut from, last);
    }
    if let Some((time, _)) = window.settled {
        // Usually the last fix.
        difference(to, from.time, time);
        from.time = time;
    }
    clock_end(to, from.time, settled.end);
    let begin = to.len();
    rules(to, settled)?;
    let pattern = begin..to.len();
    unsigned(to, u64::try_from(window.recent.len()).ok()?);
    for fact in &window.recent {
        match fact {
            Recent::Fix(next) => sample(to, &mut from, next),
            Recent::Card { time, driver } => {
                to.push(of::CARD);
                difference(to, from.time, *time);
                from.time = *time;
                *to = postcard::to_extend(driver, std::mem::take(to)).ok()?;
            }
        }
    }
    clock_end(to, from.time, ahead.end);
    if flags & has::AHEAD != 0 {
        let begin = to.len();
        rules(to, ahead)?;
        let whole = to.split_off(begin);
        alike::write(to, pattern, &whole)?;
    }
    if flags & has::LIFT != 0 {
        unsigned(to, ahead.lift.into());
    }
    if let Some(heard) = window.heard {
        difference(to, from.time, heard);
    }
    if persons {
        *to = postcard::to_extend(&(&wheel.card, &wheel.turns, left), std::mem::take(to)).ok()?;
    }
    Some(())
}

fn read(bytes: &mut Bytes<'_>) -> Option<VehicleState> {
    let flags = bytes.byte()?;
    let there = |flag: u8| flags & flag != 0;
    let profile: Profile = bytes.postcard()?;
    let mut from = Sample { time: 0, at: None, speed: None, alarm: 0, loaded: false };
    let last = if there(has::LAST) {
        let form = bytes.byte()?;
        Some(bytes.sample(form, &mut from)?)
    } else {
        None
    };
    let mut window = Window::default();
    if there(has::SETTLED) {
        from.time = bytes.difference(from.time)?;
        window.settled = Some((from.time, there(has::FIX)));
    }
    let mut settled = bytes.clock(from.time)?;
    let begin = bytes.0;
    settled.rules = bytes.rules()?;
    let pattern = begin.get(..begin.len().checked_sub(bytes.0.len())?)?;
    let facts = bytes.unsigned()?;
    for _ in 0..facts {
        let form = bytes.byte()?;
        window.recent.push(if form == of::CARD {
            from.time = bytes.difference(from.time)?;
            Recent::Card { time: from.time, driver: bytes.postcard()? }
        } else {
            Recent::Fix(bytes.sample(form, &mut from)?)
        });
    }
    let mut ahead = bytes.clock(from.time)?;
    ahead.rules = if there(has::AHEAD) { Bytes(&alike::read(bytes, pattern)?).rules()? } else { settled.rules.clone() };
    if there(has::LIFT) {
        ahead.lift = u32::try_from(bytes.unsigned()?).ok()?;
    }
    if there(has::HEARD) {
        window.heard = Some(bytes.difference(from.time)?);
    }
    let (card, turns, left) = if there(has::PERSONS) { bytes.postcard()? } else { (None, Vec::new(), None) };
    Some(VehicleState { window, wheel: Wheel { last, card, turns }, left, settled, ahead, profile })
}

fn rules(to: &mut Vec<u8>, clock: &Clock) -> Option<()> {
    *to = postcard::to_extend(&clock.rules, std::mem::take(to)).ok()?;
    Some(())
}

fn unsigned(to: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        to.push(low(n) | 0x80);
        n >>= 7;
    }
    to.push(low(n));
}

fn low(n: u64) -> u8 {
    (n & 0x7f) as u8
}

fn signed(to: &mut Vec<u8>, n: i64) {
    unsigned(to, ((n << 1) ^ (n >> 63)).cast_unsigned());
}

fn difference(to: &mut Vec<u8>, from: i64, time: i64) {
    signed(to, time.wrapping_sub(from));
}

/// A clock ends nowhere yet, or where the newest fact is, or elsewhere.
fn clock_end(to: &mut Vec<u8>, from: i64, end: Option<i64>) {
    match end {
        None => to.push(0),
        Some(end) if end == from => to.push(1),
        Some(end) => {
            to.push(2);
            difference(to, from, end);
        }
    }
}

fn sample(to: &mut Vec<u8>, from: &mut Sample, next: &Sample) {
    let since = next.time.wrapping_sub(from.time);
    let mut form = 0;
    let at = next.at.map(|at| (at, micro(at.lon).zip(micro(at.lat))));
    let tenths = next.speed.map(tenths);
    for (there, flag) in [
        (at.is_some(), of::AT),
        (at.is_some_and(|at| at.1.is_some()), of::MICRO),
        (next.speed.is_some(), of::SPEED),
        (tenths.flatten().is_some(), of::TENTHS),
        (next.alarm != 0, of::ALARM),
        (next.loaded, of::LOADED),
        (since % 1000 == 0, of::SECONDS),
    ] {
        form |= if there { flag } else { 0 };
    }
    to.push(form);
    signed(to, if since % 1000 == 0 { since / 1000 } else { since });
    match at {
        Some((_, Some((lon, lat)))) => {
            let (east, north) = near(from.at);
            signed(to, i64::from(lon) - i64::from(east));
            signed(to, i64::from(lat) - i64::from(north));
        }
        Some((at, None)) => {
            to.extend_from_slice(&at.lon.to_le_bytes());
            to.extend_from_slice(&at.lat.to_le_bytes());
        }
        None => {}
    }
    match (next.speed, tenths.flatten()) {
        (Some(_), Some(tenths)) => unsigned(to, tenths),
        (Some(speed), None) => to.extend_from_slice(&speed.to_le_bytes()),
        (None, _) => {}
    }
    if next.alarm != 0 {
        unsigned(to, next.alarm.into());
    }
    *from = Sample { at: next.at.or(from.at), ..*next };
}

/// Where differences are counted from.
fn near(at: Option<Point>) -> (i32, i32) {
    at.and_then(|at| micro(at.lon).zip(micro(at.lat))).unwrap_or_default()
}

/// Whole tenths of a km/h, when that loses nothing.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held against what it came from")]
fn tenths(speed: f32) -> Option<u64> {
    let whole = (speed * 10.0).round();
    let fits = (0.0..1e6).contains(&whole) && from_tenths(whole as u64).to_bits() == speed.to_bits();
    fits.then_some(whole as u64)
}

#[expect(clippy::cast_precision_loss, reason = "below 2^24")]
fn from_tenths(n: u64) -> f32 {
    n as f32 / 10.0
}

/// Bytes that are read from their beginning on.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.unsigned()?).ok()
    }

    fn some(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn postcard<T: DeserializeOwned>(&mut self) -> Option<T> {
        let (value, rest) = postcard::take_from_bytes(self.0).ok()?;
        self.0 = rest;
        Some(value)
    }

    fn unsigned(&mut self) -> Option<u64> {
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

    fn signed(&mut self) -> Option<i64> {
        let n = self.unsigned()?;
        Some((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
    }

    fn beside(&mut self, n: i32) -> Option<i32> {
        i32::try_from(self.signed()?.checked_add(n.into())?).ok()
    }

    fn difference(&mut self, from: i64) -> Option<i64> {
        Some(from.wrapping_add(self.signed()?))
    }

    /// A clock that ends as told; its rules are not read yet.
    fn clock(&mut self, from: i64) -> Option<Clock> {
        let end = match self.byte()? {
            0 => None,
            1 => Some(from),
            2 => Some(self.difference(from)?),
            _ => return None,
        };
        Some(Clock { end, ..Clock::default() })
    }

    fn rules(&mut self) -> Option<Vec<(u16, crate::kinds::State)>> {
        // Most vehicles remember nothing.
        if self.0.first() == Some(&0) {
            self.byte()?;
            return Some(Vec::new());
        }
        self.postcard()
    }

    fn sample(&mut self, form: u8, from: &mut Sample) -> Option<Sample> {
        let has = |flag: u8| form & flag != 0;
        let since = self.signed()?;
        let time = from.time.wrapping_add(if has(of::SECONDS) { since.wrapping_mul(1000) } else { since });
        let at = match (has(of::AT), has(of::MICRO)) {
            (true, true) => {
                let (east, north) = near(from.at);
                let lon = degrees(self.beside(east)?);
                Some(Point { lon, lat: degrees(self.beside(north)?) })
            }
            (true, false) => {
                let lon = f64::from_le_bytes(*self.take()?);
                Some(Point { lon, lat: f64::from_le_bytes(*self.take()?) })
            }
            _ => None,
        };
        let speed = match (has(of::SPEED), has(of::TENTHS)) {
            (true, true) => Some(from_tenths(self.unsigned()?)),
            (true, false) => Some(f32::from_le_bytes(*self.take()?)),
            _ => None,
        };
        let alarm = if has(of::ALARM) { u32::try_from(self.unsigned()?).ok()? } else { 0 };
        let next = Sample { time, at, speed, alarm, loaded: has(of::LOADED) };
        *from = Sample { at: next.at.or(from.at), ..next };
        Some(next)
    }
}
