//! 0x9205 asks for a list of recordings (JT/T 1078-2016), answered with 0x1205.

use crate::wire::{DeviceTime, layout};

layout! {
    /// Which recordings.
    #[derive(Copy)]
    pub struct SearchRecordings {
        /// Channel; 0: all.
        pub channel: u8,
        /// From; zeros: without bound.
        pub start: DeviceTime,
        /// Until; zeros: without bound.
        pub end: DeviceTime,
        /// Bits as in 0x1205; 0: whatever the alarms.
        pub alarms: u64,
        /// 0 sound and video, 1 sound, 2 video, 3 video or both.
        pub media: u8,
        /// 0 all streams, 1 main, 2 secondary.
        pub stream: u8,
        /// 0 all storages, 1 main, 2 backup.
        pub storage: u8,
    }
}
