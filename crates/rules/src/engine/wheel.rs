//! From the facts of one vehicle in order to pieces of time, and who held its wheel in each.

use anlu_domain::party::profile::Profile;
use serde::{Deserialize, Serialize};

use super::{
    Movement, Sample,
    motion::{Motion, Piece},
    window::Recent,
};

/// The last fix, and who holds the wheel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wheel {
    pub(super) last: Option<Sample>,
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
        let turns = std::mem::take(&mut self.turns);
        match self.last.replace(*sample) {
            None => {
                for (time, driver) in turns {
                    self.turn(time, driver, &mut tell);
                }
            }
            Some(before) => {
                let mut whole = movement.piece(&before, sample, profile);
                for (time, driver) in turns {
                    let cut = time.clamp(whole.start, whole.end);
                    self.show(&Piece { end: cut, ..whole }, &mut tell);
                    whole.start = cut;
                    self.turn(cut, driver, &mut tell);
                }
                self.show(&whole, &mut tell);
            }
        }
    }

    fn show(&self, piece: &Piece, tell: &mut impl FnMut(Told<'_>)) {
        if piece.start < piece.end {
            tell(Told::Piece(piece, self.card.as_deref()));
        }
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

/// What the vehicle's own clock sees of a piece: time away while a known person drives.
pub(super) fn own(piece: &Piece, card: Option<&str>) -> Piece {
    if card.is_some() { Piece { motion: Motion::Away, ..*piece } } else { *piece }
}
