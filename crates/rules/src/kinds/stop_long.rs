//! `stop.long`: a vehicle stands longer than it should.
//!
//! Loaded hazmat vehicles stop only where it is allowed, and long stops are watched (《危险货物道路运输安全管理办法》).
//! Standing pieces in a row add up; driving or a gap ends the row.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind, ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece},
    pack::ParamFault,
};

/// Parameters of `stop.long`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Standing longer than this in a row makes a finding (minutes).
    pub limit_minutes: u32,
    /// Only while the terminal says that the vehicle is loaded (status bits 8–9).
    pub loaded: bool,
    /// An open finding is revised after this much device time (minutes).
    pub revise_minutes: u32,
}

/// What lasts.
pub type State = Spell;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 1, 10_080);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
    }

    fn wakes(&self, piece: &Piece) -> bool {
        piece.motion == Motion::Still && (piece.loaded || !self.loaded)
    }

    fn silent_until(&self, s: &State, end: i64) -> i64 {
        if s.told() { i64::MIN } else { end.saturating_add(ms(self.limit_minutes).saturating_sub(s.lasted())) }
    }

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

impl Params {
    fn terms(&self) -> Terms<'static> {
        Terms { limit: ms(self.limit_minutes), revise: ms(self.revise_minutes), speed: None, zone: None }
    }
}
