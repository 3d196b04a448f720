//! Which rules have to do with a vehicle's own clock: of two dozen mostly a few, and the same for hours. Whoever feeds
//! many pieces of one vehicle asks once.

use anlu_domain::{finding::Finding, party::profile::Profile};

use super::{Clock, Engine, motion::Piece};
use crate::emit::{Subject, Wanted};

/// Rules by their places in the engine. Those behind [`Asked::MOST`] are always asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked(u128);

impl Asked {
    /// Every rule.
    pub(super) const ALL: Self = Self(u128::MAX);
    const MOST: u16 = 128;

    pub(super) fn has(self, place: u16) -> bool {
        place >= Self::MOST || self.0 >> place & 1 == 1
    }
}

/// The rules about one vehicle while nothing comes into force or ends.
#[derive(Debug)]
pub(super) struct Course<'a> {
    engine: &'a Engine,
    profile: Profile,
    asked: Asked,
    /// For pieces that begin in this span, UTC ms.
    span: (i64, i64),
}

impl<'a> Course<'a> {
    /// Nothing is known yet.
    pub(super) fn new(engine: &'a Engine, profile: Profile) -> Self {
        Self { engine, profile, asked: Asked::ALL, span: (0, 0) }
    }

    /// Hands a piece of the vehicle to the rules that have to do with it; see [`Engine::feed`].
    pub(super) fn feed(
        &mut self,
        clock: &mut Clock,
        piece: &Piece,
        subject: Subject<'_>,
        wanted: Wanted,
        out: &mut Vec<Finding>,
    ) {
        if piece.start < self.span.0 || piece.start >= self.span.1 {
            self.look(clock, piece.start);
        }
        self.engine.feed_asked(self.asked, clock, piece, subject, wanted, out);
    }

    /// Rules that remember something or are in force about such a vehicle. No other can come to remember anything
    /// before something comes into force or ends.
    fn look(&mut self, clock: &Clock, at: i64) {
        (self.asked, self.span) = (Asked(0), (at, i64::MAX));
        for (place, slot) in (0..Asked::MOST).zip(&self.engine.slots) {
            let applies = slot.in_force(at).is_some_and(|version| version.applies.to(&self.profile));
            if applies || clock.state(place).is_some() {
                self.asked.0 |= 1 << place;
            }
            let bounds = slot.versions.iter().flat_map(|version| [version.from, version.to]);
            self.span.1 = bounds.filter(|bound| *bound > at).fold(self.span.1, i64::min);
        }
    }
}
