//! Stays: time that a vehicle spends in a zone, or outside of one that it must not leave, as rules about zones see it.
//!
//! A receiver drifts. So a stay is told only after several positions in a row on that side of the border, and ends only
//! after as many on the other; a border is as wide as a tolerance, in doubt for the vehicle. A gap in the data in which
//! the vehicle moved, and time in which the person holds another wheel, end it.

use anlu_domain::{
    ids::ZoneId,
    zone::{Zone, ZoneRef, ZoneUse},
};
use serde::{Deserialize, Serialize};

use super::{
    hours::Night,
    ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece},
    pack::ParamFault,
    zones::hours,
};

/// Stays of one vehicle that last, by zone id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stays(Vec<Stay>);

/// A stay. Its zone is named as it was when it began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stay {
    zone: ZoneRef,
    /// Highest speed allowed, for rules about speed.
    limit_kmh: Option<u16>,
    /// Positions that count.
    points: u32,
    /// Positions on the other side of the border since the last one that counts.
    missed: u32,
    /// Standing since the last piece that counts, ms.
    stood: i64,
    spell: Spell,
}

/// When a stay is told: the parameters that every rule about zones has, as the pack writes them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    pub(super) tolerance_m: u32,
    pub(super) longer_than_seconds: u32,
    pub(super) least_points: u32,
    pub(super) revise_minutes: u32,
    /// Standing for longer ends it, where standing does not count.
    pub(super) stop_minutes: Option<u32>,
    /// By night less of the limit of a zone holds.
    pub(super) night: Option<Night>,
}

impl Manner {
    pub(super) fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "tolerance_m", self.tolerance_m, 0, 2_000);
        within(faults, "longer_than_seconds", self.longer_than_seconds, 0, 86_400);
        within(faults, "least_points", self.least_points, 1, 100);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
        if let Some(minutes) = self.stop_minutes {
            within(faults, "stop_minutes", minutes, 0, 1440);
        }
    }

    fn tolerance(&self) -> f64 {
        f64::from(self.tolerance_m)
    }

    /// Whether a zone holds at a time (UTC ms), and when that or its limit changes next.
    fn at(&self, zone: &Zone, time: i64) -> (bool, i64) {
        let (holds, until) = hours::at(&zone.hours, time);
        (holds, self.night.map_or(until, |night| until.min(night.hours.at(time).1)))
    }

    /// The limit of a zone at a time (UTC ms).
    fn limit(&self, zone: &Zone, time: i64) -> Option<u16> {
        zone.limit_kmh.map(|kmh| self.night.map_or(kmh, |night| night.limit(kmh, time)))
    }
}

/// What a piece of time is to a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// It goes on.
    Counts,
    /// It neither goes on nor ends.
    Rests,
    /// It ends.
    Ends,
}

/// The vehicle was inside of the zones of this use that it is inside of where `piece` begins; `seen` is told their limit.
pub(super) fn inside(
    stays: &mut Stays,
    usage: ZoneUse,
    manner: &Manner,
    piece: &Piece,
    sink: &mut Sink<'_>,
    seen: impl Fn(Option<u16>) -> Seen,
) {
    if matches!(piece.motion, Motion::Unknown | Motion::Away) {
        return stays.end(manner, sink);
    }
    let Some(at) = piece.from else { return };
    let zones = sink.zones;
    let here: Vec<&Zone> = zones.inside(usage, &piece.profile, at, manner.tolerance()).collect();
    stays.0.retain_mut(|stay| here.iter().any(|zone| zone.id == stay.zone.id) || !stay.misses(manner, sink));
    for zone in here {
        let mut fresh = true;
        cut(
            piece,
            |time| manner.at(zone, time),
            |part, holds| {
                let limit = manner.limit(zone, part.start);
                let seen = if holds { seen(limit) } else { Seen::Ends };
                stays.take((zone, limit), seen, fresh, manner, part, sink);
                fresh = false;
            },
        );
    }
}

/// The vehicle must be inside of one of the zones of this use that are about it and hold.
pub(super) fn outside(
    stays: &mut Stays,
    usage: ZoneUse,
    manner: &Manner,
    piece: &Piece,
    sink: &mut Sink<'_>,
    seen: Seen,
) {
    if matches!(piece.motion, Motion::Unknown | Motion::Away) {
        return stays.end(manner, sink);
    }
    let Some(at) = piece.from else { return };
    let zones = sink.zones;
    let kept: Vec<(&Zone, bool)> = zones.kept(usage, &piece.profile, at, manner.tolerance()).collect();
    let turn = |time: i64| {
        let turns = kept.iter().map(|(zone, _)| hours::at(&zone.hours, time));
        turns.fold((false, i64::MAX), |(any, next), (holds, turn)| (any || holds, next.min(turn)))
    };
    let mut fresh = true;
    cut(piece, turn, |part, _| {
        let holding = kept.iter().filter(|(zone, _)| hours::at(&zone.hours, part.start).0);
        if holding.clone().any(|(_, inside)| *inside) {
            stays.0.retain_mut(|stay| !(fresh && stay.misses(manner, sink)));
        } else {
            let lasting = |id: ZoneId| stays.0.iter().any(|stay| stay.zone.id == id);
            let same = holding.clone().map(|(zone, _)| *zone).find(|zone| lasting(zone.id));
            let metres = |zone: &Zone| zone.shape.distance_m(at).unwrap_or(f64::MAX);
            let nearest =
                || holding.map(|(zone, _)| *zone).min_by(|a, b| metres(a).total_cmp(&metres(b)).then(a.id.cmp(&b.id)));
            match same.or_else(nearest) {
                Some(zone) => {
                    stays.keep_only(zone.id, manner, sink);
                    stays.take((zone, zone.limit_kmh), seen, fresh, manner, part, sink);
                }
                None => stays.end(manner, sink),
            }
        }
        fresh = false;
    });
}

/// Shows `piece` in its parts, each with what `at` tells of its begin; `at` also tells when that changes.
fn cut(piece: &Piece, at: impl Fn(i64) -> (bool, i64), mut show: impl FnMut(&Piece, bool)) {
    let mut start = piece.start;
    while start < piece.end {
        let (holds, until) = at(start);
        let end = until.min(piece.end);
        show(&Piece { start, end, ..*piece }, holds);
        start = end;
    }
}

impl Stays {
    /// Where no zone stirs the vehicle, nothing begins.
    pub(super) fn silent_until(&self) -> i64 {
        if self.0.is_empty() { i64::MAX } else { i64::MIN }
    }

    /// Nothing lasts any longer.
    pub(super) fn end(&mut self, manner: &Manner, sink: &mut Sink<'_>) {
        for mut stay in std::mem::take(&mut self.0) {
            stay.ends(manner, sink);
        }
    }

    fn keep_only(&mut self, zone: ZoneId, manner: &Manner, sink: &mut Sink<'_>) {
        self.0.retain_mut(|stay| {
            let kept = stay.zone.id == zone;
            if !kept {
                stay.ends(manner, sink);
            }
            kept
        });
    }

    /// A part of a piece that lies in the zone's reach; `fresh`: the first one of its piece. A stay is held against one
    /// limit: where another holds, another one begins.
    fn take(
        &mut self,
        (zone, limit_kmh): (&Zone, Option<u16>),
        seen: Seen,
        fresh: bool,
        manner: &Manner,
        part: &Piece,
        sink: &mut Sink<'_>,
    ) {
        let mut place = self.0.binary_search_by(|stay| stay.zone.id.cmp(&zone.id));
        if let Ok(lasting) = place
            && self.0.get(lasting).is_some_and(|stay| stay.limit_kmh != limit_kmh)
        {
            self.0.remove(lasting).ends(manner, sink);
            place = Err(lasting);
        }
        match (place, seen) {
            (Ok(place), Seen::Counts) => {
                if let Some(stay) = self.0.get_mut(place) {
                    stay.lasts(fresh, manner, part, sink);
                }
            }
            (Ok(place), Seen::Rests) => {
                let over = self.0.get_mut(place).is_some_and(|stay| stay.rests(manner, part, sink));
                if over {
                    self.0.remove(place);
                }
            }
            (Ok(place), Seen::Ends) => self.0.remove(place).ends(manner, sink),
            (Err(place), Seen::Counts) => {
                let zone = zone.reference();
                let mut stay = Stay { zone, limit_kmh, points: 0, missed: 0, stood: 0, spell: Spell::default() };
                stay.lasts(true, manner, part, sink);
                self.0.insert(place, stay);
            }
            (Err(_), Seen::Rests | Seen::Ends) => {}
        }
    }
}

impl Stay {
    fn lasts(&mut self, fresh: bool, manner: &Manner, part: &Piece, sink: &mut Sink<'_>) {
        self.points = self.points.saturating_add(u32::from(fresh));
        (self.missed, self.stood) = (0, 0);
        let terms = terms(&self.zone, self.limit_kmh, self.points, manner);
        self.spell.lasts(part, &terms, sink);
    }

    /// It stands where standing does not count; whether that ended the stay.
    fn rests(&mut self, manner: &Manner, part: &Piece, sink: &mut Sink<'_>) -> bool {
        self.stood = self.stood.saturating_add(part.length());
        let over = self.stood > manner.stop_minutes.map_or(i64::MAX, ms);
        if over {
            self.ends(manner, sink);
        }
        over
    }

    /// A position on the other side of the border; whether it ended the stay. One that was not told yet was no row.
    fn misses(&mut self, manner: &Manner, sink: &mut Sink<'_>) -> bool {
        self.missed = self.missed.saturating_add(1);
        let over = !self.spell.told() || self.missed >= manner.least_points;
        if over {
            self.ends(manner, sink);
        }
        over
    }

    fn ends(&mut self, manner: &Manner, sink: &mut Sink<'_>) {
        let terms = terms(&self.zone, self.limit_kmh, self.points, manner);
        self.spell.ends(&terms, sink);
    }
}

/// Too few positions are never enough, however long it was between them.
fn terms<'a>(zone: &'a ZoneRef, limit_kmh: Option<u16>, points: u32, manner: &Manner) -> Terms<'a> {
    let limit = if points < manner.least_points { i64::MAX } else { i64::from(manner.longer_than_seconds) * 1_000 };
    Terms { limit, revise: ms(manner.revise_minutes), speed: limit_kmh.map(f32::from), zone: Some(zone) }
}
