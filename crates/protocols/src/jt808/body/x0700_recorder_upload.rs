//! 0x0700 data of the tachograph (all editions).

use crate::{jt808::recorder::Block, wire::layout};

layout! {
    /// One block of the recorder, asked for with 0x8700.
    #[derive(Copy)]
    pub struct RecorderUpload<'a> {
        /// Serial number of 0x8700.
        pub reply_serial: u16,
        /// Command word of GB/T 19056; 0x11 asks for overtime driving.
        pub command: u8,
        /// Frame of GB/T 19056: 55 7A, command, length, reserved byte, data, check byte.
        pub data: Block<'a>,
    }
}
