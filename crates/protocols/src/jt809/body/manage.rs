//! Counts of locations, 0x9101 (2011: 4.5.2) and its counterpart 0x1101 of 2019.

use crate::{jt809::field::Instant, wire::layout};

layout! {
    /// 0x9101: how many locations the upper platform has taken in a period. 0x1101 (2019, seen in one implementation
    /// only): how many the lower platform has sent.
    pub struct Total {
        /// `DYNAMIC_INFO_TOTAL`.
        pub total: u32,
        /// Start of the period.
        pub start_time: Instant,
        /// End of the period.
        pub end_time: Instant,
    }
}
