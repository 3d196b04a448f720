//! `intake.toml`: how facts are put in order, and how movement is read from fixes. The same for every rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence};

/// How facts are taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Order of device time.
    pub order: OrderParams,
    /// Movement.
    pub movement: MovementParams,
    /// Keeping of positions.
    pub keep: Keep,
}

/// How long positions must be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// Whole days after their own that positions are kept at least; an installation may keep them longer.
    pub positions_days: u32,
    /// How sure we are.
    pub confidence: Confidence,
    /// The clause.
    pub basis: Basis,
}

/// The window in which facts are put into the order of device time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderParams {
    /// A fact waits until one this much newer has come (minutes).
    pub window_minutes: u32,
    /// At most so many facts of one vehicle wait.
    pub window_facts: u32,
    /// A fact dated this much after its receipt is not used (minutes).
    pub future_minutes: u32,
}

/// How movement is read from two neighbouring fixes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovementParams {
    /// A vehicle faster than this is driven (km/h).
    pub moving_above_kmh: f32,
    /// A longer interval between fixes is a gap (minutes).
    pub max_interval_minutes: u32,
    /// A gap whose ends lie nearer than this was spent standing; any other is unknown (metres).
    pub same_place_m: f64,
}
