//! `clocks.toml`: how much time the owner of a signal has, by severity, in minutes.

use anlu_domain::{
    signal::state::{BySeverity, Clocks},
    time::MINUTE_MS,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClocksFile {
    /// For an officer of the authority, to look and to close.
    pub(crate) authority: ClockMinutes,
    /// For the driver or the enterprise, to acknowledge or to answer.
    pub(crate) enterprise: ClockMinutes,
}

/// Minutes by severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "keys of a pack file carry their unit")]
pub(crate) struct ClockMinutes {
    /// Worth knowing.
    pub(crate) notice_minutes: u32,
    /// Beyond the limit.
    pub(crate) warning_minutes: u32,
    /// Far beyond.
    pub(crate) severe_minutes: u32,
}

impl ClocksFile {
    pub(crate) fn clocks(&self) -> Clocks {
        Clocks { authority: self.authority.by_severity(), enterprise: self.enterprise.by_severity() }
    }
}

impl ClockMinutes {
    fn by_severity(self) -> BySeverity {
        let ms = |minutes: u32| i64::from(minutes) * MINUTE_MS;
        BySeverity {
            notice: ms(self.notice_minutes),
            warning: ms(self.warning_minutes),
            severe: ms(self.severe_minutes),
        }
    }

    pub(crate) fn named(self) -> [(&'static str, u32); 3] {
        [
            ("notice_minutes", self.notice_minutes),
            ("warning_minutes", self.warning_minutes),
            ("severe_minutes", self.severe_minutes),
        ]
    }
}
