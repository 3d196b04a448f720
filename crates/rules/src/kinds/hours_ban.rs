//! `hours.ban`: driving in hours in which the vehicle must stand.
//!
//! 《道路运输企业和城市客运企业安全生产重大事故隐患判定标准（试行）》（交办运〔2023〕52号） art. 4 (1): vehicles of lines of
//! 800 km and more stop, or are relayed, from 02:00 to 05:00. Driving minutes inside the hours of one night are added
//! up, with no regard to stops between; a few are allowed for the way to the next parking place. The finding ends with
//! the hours. A gap in the data is not driving.

use anlu_domain::{geo::Point, time::MINUTE_MS};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RuleKind, hours::Hours, within};
use crate::{
    emit::{Figures, Revisions, Sink},
    engine::{Motion, Piece},
    pack::{ParamFault, Spot},
};

/// Parameters of `hours.ban`. Durations are whole minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// More driving minutes than this inside the hours make a finding.
    pub limit_minutes: u32,
    /// An open finding is revised after this much device time (and whenever its severity changes).
    pub revise_minutes: u32,
    /// The hours, in Asia/Shanghai.
    pub hours: Hours,
}

/// The present stay inside the hours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    start: Option<i64>,
    /// When the hours of this stay are over.
    until: i64,
    end: i64,
    driving: i64,
    gap: i64,
    pending_gap: i64,
    #[serde(with = "super::place")]
    at: Option<Point>,
    #[serde(with = "super::sparse")]
    revisions: Revisions,
}

impl RuleKind for Params {
    type State = State;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 0, 1440);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
        if !self.hours.sane() {
            faults.push(ParamFault {
                spot: Spot::Param("hours"),
                message: String::from("these hours are no part of a day"),
                hint: String::from("e.g. hours = { from_hour = 2, to_hour = 5 }"),
            });
        }
    }

    fn silent_until(&self, s: &State, end: i64) -> i64 {
        let limit = i64::from(self.limit_minutes) * MINUTE_MS;
        match (s.start, self.hours.at(end)) {
            (None, (false, begin)) => begin.saturating_add(limit),
            _ if s.revisions.any() => i64::MIN,
            _ => end.saturating_add(limit.saturating_sub(s.driving)),
        }
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        if s.start.is_some() && piece.start >= s.until {
            self.finish(s, sink);
        }
        match piece.motion {
            Motion::Driving => {
                let mut rest = *piece;
                while rest.start < rest.end {
                    let (inside, until) = self.hours.at(rest.start);
                    if inside {
                        self.drive(s, &Piece { end: rest.end.min(until), ..rest }, until, sink);
                    } else {
                        self.finish(s, sink);
                    }
                    rest.start = until;
                }
            }
            Motion::Unknown if s.start.is_some() => {
                let length = piece.end.min(s.until).saturating_sub(piece.start);
                s.pending_gap = s.pending_gap.max(length);
            }
            Motion::Unknown | Motion::Still | Motion::Away => {}
        }
        if s.start.is_some() && piece.end >= s.until {
            self.finish(s, sink);
        }
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        if let Some(start) = s.start.filter(|_| s.revisions.any()) {
            sink.close(&s.revisions, &self.figures(s, start));
        }
        *s = State::default();
    }
}

impl Params {
    fn drive(&self, s: &mut State, part: &Piece, until: i64, sink: &mut Sink<'_>) {
        let start = *s.start.get_or_insert(part.start);
        s.until = until;
        s.end = part.end;
        s.driving = s.driving.saturating_add(part.length());
        s.at = part.at;
        s.gap = s.gap.max(s.pending_gap);
        s.pending_gap = 0;
        if s.driving > i64::from(self.limit_minutes) * MINUTE_MS {
            let figures = self.figures(s, start);
            sink.open(&mut s.revisions, &figures, i64::from(self.revise_minutes) * MINUTE_MS);
        }
    }

    fn figures(&self, s: &State, start: i64) -> Figures<'static> {
        let limit = i64::from(self.limit_minutes) * MINUTE_MS;
        Figures { start, end: s.end, driving: s.driving, gap: s.gap, limit, at: s.at, speed: None, zone: None }
    }
}
