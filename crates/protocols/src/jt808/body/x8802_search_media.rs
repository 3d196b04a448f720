//! 0x8802 searches stored recordings (all editions), answered with 0x0802.

use crate::wire::{DeviceTime, layout};

layout! {
    /// What to search.
    #[derive(Copy)]
    pub struct SearchMedia {
        /// 0 image, 1 audio, 2 video.
        #[serde(rename = "type")]
        pub kind: u8,
        /// Channel; 0: all.
        pub channel: u8,
        /// Event, as in 0x0800.
        pub event: u8,
        /// From; zeros: without bound.
        pub start: DeviceTime,
        /// Until; zeros: without bound.
        pub end: DeviceTime,
    }
}
