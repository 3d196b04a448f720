//! `data.faulty`: a terminal sends positions that cannot be true (数据不合格): outside of the country, or faster than any
//! vehicle drives.
//!
//! The share of sound positions on a day is an index (`indices.toml`), with more that is looked at; this tells of a
//! terminal that goes on sending what nobody can use. That no position comes at all is told by `data.gap`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind, ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece, Tells, calm::Calm},
    pack::{ParamFault, Spot},
};

/// Parameters of `data.faulty`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Faulty positions for longer than this in a row make a finding (minutes).
    pub limit_minutes: u32,
    /// Places west of it are faulty, WGS-84 degrees.
    pub min_lon: f64,
    /// Places east of it are faulty, WGS-84 degrees.
    pub max_lon: f64,
    /// Places south of it are faulty, WGS-84 degrees.
    pub min_lat: f64,
    /// Places north of it are faulty, WGS-84 degrees.
    pub max_lat: f64,
    /// Higher speeds are faulty, km/h.
    pub max_kmh: u16,
    /// An open finding is revised after this much device time (minutes).
    pub revise_minutes: u32,
}

/// What lasts.
pub type State = Spell;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;

    const STIRS: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 1, 1440);
        within(faults, "max_kmh", self.max_kmh.into(), 100, 1_000);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
        let (lon, lat) = ((self.min_lon, self.max_lon), (self.min_lat, self.max_lat));
        for (param, (least, most), bound) in [("max_lon", lon, 180.0), ("max_lat", lat, 90.0)] {
            if !(-bound <= least && least < most && most <= bound) {
                faults.push(ParamFault {
                    spot: Spot::Param(param),
                    message: format!("{least} to {most} is no range of degrees"),
                    hint: format!("write degrees from -{bound} to {bound}, the lower one first"),
                });
            }
        }
    }

    fn wakes(&self, piece: &Piece) -> bool {
        let told = piece.tells != Tells::Word && matches!(piece.motion, Motion::Driving | Motion::Still);
        let outside = |p: anlu_domain::geo::Point| {
            !(self.min_lon..=self.max_lon).contains(&p.lon) || !(self.min_lat..=self.max_lat).contains(&p.lat)
        };
        told && (piece.from.is_some_and(outside) || piece.speed.is_some_and(|speed| speed > f32::from(self.max_kmh)))
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        if s.begun() { i64::MIN } else { i64::MAX }
    }

    fn stirs(&self, piece: &Piece) -> bool {
        self.wakes(piece)
    }

    fn calms(&self, calm: &mut Calm) {
        calm.kmh(self.max_kmh);
        calm.inside((self.min_lon, self.max_lon), (self.min_lat, self.max_lat));
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        if self.wakes(piece) {
            s.lasts(&Piece { speed: None, ..*piece }, &self.terms(), sink);
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
