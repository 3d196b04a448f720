//! `[live]`: log, detectors and history.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// Log, detectors and history.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LiveSection {
    /// Shards of the log; each is one detector task. Fixed once the log exists. One is enough for a county, and keeps
    /// the clock of a driver who changes vehicles (docs/adr/2026-11-25-driver-clock-per-shard.md).
    pub(crate) shards: u16,
    /// Positions buffered before a history file is rolled.
    pub(crate) history_roll_rows: usize,
    /// A history file is rolled after this many seconds even when it is small.
    pub(crate) history_roll_seconds: u64,
    /// Folder of the policy pack; default: the national pack inside the program.
    pub(crate) pack: Option<PathBuf>,
}

impl Default for LiveSection {
    fn default() -> Self {
        Self { shards: 1, history_roll_rows: 500_000, history_roll_seconds: 300, pack: None }
    }
}

impl LiveSection {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.shards == 0 || self.shards > 256 {
            return Err(Failure::input("config_live", "live.shards must be between 1 and 256"));
        }
        if self.history_roll_rows == 0 || self.history_roll_seconds == 0 {
            return Err(Failure::input(
                "config_live",
                "live.history_roll_rows and history_roll_seconds must be above 0",
            ));
        }
        Ok(())
    }
}
