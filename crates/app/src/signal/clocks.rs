//! Time allowed for each step on a signal.

use anlu_domain::{
    signal::state::{BySeverity, Clocks},
    time::{DAY_MS, HOUR_MS, MINUTE_MS},
};

/// The clocks of the national pack: the authority looks at a severe signal within 30 minutes, at a warning within 4
/// hours, at a notice within a day; the enterprise (or driver) answers within 2 hours, a day, three days.
pub const DEFAULT: Clocks = Clocks {
    authority: BySeverity { notice: DAY_MS, warning: 4 * HOUR_MS, severe: 30 * MINUTE_MS },
    enterprise: BySeverity { notice: 3 * DAY_MS, warning: DAY_MS, severe: 2 * HOUR_MS },
};
