//! A stretch of time in which something lasts, as most rules see it: it begins, goes on, and ends.

use anlu_domain::{finding::Overspeed, geo::Point, zone::ZoneRef};
use serde::{Deserialize, Serialize};

use crate::{
    emit::{Figures, Revisions, Sink},
    engine::{Motion, Piece},
};

/// What lasts. Times and durations are milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spell {
    start: Option<i64>,
    end: i64,
    lasted: i64,
    gap: i64,
    #[serde(with = "super::place")]
    at: Option<Point>,
    peak: Option<f32>,
    #[serde(with = "super::sparse")]
    revisions: Revisions,
}

/// When a spell is found, and how it is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms<'a> {
    /// It is found when it lasts longer than this, milliseconds.
    pub(super) limit: i64,
    /// Device time between two revisions, milliseconds.
    pub(super) revise: i64,
    /// The speed limit, for rules about speed, km/h.
    pub(super) speed: Option<f32>,
    /// The zone, for rules about zones.
    pub(super) zone: Option<&'a ZoneRef>,
}

impl Spell {
    /// Whether something lasts.
    pub(super) fn begun(&self) -> bool {
        self.start.is_some()
    }

    /// Since when it lasts, UTC ms.
    pub(super) fn start(&self) -> Option<i64> {
        self.start
    }

    /// Until when it lasted, UTC ms.
    pub(super) fn end(&self) -> i64 {
        self.end
    }

    /// How long it has lasted, ms.
    pub(super) fn lasted(&self) -> i64 {
        self.lasted
    }

    /// Whether it has been told.
    pub(super) fn told(&self) -> bool {
        self.revisions.any()
    }

    /// It goes on during `piece`.
    pub(super) fn lasts(&mut self, piece: &Piece, terms: &Terms<'_>, sink: &mut Sink<'_>) {
        self.start.get_or_insert(piece.start);
        self.end = piece.end;
        self.lasted = self.lasted.saturating_add(piece.length());
        self.at = piece.at.or(self.at);
        if piece.motion == Motion::Unknown {
            self.gap = self.gap.max(piece.length());
        }
        if let Some(speed) = piece.speed {
            self.peak = Some(self.peak.map_or(speed, |peak| peak.max(speed)));
        }
        if self.lasted > terms.limit
            && let Some(figures) = self.figures(terms)
        {
            sink.open(&mut self.revisions, &figures, terms.revise);
        }
    }

    /// It has ended, if it lasted.
    pub(super) fn ends(&mut self, terms: &Terms<'_>, sink: &mut Sink<'_>) {
        let found = self.lasted > terms.limit || self.revisions.any();
        if found && let Some(figures) = self.figures(terms) {
            sink.close(&self.revisions, &figures);
        }
        *self = Self::default();
    }

    fn figures<'a>(&self, terms: &Terms<'a>) -> Option<Figures<'a>> {
        let speed = terms.speed.zip(self.peak).map(|(limit_kmh, peak_kmh)| Overspeed { peak_kmh, limit_kmh });
        let (end, driving, gap, limit) = (self.end, self.lasted, self.gap, terms.limit);
        Some(Figures { start: self.start?, end, driving, gap, limit, at: self.at, speed, zone: terms.zone })
    }
}
