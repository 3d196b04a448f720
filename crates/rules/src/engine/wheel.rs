//! From the facts of one vehicle in order to pieces of time, and who held its wheel in each.

use anlu_domain::party::profile::Profile;
use serde::{Deserialize, Serialize};

use super::{
    Movement, Sample,
    motion::{Motion, Piece, Tells},
    window::Recent,
};

/// The last fix, and who holds the wheel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wheel {
    pub(super) last: Option<Sample>,
    /// The newest sample, when it does not see.
    pub(super) blind: Option<Sample>,
    /// Certificate at the wheel since the last fix.
    pub(super) card: Option<String>,
    /// Card events since the last fix, in order.
    pub(super) turns: Vec<(i64, Option<String>)>,
}

/// What a fact tells.
#[derive(Debug)]
pub(crate) enum Told<'a> {
    /// A piece of time, and the certificate at the wheel meanwhile.
    Piece(&'a Piece, Option<&'a str>),
    /// Somebody left the wheel.
    Left(String, i64),
    /// Somebody, or nobody known, holds the wheel now.
    Holds(Option<&'a str>),
}

impl Wheel {
    /// Takes the next fact in the order of device time. A card event inside an interval cuts it there.
    pub(super) fn pass(
        &mut self,
        movement: &Movement,
        profile: Profile,
        fact: &Recent,
        mut tell: impl FnMut(Told<'_>),
    ) {
        let sample = match fact {
            Recent::Card { time, driver } => return self.turns.push((*time, driver.clone())),
            Recent::Fix(sample) => sample,
        };
        let newest = self.blind.or(self.last);
        if !sample.sees() {
            if let Some(before) = newest {
                self.words(&movement.word(&before, sample, profile), &self.turns, &mut tell);
            }
            self.blind = Some(*sample);
            return;
        }
        let turns = std::mem::take(&mut self.turns);
        let blind = self.blind.take();
        if let Some(before) = &blind {
            self.words(&movement.word(before, sample, profile), &turns, &mut tell);
        }
        match self.last.replace(*sample) {
            None => {
                for (time, driver) in turns {
                    self.turn(time, driver, &mut tell);
                }
            }
            Some(before) => {
                let mut whole = movement.piece(&before, sample, profile);
                if blind.is_some() {
                    whole.tells = Tells::Motion;
                }
                for (time, driver) in turns {
                    let cut = time.clamp(whole.start, whole.end);
                    show(&Piece { end: cut, ..whole }, self.card.as_deref(), &mut tell);
                    whole.start = cut;
                    self.turn(cut, driver, &mut tell);
                }
                show(&whole, self.card.as_deref(), &mut tell);
            }
        }
    }

    /// Shows what an alarm word said. Card events wait for a sample that sees, and who holds the wheel is known all the
    /// same.
    fn words(&self, word: &Piece, turns: &[(i64, Option<String>)], tell: &mut impl FnMut(Told<'_>)) {
        let mut rest = *word;
        let mut card = self.card.as_deref();
        for (time, driver) in turns {
            let cut = (*time).clamp(rest.start, rest.end);
            show(&Piece { end: cut, ..rest }, card, tell);
            rest.start = cut;
            card = driver.as_deref();
        }
        show(&rest, card, tell);
    }

    fn turn(&mut self, time: i64, driver: Option<String>, tell: &mut impl FnMut(Told<'_>)) {
        if driver == self.card {
            return;
        }
        if let Some(left) = std::mem::replace(&mut self.card, driver) {
            tell(Told::Left(left, time));
        }
        tell(Told::Holds(self.card.as_deref()));
    }
}

fn show(piece: &Piece, card: Option<&str>, tell: &mut impl FnMut(Told<'_>)) {
    if piece.start < piece.end {
        tell(Told::Piece(piece, card));
    }
}

/// What the vehicle's own clock sees of a piece: time away while a known person drives.
pub(super) fn own(piece: &Piece, card: Option<&str>) -> Piece {
    if card.is_some() { Piece { motion: Motion::Away, ..*piece } } else { *piece }
}
