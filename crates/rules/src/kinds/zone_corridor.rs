//! `zone.corridor`: a vehicle drives outside of every route laid down for it (偏离路线), in the hours of the routes.
//!
//! Driving counts; a short stop neither counts nor ends it. A vehicle with several routes may drive any of them; the
//! finding names the nearest. 《道路运输车辆动态监督管理办法》: transport operators set the routes of their vehicles.

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

/// Parameters of `zone.corridor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A position outside by no more than this may be inside, and is taken so (metres).
    pub tolerance_m: u32,
    /// Off the route for longer than this makes a finding (seconds).
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
        stay::outside(s, ZoneUse::Corridor, &self.manner(), piece, sink, seen);
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
