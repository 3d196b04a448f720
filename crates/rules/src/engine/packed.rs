//! A vehicle as bytes. Millions of them are remembered, and few at a time are looked at: a fact opens one, changes it and
//! closes it. Times are kept as differences, degrees as millionths and speeds as tenths where that loses nothing, which
//! is what terminals send; anything else is kept as it is. Equal states give equal bytes.
//!
//! In this order: what is there; the profile; the kept facts, newest first; what has settled; the clock ahead, told by
//! what differs from the settled one; persons. A new position changes the front and the clock ahead only ([`ahead`]).

use anlu_domain::track::Fix;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::bytes::{Bytes, difference, length, signed, unsigned};
use super::{
    Clock, Sample,
    vehicle::VehicleState,
    wheel::Wheel,
    window::{Recent, Window},
};

mod ahead;
mod alike;
mod bytes;
mod fact;
mod profile;
mod stream;

pub(super) use self::ahead::{Draft, Shown};

/// One vehicle, packed. Nothing remembered: no bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Packed(Vec<u8>);

/// Room is made in steps of this many bytes, of which the allocator takes eight: a vehicle grows by a few bytes with
/// each fact, until some settle.
const STEP: usize = 32;
/// What the allocator keeps before each piece of memory.
const KEPT_BEFORE: usize = 8;

/// As bytes, not as a list of numbers: they are millions.
impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <&[u8]>::deserialize(d).map(|bytes| Self(bytes.to_vec()))
    }
}

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
    /// Among the kept facts are cards.
    pub(super) const CARDS: u8 = 128;
}

impl Packed {
    /// Nothing is remembered.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Something of its first and of its last bytes: what is read comes near.
    pub(super) fn touch(&self) -> u8 {
        self.0.first().zip(self.0.last()).map_or(0, |(first, last)| first ^ last)
    }

    /// Bytes that are held for it.
    pub(super) fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// What is remembered. Bytes that are no state (they come from nowhere: snapshots are checked) remember nothing.
    pub(super) fn open(&self) -> VehicleState {
        read(&mut Bytes(&self.0)).unwrap_or_default()
    }

    /// The newest position, as far as it is kept. Nearly always it stands in front, and no more is read.
    pub(super) fn newest(&self) -> Option<Fix> {
        self.front().or_else(|| self.open().newest())
    }

    /// The newest position when it is the newest fact.
    fn front(&self) -> Option<Fix> {
        let (sample, flags, mut bytes) = self.foremost()?;
        sample.at?;
        let heard = if flags & has::HEARD == 0 { None } else { Some(bytes.difference(sample.time)?) };
        Some(sample.fix(heard))
    }

    /// The newest fact when it is a fix, the first byte, and what stands behind the fact.
    fn foremost(&self) -> Option<(Sample, u8, Bytes<'_>)> {
        let mut bytes = Bytes(&self.0);
        let flags = bytes.byte()?;
        profile::read(&mut bytes)?;
        if bytes.length()? == 0 {
            return None;
        }
        bytes.unsigned()?;
        let usual = bytes.usual()?;
        let Recent::Fix(sample) = fact::read(&mut bytes, &mut fact::From::nothing(usual))? else { return None };
        Some((sample, flags, bytes))
    }

    /// The newest fact that says where or how fast, and when the vehicle was heard of last, UTC ms.
    pub(super) fn lately(&self) -> Option<(Sample, i64)> {
        if let Some((sample, flags, mut bytes)) = self.foremost()
            && sample.sees()
        {
            return if flags & has::HEARD == 0 { None } else { Some((sample, bytes.difference(sample.time)?)) };
        }
        let VehicleState { window, wheel, .. } = self.open();
        Some((window.newest(Sample::sees).copied().or(wheel.last)?, window.heard?))
    }

    /// Whether no alarm is known to last at `time`, which is not before anything known: one who says nothing then ends
    /// none. Judged by the front alone; in doubt `false`.
    pub(super) fn quiet_until(&self, time: i64) -> bool {
        self.is_empty() || self.foremost().is_some_and(|(newest, ..)| !newest.warns() && newest.time <= time)
    }

    /// Whether these bytes are a state.
    pub(super) fn sound(&self) -> bool {
        let mut bytes = Bytes(&self.0);
        self.0.is_empty() || (read(&mut bytes).is_some() && bytes.0.is_empty())
    }

    /// Whether a person's clock follows this vehicle, as far as the first byte tells.
    pub(super) fn personal(&self) -> bool {
        self.0.first().is_some_and(|flags| flags & (has::PERSONS | has::CARDS) != 0)
    }

    /// Something was received at `at` that is not used otherwise.
    pub(super) fn heard(&mut self, at: i64, draft: &mut Draft) {
        if !self.is_empty() {
            let mut vehicle = self.open();
            vehicle.window.hears(at);
            self.close(&vehicle, draft);
        }
    }

    /// Remembers `state` instead. It is written into `draft` first, so that a vehicle holds few more bytes than it needs.
    pub(super) fn close(&mut self, state: &VehicleState, draft: &mut Draft) {
        let Draft { whole, before: pattern, after: part, .. } = draft;
        for room in [&mut *whole, &mut *pattern, &mut *part] {
            room.clear();
        }
        if write(whole, (pattern, part), state).is_none() {
            whole.clear();
        }
        self.replace(whole);
    }

    fn replace(&mut self, bytes: &[u8]) {
        if self.0.capacity() < bytes.len() {
            self.0 = Vec::with_capacity((bytes.len() + KEPT_BEFORE).next_multiple_of(STEP) - KEPT_BEFORE);
        }
        self.0.clear();
        self.0.extend_from_slice(bytes);
    }
}

/// `pattern` and `part` are empty, and used.
fn write(to: &mut Vec<u8>, (pattern, part): (&mut Vec<u8>, &mut Vec<u8>), state: &VehicleState) -> Option<()> {
    let VehicleState { window, wheel, left, settled, ahead, profile: known, silent_until } = state;
    let persons = wheel.card.is_some() || !wheel.turns.is_empty() || left.is_some();
    let mut flags = 0;
    for (there, flag) in [
        (wheel.last.is_some(), has::LAST),
        (persons, has::PERSONS),
        (silent_until.is_none() && ahead.rules != settled.rules, has::AHEAD),
        (ahead.lift != 0, has::LIFT),
        (window.heard.is_some(), has::HEARD),
        (window.settled.is_some(), has::SETTLED),
        (window.settled.is_some_and(|s| s.1), has::FIX),
        (window.recent.iter().any(|fact| matches!(fact, Recent::Card { .. })), has::CARDS),
    ] {
        flags |= if there { flag } else { 0 };
    }
    to.push(flags);
    profile::write(to, known)?;
    length(to, window.recent.len());
    let mut from = fact::From::nothing(window.usual);
    let mut kept = window.recent.iter().rev();
    if let Some(newest) = kept.next() {
        unsigned(to, u64::try_from(window.span()).ok()?);
        bytes::usual(to, window.usual);
        fact::write(to, &mut from, newest)?;
    }
    let newest = from.time;
    if let Some(heard) = window.heard {
        difference(to, newest, heard);
    }
    for fact in kept {
        fact::write(part, &mut from, fact)?;
    }
    whole(to, part);
    part.clear();
    // What is usual may change before anything else settles.
    from.usual = 0;
    if let Some(last) = &wheel.last {
        fact::write_sample(part, &mut from, last);
    }
    if let Some((time, _)) = window.settled {
        // Usually the last fix.
        difference(part, from.time, time);
        from.time = time;
    }
    clock_end(part, from.time, settled.end);
    if let Some(blind) = &wheel.blind {
        fact::write_sample(part, &mut from, blind);
    }
    whole(to, part);
    stream::write(pattern, settled)?;
    whole(to, pattern);
    match silent_until {
        Some(until) => {
            to.push(ASLEEP);
            signed(to, *until);
        }
        None => clock_end(to, newest, ahead.end),
    }
    if flags & has::AHEAD != 0 {
        part.clear();
        stream::write(part, ahead)?;
        alike::write(to, pattern, part);
    }
    if flags & has::LIFT != 0 {
        unsigned(to, ahead.lift.into());
    }
    if persons {
        bytes::postcard(to, &(&wheel.card, &wheel.turns, left))?;
    }
    Some(())
}

fn whole(to: &mut Vec<u8>, part: &[u8]) {
    length(to, part.len());
    to.extend_from_slice(part);
}

fn read(bytes: &mut Bytes<'_>) -> Option<VehicleState> {
    let flags = bytes.byte()?;
    let there = |flag: u8| flags & flag != 0;
    let profile = profile::read(bytes)?;
    let facts = bytes.length()?;
    // Damaged bytes may claim any number.
    let mut window = Window { recent: Vec::with_capacity(facts.min(bytes.0.len())), ..Window::default() };
    let mut from = fact::From::default();
    if facts > 0 {
        // How long they span is told for those who read no further.
        bytes.unsigned()?;
        window.usual = bytes.usual()?;
        from = fact::From::nothing(window.usual);
        window.recent.push(fact::read(bytes, &mut from)?);
    }
    let newest = from.time;
    if there(has::HEARD) {
        window.heard = Some(bytes.difference(newest)?);
    }
    let mut rest = Bytes(bytes.part()?);
    for _ in 1..facts {
        window.recent.push(fact::read(&mut rest, &mut from)?);
    }
    window.recent.reverse();
    let mut behind = Bytes(bytes.part()?);
    from.usual = 0;
    let last = if there(has::LAST) { Some(fact::read_sample(&mut behind, &mut from)?) } else { None };
    if there(has::SETTLED) {
        from.time = behind.difference(from.time)?;
        window.settled = Some((from.time, there(has::FIX)));
    }
    let mut settled = clock(&mut behind, from.time)?;
    let blind = if behind.0.is_empty() { None } else { Some(fact::read_sample(&mut behind, &mut from)?) };
    let pattern = bytes.part()?;
    let mut rules = Bytes(pattern);
    settled.rules = stream::read(&mut rules)?;
    let silent_until = if bytes.0.first() == Some(&ASLEEP) {
        bytes.byte()?;
        Some(bytes.signed()?)
    } else {
        None
    };
    let mut ahead = if silent_until.is_some() { Clock::default() } else { clock(bytes, newest)? };
    ahead.rules = if silent_until.is_some() {
        Vec::new()
    } else if there(has::AHEAD) {
        let mut whole = Vec::new();
        alike::read(bytes, pattern, &mut whole)?;
        stream::read(&mut Bytes(&whole))?
    } else {
        settled.rules.clone()
    };
    if there(has::LIFT) {
        ahead.lift = u32::try_from(bytes.unsigned()?).ok()?;
    }
    let (card, turns, left) = if there(has::PERSONS) { bytes.postcard()? } else { (None, Vec::new(), None) };
    let done = [rest, behind, rules].iter().all(|part| part.0.is_empty());
    let wheel = Wheel { last, blind, card, turns };
    done.then_some(VehicleState { window, wheel, left, settled, ahead, profile, silent_until })
}

/// Stands where the end of a clock would; behind it, until when the vehicle sleeps.
const ASLEEP: u8 = 3;

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

/// A clock that ends as told; its rules are not read yet.
fn clock(bytes: &mut Bytes<'_>, from: i64) -> Option<Clock> {
    let end = match bytes.byte()? {
        0 => None,
        1 => Some(from),
        2 => Some(bytes.difference(from)?),
        _ => return None,
    };
    Some(Clock { end, ..Clock::default() })
}
