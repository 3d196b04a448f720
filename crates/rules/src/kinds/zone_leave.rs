//! `zone.leave`: a vehicle is outside of every zone that it must not leave (驶出提醒), in the hours of the zones.
//!
//! Driving and standing count alike. A vehicle with several such zones may be in any of them; the finding names the
//! nearest. 《道路运输车辆动态监督管理办法》: transport operators set the areas of their vehicles.

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

/// Parameters of `zone.leave`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A position outside by no more than this may be inside, and is taken so (metres).
    pub tolerance_m: u32,
    /// Outside for longer than this makes a finding (seconds).
    pub longer_than_seconds: u32,
    /// So many positions in a row make a finding; as many on the other side of the border end it.
    pub least_points: u32,
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
        matches!(piece.motion, Motion::Driving | Motion::Still)
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        s.silent_until()
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        stay::outside(s, ZoneUse::Leave, &self.manner(), piece, sink, Seen::Counts);
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        s.end(&self.manner(), sink);
    }
}

impl Params {
    fn manner(&self) -> Manner {
        let Self { tolerance_m, longer_than_seconds, least_points, revise_minutes } = *self;
        Manner { tolerance_m, longer_than_seconds, least_points, revise_minutes, stop_minutes: None, night: None }
    }
}
