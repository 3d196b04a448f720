//! `device.alarm`: an alarm that the terminal raises by itself, from its edge to its end.
//!
//! Bits of the alarm word of JT/T 808 table 24. Our own clocks judge fatigue besides: what the device says and they do
//! not, and the reverse, both stand in the driver's day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind, ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece, Tells, calm::Calm},
    pack::{ParamFault, Spot},
};

/// Parameters of `device.alarm`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Bits of the alarm word, 0–31; any of them.
    pub bits: Vec<u8>,
    /// Raised for longer than this makes a finding (minutes); 0: at once.
    pub longer_than_minutes: u32,
    /// An open finding is revised after this much device time (minutes).
    pub revise_minutes: u32,
}

/// What lasts.
pub type State = Spell;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;

    const OF_MOTION: bool = false;

    const OF_WORDS: bool = true;

    const STIRS: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        check_bits(&self.bits, faults);
        within(faults, "longer_than_minutes", self.longer_than_minutes, 0, 1440);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
    }

    fn wakes(&self, piece: &Piece) -> bool {
        raised(&self.bits, piece)
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        if s.begun() { i64::MIN } else { i64::MAX }
    }

    fn stirs(&self, piece: &Piece) -> bool {
        self.wakes(piece)
    }

    fn calms(&self, _calm: &mut Calm) {}

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        if self.wakes(piece) {
            s.lasts(piece, &self.terms(), sink);
        } else {
            s.ends(&self.terms(), sink);
        }
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        s.ends(&self.terms(), sink);
    }
}

/// Whether one of `bits` is raised during `piece`.
pub(super) fn raised(bits: &[u8], piece: &Piece) -> bool {
    let word = piece.alarm.unwrap_or(0);
    let raised = |bit: &u8| word.checked_shr(u32::from(*bit)).is_some_and(|word| word & 1 == 1);
    word != 0 && heard(piece) && bits.iter().any(raised)
}

/// Whether the terminal was heard during `piece`. What an alarm did in a gap nobody knows; without a position the terminal
/// says so all the same.
pub(super) fn heard(piece: &Piece) -> bool {
    match piece.motion {
        Motion::Driving | Motion::Still => piece.tells != Tells::Motion,
        Motion::Unknown => piece.tells == Tells::Word,
        Motion::Away => false,
    }
}

/// Bits of the alarm word are 0 to 31, and at least one.
pub(super) fn check_bits(bits: &[u8], faults: &mut Vec<ParamFault>) {
    if bits.is_empty() {
        faults.push(ParamFault {
            spot: Spot::Param("bits"),
            message: String::from("no bit is named"),
            hint: String::from("e.g. bits = [2]"),
        });
    }
    for bit in bits {
        within(faults, "bits", u32::from(*bit), 0, 31);
    }
}

impl Params {
    fn terms(&self) -> Terms<'static> {
        Terms { limit: ms(self.longer_than_minutes), revise: ms(self.revise_minutes), speed: None, zone: None }
    }
}
