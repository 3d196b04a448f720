//! 0x9301 turns a camera (JT/T 1078-2016), answered with 0x0001.

use crate::wire::layout;

layout! {
    /// A movement.
    #[derive(Copy)]
    pub struct PanTilt {
        /// Channel.
        pub channel: u8,
        /// 0 stop, 1 up, 2 down, 3 left, 4 right.
        pub direction: u8,
        /// 0–255.
        pub speed: u8,
    }
}
