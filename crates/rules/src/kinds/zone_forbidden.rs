//! `zone.forbidden`: a vehicle drives inside of a zone that is closed to it (禁行区域), in the hours of the zone.
//!
//! Driving counts; a short stop neither counts nor ends it. The end of the hours ends the finding.
//! 《危险货物道路运输安全管理办法》 art. 49: the police may bar hazmat vehicles from areas, roads and hours.

use anlu_domain::zone::ZoneUse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind,
    stay::{self, Manner, Seen, Stays},
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece},
    pack::ParamFault,
};

/// Parameters of `zone.forbidden`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A position nearer to the border than this may be outside, and is taken so (metres).
    pub tolerance_m: u32,
    /// Driving inside for longer than this makes a finding (seconds).
    pub longer_than_seconds: u32,
    /// So many positions in a row make a finding; as many on the other side of the border end it.
    pub least_points: u32,
    /// Standing does not count; standing for longer than this ends it (minutes).
    pub stop_minutes: u32,
    /// An open finding is revised after this much device time (minutes).
    pub revise_minutes: u32,
}

/// What lasts.
pub type State = Stays;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;
    const ZONAL: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        self.manner().check(faults);
    }

    fn wakes(&self, piece: &Piece) -> bool {
        piece.motion == Motion::Driving
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        s.silent_until()
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        let seen = if self.wakes(piece) { Seen::Counts } else { Seen::Rests };
        stay::inside(s, ZoneUse::Forbidden, &self.manner(), piece, sink, |_limit| seen);
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        s.end(&self.manner(), sink);
    }
}

impl Params {
    fn manner(&self) -> Manner {
        let Self { tolerance_m, longer_than_seconds, least_points, revise_minutes, .. } = *self;
        let stop_minutes = Some(self.stop_minutes);
        Manner { tolerance_m, longer_than_seconds, least_points, revise_minutes, stop_minutes, night: None }
    }
}
