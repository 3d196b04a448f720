//! 0x0900 data passed up and 0x8900 data passed down (all editions).

use crate::wire::{field::Raw, layout};

layout! {
    /// Bytes for a device behind the terminal.
    #[derive(Copy)]
    pub struct Passthrough<'a> {
        /// 0x00 satellite module, 0x0B permit-card module, 0x41 serial port 1, 0x42 serial port 2, 0xF0–0xFF custom;
        /// F7 state and F8 identity of active-safety devices (T/JSATL 12-2017 table 4-24).
        #[serde(rename = "type")]
        pub kind: u8,
        /// The bytes.
        pub data: Raw<'a>,
    }
}
