//! `fatigue.daily`: driving minutes within 24 hours, whatever rests lie between.
//!
//! 《国务院关于加强道路交通安全工作的意见》（国发〔2012〕30号）: a passenger driver's driving time within 24 hours shall not pass
//! 8 hours. Two readings give opposite verdicts on real data, so the window is a parameter: any rolling 24 hours
//! (default), or the civil day in Asia/Shanghai. The finding lasts as long as the sum stays above the limit; its
//! driving minutes are the largest sum seen during that time, exact to the millisecond.

use std::collections::VecDeque;

use anlu_domain::{
    geo::Point,
    time::{DAY_MS, MINUTE_MS, UtcMs},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RuleKind, within};
use crate::{
    emit::{Figures, Revisions, Sink},
    engine::{Motion, Piece},
    pack::ParamFault,
};

/// Separate stretches of driving remembered per subject; beyond, the oldest are forgotten. A day of stop-and-go at one
/// fix every 10 seconds stays below it.
const MAX_STRETCHES: usize = 4_320;

/// Parameters of `fatigue.daily`. Durations are whole minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// More driving minutes than this inside the window make a finding.
    pub limit_minutes: u32,
    /// Which 24 hours are meant.
    pub window: Window,
    /// An open finding is revised after this much device time (and whenever its severity changes).
    pub revise_minutes: u32,
    /// The finding opens only while the terminal says that the vehicle carries a load (status bits 8–9); driving with
    /// and without a load counts alike.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loaded: bool,
}

/// Which 24 hours are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Any 24 hours.
    Rolling,
    /// Midnight to midnight in Asia/Shanghai.
    CalendarDay,
}

/// Driving of one subject inside the window, and the spell above the limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Stretches of driving, oldest first; adjoining ones are one.
    drives: VecDeque<(i64, i64)>,
    /// Length of all stretches.
    sum: i64,
    /// Unknown pieces inside the window, oldest first.
    gaps: VecDeque<(i64, i64)>,
    spell: Option<Spell>,
    #[serde(with = "super::sparse")]
    revisions: Revisions,
}

/// The time above the limit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Spell {
    start: i64,
    end: i64,
    most: i64,
    gap: i64,
    pending_gap: i64,
    #[serde(with = "super::place")]
    at: Option<Point>,
}

impl RuleKind for Params {
    type State = State;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 1, 1440);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
    }

    fn silent_until(&self, s: &State, end: i64) -> i64 {
        let told = s.spell.is_some() || s.revisions.any();
        if told { i64::MIN } else { end.saturating_add(self.limit().saturating_sub(s.sum)) }
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        match piece.motion {
            Motion::Driving if self.window == Window::CalendarDay => {
                let mut rest = *piece;
                loop {
                    let midnight = UtcMs(rest.start).day().plus_days(1).start().0;
                    if rest.end <= midnight {
                        break;
                    }
                    self.drive(s, &Piece { end: midnight, ..rest }, sink);
                    rest.start = midnight;
                }
                self.drive(s, &rest, sink);
            }
            Motion::Driving => self.drive(s, piece, sink),
            Motion::Unknown if !s.drives.is_empty() => {
                self.settle(s, piece.end, sink);
                s.gaps.push_back((piece.start, piece.end));
                if let Some(spell) = &mut s.spell {
                    spell.pending_gap = spell.pending_gap.max(piece.length());
                }
            }
            Motion::Unknown | Motion::Still | Motion::Away => self.settle(s, piece.end, sink),
        }
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        self.close(s, sink);
        *s = State::default();
    }
}

impl Params {
    /// Where the window that ends at `end` begins.
    fn bound(&self, end: i64) -> i64 {
        match self.window {
            Window::Rolling => end.saturating_sub(DAY_MS),
            // A window that ends at midnight is that of the day before.
            Window::CalendarDay => UtcMs(end.saturating_sub(1)).day().start().0,
        }
    }

    fn limit(&self) -> i64 {
        i64::from(self.limit_minutes) * MINUTE_MS
    }

    /// Driving inside the window that ends at `end`; forgets what lies before it.
    fn total(&self, s: &mut State, end: i64) -> i64 {
        let bound = self.bound(end);
        while let Some(&(a, b)) = s.drives.front() {
            if b > bound && s.drives.len() <= MAX_STRETCHES {
                break;
            }
            s.sum -= b - a;
            s.drives.pop_front();
        }
        while s.gaps.front().is_some_and(|&(_, b)| b <= bound) || s.gaps.len() > MAX_STRETCHES {
            s.gaps.pop_front();
        }
        s.sum - s.drives.front().map_or(0, |&(a, _)| (bound - a).max(0))
    }

    fn drive(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        match s.drives.back_mut() {
            Some(last) if last.1 == piece.start => last.1 = piece.end,
            _ => s.drives.push_back((piece.start, piece.end)),
        }
        s.sum = s.sum.saturating_add(piece.length());
        let total = self.total(s, piece.end);
        let limit = self.limit();
        if total <= limit {
            return self.close(s, sink);
        }
        let bound = self.bound(piece.end);
        let spell = if let Some(mut spell) = s.spell {
            spell.end = piece.end;
            spell.most = spell.most.max(total);
            spell.gap = spell.gap.max(spell.pending_gap);
            Spell { pending_gap: 0, at: piece.at, ..spell }
        } else {
            let start = s.drives.front().map_or(piece.start, |&(a, _)| a.max(bound));
            let gap = s.gaps.iter().filter(|g| g.0 >= start).map(|g| g.1 - g.0).max().unwrap_or(0);
            Spell { start, end: piece.end, most: total, gap, pending_gap: 0, at: piece.at }
        };
        s.spell = Some(spell);
        if piece.loaded || !self.loaded || s.revisions.any() {
            sink.open(&mut s.revisions, &spell.figures(limit), i64::from(self.revise_minutes) * MINUTE_MS);
        }
    }

    /// Time passes without driving: the window moves on and may fall back to the limit.
    fn settle(&self, s: &mut State, end: i64, sink: &mut Sink<'_>) {
        if s.drives.is_empty() {
            return;
        }
        if self.total(s, end) <= self.limit() {
            self.close(s, sink);
        }
    }

    fn close(&self, s: &mut State, sink: &mut Sink<'_>) {
        if let Some(spell) = s.spell.take() {
            if s.revisions.any() {
                sink.close(&s.revisions, &spell.figures(self.limit()));
            }
            s.revisions = Revisions::default();
        }
    }
}

impl Spell {
    fn figures(&self, limit: i64) -> Figures<'static> {
        let Self { start, end, most, gap, at, .. } = *self;
        Figures { start, end, driving: most, gap, limit, at, speed: None, zone: None }
    }
}
