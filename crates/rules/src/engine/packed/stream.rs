//! The states of a clock as bytes, and a walk through them that reads one, lets its rule work, and writes it again.
//! Each state stands behind the place of its rule, counted from 1; a 0 ends them.

use super::{
    super::clock::{Clock, Walk},
    bytes::{self, Bytes, unsigned},
};
use crate::kinds::State;

/// States of a clock: most rules about most vehicles remember nothing.
pub(super) fn write(to: &mut Vec<u8>, clock: &Clock) -> Option<()> {
    for (place, state) in &clock.rules {
        one(to, *place, state)?;
    }
    to.push(0);
    Some(())
}

fn one(to: &mut Vec<u8>, place: u16, state: &State) -> Option<()> {
    unsigned(to, u64::from(place) + 1);
    bytes::postcard(to, state)
}

pub(super) fn read(bytes: &mut Bytes<'_>) -> Option<Vec<(u16, State)>> {
    let mut rules = Vec::new();
    while let Next::Of(place) = next(bytes)? {
        rules.push((place, bytes.postcard()?));
    }
    Some(rules)
}

/// What stands before a state.
enum Next {
    /// The place of its rule.
    Of(u16),
    End,
}

fn next(bytes: &mut Bytes<'_>) -> Option<Next> {
    Some(match bytes.unsigned()?.checked_sub(1) {
        Some(place) => Next::Of(u16::try_from(place).ok()?),
        None => Next::End,
    })
}

/// A walk from bytes to bytes.
pub(super) struct Stream<'a> {
    from: Bytes<'a>,
    /// Rule of the state that is read next.
    next: Option<u16>,
    to: &'a mut Vec<u8>,
    /// Cleared by bytes that are no states.
    sound: bool,
}

impl<'a> Stream<'a> {
    /// Begins a walk through what [`write`] wrote; what becomes of it is added to `to`.
    pub(super) fn new(from: &'a [u8], to: &'a mut Vec<u8>) -> Self {
        let mut walk = Self { from: Bytes(from), next: None, to, sound: true };
        walk.advance();
        walk
    }

    fn advance(&mut self) {
        match next(&mut self.from) {
            Some(Next::Of(place)) => self.next = Some(place),
            Some(Next::End) => self.next = None,
            None => self.fail(),
        }
    }

    fn fail(&mut self) {
        self.sound = false;
        self.next = None;
    }

    fn state(&mut self) -> Option<State> {
        let state = self.from.postcard();
        if state.is_none() {
            self.fail();
        }
        state
    }

    /// Keeps the states before `place` as they are.
    fn skip(&mut self, place: u16) {
        while let Some(held) = self.next.filter(|held| *held < place) {
            let Some(state) = self.state() else { return };
            self.put(held, &state);
            self.advance();
        }
    }

    fn put(&mut self, place: u16, state: &State) {
        if one(self.to, place, state).is_none() {
            self.sound = false;
        }
    }

    /// Keeps what no rule was shown. `None` when the bytes were no states.
    pub(super) fn end(mut self) -> Option<()> {
        self.skip(u16::MAX);
        self.to.push(0);
        self.sound.then_some(())
    }
}

impl Walk for Stream<'_> {
    fn holds(&mut self, place: u16) -> bool {
        self.skip(place);
        self.next == Some(place)
    }

    fn visit(&mut self, place: u16, fresh: impl FnOnce() -> Option<State>, work: impl FnOnce(&mut State)) {
        self.skip(place);
        let held = self.next == Some(place);
        let Some(mut state) = (if held { self.state() } else { fresh() }) else { return };
        work(&mut state);
        if !state.is_idle() {
            self.put(place, &state);
        }
        if held {
            self.advance();
        }
    }
}
