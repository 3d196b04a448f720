//! 0x8400 the terminal shall call a number (all editions), answered with 0x0001.

use crate::wire::{field::Text, layout};

layout! {
    /// A call to make.
    #[derive(Copy)]
    pub struct CallBack<'a> {
        /// 0 ordinary call, 1 listening in.
        pub mode: u8,
        /// At most 20 bytes.
        pub phone_number: Text<'a>,
    }
}
