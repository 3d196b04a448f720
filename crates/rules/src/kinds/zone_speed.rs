//! `zone.speed`: a vehicle drives faster inside of a zone, or on a road, than it allows (区域限速), in the hours of the zone.
//!
//! The speed at the begin of a piece is held against the limit of the zone and a tolerance; the first piece that is not
//! above ends it. By night less of the limit may hold; nightfall and morning end it as well. The finding names the highest
//! speed and the limit. 《道路交通安全法》 art. 42, 《道路旅客运输企业安全管理规范》.

use anlu_domain::{
    party::{profile::Profile, vehicle::VehicleClass},
    zone::ZoneUse,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind,
    hours::Night,
    stay::{self, Manner, Seen, Stays},
    within,
};
use crate::{
    emit::Sink,
    engine::{Motion, Piece},
    pack::ParamFault,
};

/// Parameters of `zone.speed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A position nearer to the border than this may be outside, and is taken so (metres).
    pub tolerance_m: u32,
    /// Faster than the limit of the zone by more than this is too fast, km/h.
    pub tolerance_kmh: u16,
    /// Too fast for longer than this makes a finding (seconds).
    pub longer_than_seconds: u32,
    /// So many positions in a row make a finding; as many on the other side of the border end it.
    pub least_points: u32,
    /// An open finding is revised after this much device time (minutes).
    pub revise_minutes: u32,
    /// By night less of the limit of a zone holds; the same at any time when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub night: Option<Night>,
    /// The night is about vehicles of these classes; none written: about every one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub night_classes: Vec<VehicleClass>,
}

/// What lasts.
pub type State = Stays;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;
    const ZONAL: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        self.manner().check(faults);
        within(faults, "tolerance_kmh", u32::from(self.tolerance_kmh), 0, 50);
        if let Some(night) = self.night {
            night.check(faults);
        }
    }

    fn wakes(&self, piece: &Piece) -> bool {
        piece.motion == Motion::Driving
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        s.silent_until()
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        let above = |limit: u16| {
            let most = f32::from(limit.saturating_add(self.tolerance_kmh));
            piece.motion == Motion::Driving && piece.speed.is_some_and(|speed| speed > most)
        };
        let seen = |limit: Option<u16>| if limit.is_some_and(above) { Seen::Counts } else { Seen::Ends };
        let manner = Manner { night: self.night(&piece.profile), ..self.manner() };
        stay::inside(s, ZoneUse::Speed, &manner, piece, sink, seen);
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        s.end(&self.manner(), sink);
    }
}

impl Params {
    fn manner(&self) -> Manner {
        let Self { tolerance_m, longer_than_seconds, least_points, revise_minutes, .. } = *self;
        Manner { tolerance_m, longer_than_seconds, least_points, revise_minutes, stop_minutes: None, night: None }
    }

    /// The night of a vehicle; of one whose class is not known only where it is about every one.
    fn night(&self, profile: &Profile) -> Option<Night> {
        let classes = &self.night_classes;
        self.night.filter(|_| classes.is_empty() || profile.class.is_some_and(|class| classes.contains(&class)))
    }
}
