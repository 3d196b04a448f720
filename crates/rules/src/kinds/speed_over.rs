//! `speed.over`: faster than a limit for longer than a moment.
//!
//! The limit of a class of vehicle (for hazmat 《危险货物道路运输安全管理办法》, for passengers 《道路旅客运输企业安全管理规范》: by night
//! 80 % of the day's limit). A piece whose speed at its begin is above the limit adds; any other, or a gap, ends the
//! spell. Nightfall and morning end it as well: a finding names one limit, and the highest speed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind,
    hours::Night,
    ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece, calm::Calm},
    pack::ParamFault,
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
    /// By night less of the limit holds; the same at any time when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub night: Option<Night>,
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
        if let Some(night) = self.night {
            night.check(faults);
        }
    }

    fn wakes(&self, piece: &Piece) -> bool {
        // Of nearly all pieces this tells enough.
        if !above(piece, self.night.map_or(self.limit_kmh, |night| night.part(self.limit_kmh))) {
            return false;
        }
        // A piece is shorter than a night: what holds inside of it holds at one of its ends.
        let limit = self.limit(piece.start).min(self.limit(piece.end.saturating_sub(1)));
        above(piece, limit)
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        if s.begun() { i64::MIN } else { i64::MAX }
    }

    fn stirs(&self, piece: &Piece) -> bool {
        self.wakes(piece)
    }

    fn calms(&self, calm: &mut Calm) {
        calm.kmh(self.night.map_or(self.limit_kmh, |night| night.part(self.limit_kmh)));
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        let mut take = |part: &Piece| {
            let limit = self.limit(part.start);
            if !above(part, limit) || s.start().is_some_and(|start| self.limit(start) != limit) {
                self.finish(s, sink);
            }
            if above(part, limit) {
                s.lasts(part, &self.terms(limit), sink);
            }
        };
        match self.night {
            Some(night) => night.hours.cut(piece, |part, _| take(part)),
            None => take(piece),
        }
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        let limit = s.start().map_or(self.limit_kmh, |start| self.limit(start));
        s.ends(&self.terms(limit), sink);
    }
}

fn above(piece: &Piece, limit_kmh: u16) -> bool {
    piece.motion == Motion::Driving && piece.speed.is_some_and(|speed| speed > f32::from(limit_kmh))
}

impl Params {
    /// The limit at a time (UTC ms), km/h.
    fn limit(&self, time: i64) -> u16 {
        self.night.map_or(self.limit_kmh, |night| night.limit(self.limit_kmh, time))
    }

    fn terms(&self, limit_kmh: u16) -> Terms<'static> {
        Terms {
            limit: i64::from(self.longer_than_seconds) * 1_000,
            revise: ms(self.revise_minutes),
            speed: Some(f32::from(limit_kmh)),
            zone: None,
        }
    }
}
