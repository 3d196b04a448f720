//! 0x8202 temporary tracking (2013: table 34), answered with 0x0001.

use crate::wire::layout;

layout! {
    /// Positions more often, for a while.
    #[derive(Copy)]
    pub struct Track {
        /// Seconds between positions; 0 ends it.
        pub interval_s: u16,
        /// Seconds it lasts; absent when it ends.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub valid_s: Option<u32>,
    }
}
