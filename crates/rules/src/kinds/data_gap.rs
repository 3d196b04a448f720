//! `data.gap`: a vehicle moved while nothing was received.
//!
//! Integrity of the track (轨迹完整): a gap whose ends do not lie at one place. Seen when positions come again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind, ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece, calm::Calm},
    pack::ParamFault,
};

/// Parameters of `data.gap`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A gap longer than this in which the vehicle moved makes a finding (minutes).
    pub limit_minutes: u32,
}

/// What lasts.
pub type State = Spell;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;

    const STIRS: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 1, 10_080);
    }

    fn wakes(&self, piece: &Piece) -> bool {
        piece.motion == Motion::Unknown
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
        }
        s.ends(&self.terms(), sink);
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        s.ends(&self.terms(), sink);
    }
}

impl Params {
    fn terms(&self) -> Terms<'static> {
        Terms { limit: ms(self.limit_minutes), revise: i64::MAX, speed: None, zone: None }
    }
}
