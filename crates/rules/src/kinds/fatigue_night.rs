//! `fatigue.night`: driving minutes of one night since the last rest.
//!
//! 《国务院关于加强道路交通安全工作的意见》（国发〔2012〕30号）: a passenger driver shall not drive longer than 2 hours in a row at night (22:00 to
//! 06:00), and rests for at least 20 minutes. Only driving inside the hours counts, cut exactly at their bounds; the
//! first driving or gap outside of them ends the spell, so one night never runs into the next. Otherwise it counts as
//! [`fatigue_continuous`](super::fatigue_continuous) does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind,
    fatigue_continuous::{self, Away},
    hours::Hours,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece},
    pack::{ParamFault, Spot},
};

/// Parameters of `fatigue.night`. Durations are whole minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// More driving minutes than this inside the hours, since the last rest, make a finding.
    pub limit_minutes: u32,
    /// Still this long in a row is a rest.
    pub rest_minutes: u32,
    /// An open finding is revised after this much device time (and whenever its severity changes).
    pub revise_minutes: u32,
    /// What the time of a person away from every wheel that we see counts as.
    pub away: Away,
    /// The night, in hours of Asia/Shanghai.
    pub hours: Hours,
}

pub(crate) use super::fatigue_continuous::State;

impl RuleKind for Params {
    type State = State;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        self.spell().check(faults);
        if !self.hours.sane() {
            faults.push(ParamFault {
                spot: Spot::Param("hours"),
                message: String::from("these hours are no part of a day"),
                hint: String::from("e.g. hours = { from_hour = 22, to_hour = 6 }"),
            });
        }
    }

    fn silent_until(&self, s: &State, end: i64) -> i64 {
        self.spell().silent_until(s, end)
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        let spell = self.spell();
        match piece.motion {
            // Rest is rest at any hour.
            Motion::Still | Motion::Away => spell.step(s, piece, sink),
            Motion::Unknown => {
                let (night, until) = self.hours.at(piece.start);
                if night && piece.end <= until { spell.step(s, piece, sink) } else { spell.finish(s, sink) }
            }
            Motion::Driving => {
                let mut rest = *piece;
                while rest.start < rest.end {
                    let (night, until) = self.hours.at(rest.start);
                    let part = Piece { end: rest.end.min(until), ..rest };
                    if night {
                        spell.step(s, &part, sink);
                    } else {
                        spell.finish(s, sink);
                    }
                    rest.start = until;
                }
            }
        }
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        self.spell().finish(s, sink);
    }
}

impl Params {
    fn spell(&self) -> fatigue_continuous::Params {
        fatigue_continuous::Params {
            limit_minutes: self.limit_minutes,
            rest_minutes: self.rest_minutes,
            revise_minutes: self.revise_minutes,
            away: self.away,
            loaded: false,
        }
    }
}
