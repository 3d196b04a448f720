//! 0x0108 result of an upgrade (all editions).

use crate::wire::layout;

layout! {
    /// What became of 0x8108.
    #[derive(Copy)]
    pub struct UpgradeResult {
        /// 0 terminal, 12 reader of permit cards, 52 satellite module.
        #[serde(rename = "type")]
        pub kind: u8,
        /// 0 done, 1 failed, 2 cancelled.
        pub result: u8,
    }
}
