//! `data.drift`: the position of a vehicle jumps (卫星定位漂移): two neighbouring fixes that no vehicle can have driven.
//!
//! Jumps that follow one another within some minutes are one finding. The share of vehicles that drift on a day is an
//! index (`indices.toml`); this tells of it at once.

use anlu_domain::{geo::distance_m, time::MINUTE_MS};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    RuleKind, ms,
    spell::{Spell, Terms},
    within,
};
use crate::{
    emit::Sink,
    engine::{
        Motion, Piece, Tells,
        calm::{Calm, nearer},
    },
    pack::ParamFault,
};

/// Parameters of `data.drift`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Two neighbouring fixes that ask for a higher speed are a jump, km/h.
    pub max_kmh: u16,
    /// Shorter jumps are the usual scatter of a fix, metres.
    pub min_m: u16,
    /// So many jumps make a finding.
    pub jumps: u16,
    /// Without a jump for longer than this it has ended (minutes).
    pub apart_minutes: u32,
}

/// Jumps that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    jumps: u16,
    spell: Spell,
}

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;

    const STIRS: bool = true;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "max_kmh", self.max_kmh.into(), 100, 1_000);
        within(faults, "min_m", self.min_m.into(), 50, 60_000);
        within(faults, "jumps", self.jumps.into(), 1, 1_000);
        within(faults, "apart_minutes", self.apart_minutes, 1, 1440);
    }

    fn wakes(&self, piece: &Piece) -> bool {
        let (Some(from), Some(at)) = (piece.from, piece.at) else { return false };
        let min_m = f64::from(self.min_m);
        // Of nearly all pieces this tells enough.
        if nearer(from, at, min_m) {
            return false;
        }
        // What the vehicle did in a gap nobody knows, nor how often it was sought.
        matches!(piece.motion, Motion::Driving | Motion::Still) && piece.tells != Tells::Word && {
            let metres = distance_m(from, at);
            metres >= min_m && metres > f64::from(self.max_kmh) / 3.6 * seconds(piece.length())
        }
    }

    fn silent_until(&self, s: &State, _end: i64) -> i64 {
        if s.spell.begun() { i64::MIN } else { i64::MAX }
    }

    fn stirs(&self, piece: &Piece) -> bool {
        self.wakes(piece)
    }

    fn calms(&self, calm: &mut Calm) {
        calm.near(self.min_m.into());
    }

    fn step(&self, s: &mut State, piece: &Piece, sink: &mut Sink<'_>) {
        if s.spell.begun() && piece.end.saturating_sub(s.spell.end()) > ms(self.apart_minutes) {
            self.finish(s, sink);
        }
        if self.wakes(piece) {
            s.jumps = s.jumps.saturating_add(1);
            s.spell.lasts(&Piece { speed: None, ..*piece }, &self.terms(s.jumps), sink);
        }
    }

    fn finish(&self, s: &mut State, sink: &mut Sink<'_>) {
        s.spell.ends(&self.terms(s.jumps), sink);
        s.jumps = 0;
    }
}

impl Params {
    /// Found as soon as there are enough jumps, however long they took.
    fn terms(&self, jumps: u16) -> Terms<'static> {
        let limit = if jumps >= self.jumps { 0 } else { i64::MAX };
        Terms { limit, revise: MINUTE_MS, speed: None, zone: None }
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53 ms")]
fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}
