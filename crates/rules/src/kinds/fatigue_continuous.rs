//! `fatigue.continuous`: driving minutes since the last rest.
//!
//! 《中华人民共和国道路交通安全法实施条例》第六十二条第（七）项: no more than 4 hours of driving without stopping for a
//! rest of at least 20 minutes. A row of still pieces that reaches `rest_minutes` ends the spell; an unknown piece
//! breaks such a row but neither ends the spell nor adds to it. The finding opens as soon as the driving minutes pass
//! the limit, is revised while it goes on, and is closed with its final figures by the rest.

use anlu_domain::geo::Point;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RuleKind, ms, within};
use crate::{
    emit::{Figures, Revisions, Sink},
    engine::{Motion, Piece},
    pack::ParamFault,
};

/// Parameters of `fatigue.continuous`. Durations are whole minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// More driving minutes than this since the last rest make a finding.
    pub limit_minutes: u32,
    /// Still this long in a row is a rest.
    pub rest_minutes: u32,
    /// An open finding is revised after this much device time (and whenever its severity changes).
    pub revise_minutes: u32,
    /// What the time of a person away from every wheel that we see counts as.
    pub away: Away,
    /// The finding opens only while the terminal says that the vehicle carries a load (status bits 8–9); driving with
    /// and without a load counts alike, since an empty vehicle rests nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loaded: bool,
}

/// What time away from the wheel counts as, when a card event says who drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Away {
    /// As still time: long enough, it is a rest.
    Still,
    /// As a gap: neither driving nor rest.
    Unknown,
}

/// The spell of one subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    driving: i64,
    start: Option<i64>,
    end: i64,
    still: i64,
    gap: i64,
    pending_gap: i64,
    #[serde(with = "super::place")]
    at: Option<Point>,
    #[serde(with = "super::sparse")]
    revisions: Revisions,
}

impl State {
    /// Whether there was driving since the last rest.
    pub(super) fn begun(&self) -> bool {
        self.start.is_some()
    }

    /// Whether the limit has been passed.
    pub(super) fn found(&self) -> bool {
        self.revisions.any()
    }
}

impl RuleKind for Params {
    type State = State;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 1, 1440);
        within(faults, "rest_minutes", self.rest_minutes, 1, 1440);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
    }

    fn silent_until(&self, s: &State, end: i64) -> i64 {
        let left = ms(self.limit_minutes).saturating_sub(s.driving);
        if s.revisions.any() { i64::MIN } else { end.saturating_add(left) }
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        let length = piece.length();
        match piece.motion {
            Motion::Driving => {
                s.still = 0;
                let start = *s.start.get_or_insert(piece.start);
                s.gap = s.gap.max(s.pending_gap);
                s.pending_gap = 0;
                s.driving = s.driving.saturating_add(length);
                s.end = piece.end;
                s.at = piece.at;
                if s.driving > ms(self.limit_minutes) && (piece.loaded || !self.loaded || s.revisions.any()) {
                    let figures = self.figures(s, start);
                    sink.open(&mut s.revisions, &figures, ms(self.revise_minutes));
                }
            }
            Motion::Still => self.stand(s, length, sink),
            Motion::Away if self.away == Away::Still => self.stand(s, length, sink),
            Motion::Away | Motion::Unknown => {
                s.still = 0;
                if s.start.is_some() {
                    s.pending_gap = s.pending_gap.max(length);
                }
            }
        }
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        self.close(s, sink);
    }
}

impl Params {
    fn stand(&self, s: &mut State, length: i64, sink: &mut Sink<'_>) {
        // Before the first driving there is nothing to rest from.
        if s.start.is_some() {
            s.still = s.still.saturating_add(length);
            if ms(self.rest_minutes) <= s.still {
                self.close(s, sink);
            }
        }
    }

    fn close(&self, s: &mut State, sink: &mut Sink<'_>) {
        // What was opened is closed, even when a new version of the law has raised the limit meanwhile.
        let found = (s.driving > ms(self.limit_minutes) && !self.loaded) || s.revisions.any();
        if let Some(start) = s.start.filter(|_| found) {
            sink.close(&s.revisions, &self.figures(s, start));
        }
        *s = State::default();
    }

    fn figures(&self, s: &State, start: i64) -> Figures<'static> {
        let (end, driving, gap, limit) = (s.end, s.driving, s.gap, ms(self.limit_minutes));
        Figures { start, end, driving, gap, limit, at: s.at, speed: None, zone: None }
    }
}
