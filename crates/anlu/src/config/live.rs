//! `[live]`: log, detectors and history.

use std::{collections::BTreeMap, path::PathBuf};

use anlu_app::tasks::Terms;
use anlu_domain::party::vehicle::VehicleClass;
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
    /// A snapshot of the detectors is written after this many seconds: so much of the log at least is judged again after
    /// a crash. 0: after every batch.
    pub(crate) snapshot_seconds: u64,
    /// Positions buffered before a history file is rolled.
    pub(crate) history_roll_rows: usize,
    /// A history file is rolled after this many seconds even when it is small.
    pub(crate) history_roll_seconds: u64,
    /// Positions are kept this many whole days after their own; not less than the policy pack says.
    pub(crate) history_keep_days: u32,
    /// Other terms by class of vehicle, as `hazmat_truck = 1100`; not less than the policy pack says.
    #[schemars(with = "BTreeMap<String, u32>")]
    pub(crate) history_keep_days_by_class: BTreeMap<VehicleClass, u32>,
    /// Folder of the policy pack; default: the national pack inside the program.
    pub(crate) pack: Option<PathBuf>,
}

impl Default for LiveSection {
    fn default() -> Self {
        Self {
            shards: 1,
            snapshot_seconds: 5,
            history_roll_rows: 500_000,
            history_roll_seconds: 300,
            history_keep_days: 366,
            history_keep_days_by_class: BTreeMap::new(),
            pack: None,
        }
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

    /// The terms of positions, none below what the pack demands.
    pub(crate) fn terms(&self, at_least: u32) -> Result<Terms, Failure> {
        let all = self.history_keep_days_by_class.values().chain([&self.history_keep_days]);
        if let Some(short) = all.copied().find(|days| *days < at_least) {
            let what = format!(
                "positions kept {short} days: live.history_keep_days must be at least {at_least}, as the policy pack says"
            );
            return Err(Failure::input("config_live", what));
        }
        Ok(Terms { otherwise: self.history_keep_days, classes: self.history_keep_days_by_class.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_not_let_go_before_the_pack_allows_it() {
        let mut section = LiveSection::default();
        assert_eq!(section.terms(184).unwrap().otherwise, 366);
        section.history_keep_days_by_class.insert(VehicleClass::HazmatTruck, 183);
        let refused = section.terms(184).unwrap_err();
        assert_eq!(refused.code(), "config_live");
        assert!(refused.to_string().contains("184"), "{refused}");
    }
}
