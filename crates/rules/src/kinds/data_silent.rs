//! `data.silent`: a vehicle fell silent while it drove (离线), seen by the clock of receipt.
//!
//! It is told while nothing comes; `data.gap` tells of the way when positions come again. That the vehicle kept them and
//! sends them later does not take it back: for so long nobody saw it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RuleKind, within};
use crate::{emit::Sink, engine::Piece, pack::ParamFault};

/// Parameters of `data.silent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Silent for longer than this, of a vehicle that drove when it was last heard of, makes a finding (minutes).
    pub limit_minutes: u32,
    /// An open finding is revised after this much time (minutes), for a day.
    pub revise_minutes: u32,
}

/// Pieces of time tell nothing of it: see `engine::silence`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State;

impl RuleKind for Params {
    type State = State;

    const ABOUT_THE_VEHICLE: bool = true;

    const OF_MOTION: bool = false;

    fn check(&self, faults: &mut Vec<ParamFault>) {
        within(faults, "limit_minutes", self.limit_minutes, 1, 1440);
        within(faults, "revise_minutes", self.revise_minutes, 1, 1440);
    }

    fn wakes(&self, _piece: &Piece) -> bool {
        false
    }

    fn silent_until(&self, _state: &State, _end: i64) -> i64 {
        i64::MAX
    }

    fn step(&self, _state: &mut State, _piece: &Piece, _sink: &mut Sink<'_>) {}

    fn finish(&self, _state: &mut State, _sink: &mut Sink<'_>) {}
}
