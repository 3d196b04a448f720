//! 0x8800 acknowledges a recording (2013: table 82).

use crate::wire::{field::List, layout};

layout! {
    /// A recording arrived, or parts of it did not.
    pub struct MediaAck {
        /// Id of the recording.
        pub media_id: u32,
        /// Packets to send again, from 1; absent when all is there (an empty list makes terminals send for ever).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub resend: Option<List<u16, 1>>,
    }
}
