//! 0x1205 list of recordings (JT/T 1078-2016), the answer to 0x9205.

use crate::wire::{DeviceTime, field::List, layout};

layout! {
    /// One recording.
    #[derive(Copy)]
    pub struct Recording {
        /// Channel.
        pub channel: u8,
        /// From.
        pub start: DeviceTime,
        /// Until.
        pub end: DeviceTime,
        /// Bits 0–31 as the alarm word of 0x0200, 32–63 as item 0x14.
        pub alarms: u64,
        /// 0 sound and video, 1 sound, 2 video.
        pub media: u8,
        /// 1 main stream, 2 secondary stream.
        pub stream: u8,
        /// 1 main storage, 2 backup.
        pub storage: u8,
        /// Bytes.
        pub size: u32,
    }
}

layout! {
    /// The recordings found.
    pub struct Recordings {
        /// Serial number of 0x9205.
        pub reply_serial: u16,
        /// The recordings.
        pub items: List<Recording, 4>,
    }
}
