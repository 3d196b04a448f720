//! The way of nearly every fact: a position newer than all before, of a vehicle without cards.
//!
//! Of a vehicle that sleeps it is kept, no more: nothing would be told. Of one that is awake it is judged from bytes to
//! bytes: only its own clock and the newest position are read, everything else is copied as it stands.

use anlu_domain::{finding::Finding, party::profile::Profile};

use super::{
    super::{Asked, Engine, Sample, window::Room},
    ASLEEP, Packed, alike,
    bytes::{self, Bytes, difference, length, unsigned},
    fact, has, profile,
    stream::Stream,
};
use crate::emit::{Name, Subject, Wanted};

/// Room to work in, kept from one fact to the next.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Draft {
    /// A vehicle that is being written.
    pub(super) whole: Vec<u8>,
    /// Its clock ahead, before and after.
    pub(super) before: Vec<u8>,
    pub(super) after: Vec<u8>,
    /// What the registry knows of it.
    profile: Vec<u8>,
}

/// What happened to a position that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Shown {
    /// It was judged, or kept by a vehicle that sleeps.
    Taken,
    /// It was kept by a vehicle that sleeps, and so much is kept now that facts should settle.
    Full,
    /// It needs the whole vehicle: nothing was changed.
    NotPlain,
}

/// What is read of a vehicle.
struct Front<'a> {
    flags: u8,
    facts: u64,
    /// From the oldest kept fact to the newest, ms.
    span: u64,
    /// Usual time between them, ms.
    usual: i64,
    newest: Sample,
    heard: i64,
    /// Kept facts behind the newest.
    rest: &'a [u8],
    /// What settled, with the length before it.
    settled: &'a [u8],
    /// Its rules.
    pattern: &'a [u8],
}

impl Packed {
    /// Judges `sample`, received at `heard`, when it is newer than all before and nothing else is to be done.
    pub(in super::super) fn newer(
        &mut self,
        engine: &Engine,
        room: &Room,
        (name, profile): (Name<'_>, &Profile),
        (sample, heard): (&Sample, i64),
        draft: &mut Draft,
        out: &mut Vec<Finding>,
    ) -> Shown {
        let told = out.len();
        let Some(shown) = self.judge(engine, room, (name, profile), (sample, heard), draft, out) else {
            out.truncate(told);
            return Shown::NotPlain;
        };
        self.replace(&draft.whole);
        shown
    }

    fn judge(
        &self,
        engine: &Engine,
        room: &Room,
        (name, vehicle): (Name<'_>, &Profile),
        (sample, heard): (&Sample, i64),
        draft: &mut Draft,
        out: &mut Vec<Finding>,
    ) -> Option<Shown> {
        let Draft { whole, before, after, profile: known } = draft;
        for bytes in [&mut *whole, &mut *before, &mut *after, &mut *known] {
            bytes.clear();
        }
        profile::write(known, vehicle)?;
        let mut bytes = Bytes(&self.0);
        // What is said without a position is told beside how the vehicle moved.
        let front = front(&mut bytes, known).filter(|front| sample.sees() && front.newest.sees())?;
        let step = u64::try_from(sample.time.checked_sub(front.newest.time)?).ok().filter(|step| *step > 0)?;
        let (facts, span) = (front.facts + 1, front.span.checked_add(step)?);
        let piece = engine.movement.piece(&front.newest, sample, *vehicle);
        let behind = bytes;
        let end = bytes.byte()?;
        if end == ASLEEP {
            if piece.end > bytes.signed()? || engine.stirs(&piece) {
                return None;
            }
            front.write(whole, front.flags, (facts, span), (sample, heard), (known, before))?;
            whole.extend_from_slice(behind.0);
            return Some(if room.full(facts, span, true) { Shown::Full } else { Shown::Taken });
        }
        // Awake, the clock ahead ends at the newest position.
        if end != 1 || room.full(facts, span, false) {
            return None;
        }
        if front.flags & has::AHEAD == 0 {
            before.extend_from_slice(front.pattern);
        } else {
            alike::read(&mut bytes, front.pattern, before)?;
        }
        let lift_begin = bytes;
        let lift = if front.flags & has::LIFT == 0 { 0 } else { u32::try_from(bytes.unsigned()?).ok()? };
        let lift_bytes = bytes.since(lift_begin)?;

        let mut states = Stream::new(before, after);
        let subject = Subject { vehicle: name, driver: None };
        engine.feed_states(Asked::ALL, &mut states, lift, &piece, subject, Wanted::All, out);
        states.end()?;

        let differs = front.pattern != after.as_slice();
        let flags = if differs { front.flags | has::AHEAD } else { front.flags & !has::AHEAD };
        front.write(whole, flags, (facts, span), (sample, heard), (known, before))?;
        whole.push(1);
        if differs {
            alike::write(whole, front.pattern, after);
        }
        whole.extend_from_slice(lift_bytes);
        Some(Shown::Taken)
    }
}

impl Front<'_> {
    /// Everything up to the clock ahead, with `sample` in front. `room` is cleared and used.
    fn write(
        &self,
        whole: &mut Vec<u8>,
        flags: u8,
        (facts, span): (u64, u64),
        (sample, heard): (&Sample, i64),
        (profile, room): (&[u8], &mut Vec<u8>),
    ) -> Option<()> {
        whole.push(flags);
        whole.extend_from_slice(profile);
        unsigned(whole, facts);
        unsigned(whole, span);
        // Of two facts, what lies between them is usual.
        let usual = if self.facts == 1 { sample.time.wrapping_sub(self.newest.time) } else { self.usual };
        bytes::usual(whole, usual);
        let mut from = fact::From::nothing(usual);
        fact::write_sample(whole, &mut from, sample);
        difference(whole, sample.time, self.heard.max(heard));
        // The position that was the newest is told as what differs from the new one.
        room.clear();
        fact::write_sample(room, &mut from, &self.newest);
        length(whole, room.len().checked_add(self.rest.len())?);
        whole.extend_from_slice(room);
        whole.extend_from_slice(self.rest);
        whole.extend_from_slice(self.settled);
        Some(())
    }
}

/// `None` when the vehicle is not plain, or known by another profile.
fn front<'a>(bytes: &mut Bytes<'a>, profile: &[u8]) -> Option<Front<'a>> {
    let flags = bytes.byte()?;
    if flags & (has::PERSONS | has::CARDS) != 0 || flags & has::HEARD == 0 {
        return None;
    }
    bytes.0 = bytes.0.strip_prefix(profile)?;
    let facts = bytes.unsigned()?;
    if facts == 0 {
        return None;
    }
    let span = bytes.unsigned()?;
    let usual = bytes.usual()?;
    let newest = fact::read_sample(bytes, &mut fact::From::nothing(usual))?;
    let heard = bytes.difference(newest.time)?;
    let rest = bytes.part()?;
    let begin = *bytes;
    bytes.part()?;
    let pattern = bytes.part()?;
    let settled = bytes.since(begin)?;
    Some(Front { flags, facts, span, usual, newest, heard, rest, settled, pattern })
}
