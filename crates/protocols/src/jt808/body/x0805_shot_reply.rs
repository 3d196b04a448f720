//! 0x0805 answer to a camera command (all editions).

use crate::wire::{field::List, layout};

layout! {
    /// What became of 0x8801.
    pub struct ShotReply {
        /// Serial number of 0x8801.
        pub reply_serial: u16,
        /// 0 ok, 1 failed, 2 channel not supported.
        pub result: u8,
        /// Ids of the pictures; with result 0 only.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub media_ids: Option<List<u32, 2>>,
    }
}
