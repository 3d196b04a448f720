//! `speed.over`: faster than a limit for longer than a moment.
//!
//! The limit of a class of vehicle (for hazmat 《危险货物道路运输安全管理办法》, for passengers 《道路旅客运输企业安全管理规范》: by night
//! 80 % of the day's limit). A piece whose speed at its begin is above the limit adds; any other, a gap, or the end of
//! the hours ends the spell. The finding names the highest speed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind,
    hours::Hours,
    ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece},
    pack::{ParamFault, Spot},
};

/// Parameters of `speed.over`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Faster than this is above the limit, km/h.
    pub limit_kmh: u16,
    /// Above it for longer than this in a row makes a finding, seconds.
    pub longer_than_seconds: u32,
    /// An open finding is revised after this much device time (minutes).
    pub revise_minutes: u32,
    /// Only in these hours of Asia/Shanghai; at any time when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
}

/// What lasts.
pub type State = Spell;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;

    const STIRS: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_kmh", u32::from(self.limit_kmh), 5, 200);
        within(faults, "longer_than_seconds", self.longer_than_seconds, 0, 3_600);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
        if self.hours.is_some_and(|hours| !hours.sane()) {
            faults.push(ParamFault {
                spot: Spot::Param("hours"),
                message: String::from("these hours are no part of a day"),
                hint: String::from("e.g. hours = { from_hour = 22, to_hour = 6 }"),
            });
        }
    }

    fn wakes(&self, piece: &Piece) -> bool {
        piece.motion == Motion::Driving && piece.speed.is_some_and(|speed| speed > f32::from(self.limit_kmh))
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        if s.begun() { i64::MIN } else { i64::MAX }
    }

    fn stirs(&self, piece: &Piece) -> bool {
        self.wakes(piece)
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        let terms = self.terms();
        if !self.wakes(piece) {
            return s.ends(&terms, sink);
        }
        let Some(hours) = self.hours else { return s.lasts(piece, &terms, sink) };
        hours.cut(piece, |part, inside| if inside { s.lasts(part, &terms, sink) } else { s.ends(&terms, sink) });
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        s.ends(&self.terms(), sink);
    }
}

impl Params {
    fn terms(&self) -> Terms<'static> {
        Terms {
            limit: i64::from(self.longer_than_seconds) * 1_000,
            revise: ms(self.revise_minutes),
            speed: Some(f32::from(self.limit_kmh)),
            zone: None,
        }
    }
}
