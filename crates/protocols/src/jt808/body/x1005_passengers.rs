//! 0x1005 passengers counted (JT/T 1078-2016), answered with 0x8001.

use crate::wire::{DeviceTime, layout};

layout! {
    /// Who got on and off.
    #[derive(Copy)]
    pub struct Passengers {
        /// From.
        pub start: DeviceTime,
        /// Until.
        pub end: DeviceTime,
        /// Got on.
        pub on: u16,
        /// Got off.
        pub off: u16,
    }
}
