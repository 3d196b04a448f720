//! 0x9202 controls a recording that plays (JT/T 1078-2016), answered with 0x0001.

use crate::wire::{DeviceTime, layout};

layout! {
    /// A command for a channel that plays.
    #[derive(Copy)]
    pub struct ReplayControl {
        /// Channel.
        pub channel: u8,
        /// 0 start, 1 pause, 2 end, 3 fast forward, 4 key frames back, 5 go to, 6 key frames.
        pub command: u8,
        /// With commands 3 and 4: 1, 2, 4, 8 or 16 times are 1–5.
        pub speed: u8,
        /// With command 5: where to.
        pub position: DeviceTime,
    }
}
