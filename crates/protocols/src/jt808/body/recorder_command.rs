//! 0x8700 asks for data of the tachograph, 0x8701 sets parameters of it (all editions).

use crate::wire::{field::Raw, layout};

layout! {
    /// A command for the recorder.
    #[derive(Copy)]
    pub struct RecorderCommand<'a> {
        /// Command word of GB/T 19056.
        pub command: u8,
        /// Frame of GB/T 19056: AA 75, command, length, reserved byte, data, check byte.
        pub data: Raw<'a>,
    }
}
