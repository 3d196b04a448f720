//! 0x8105 controls the terminal (all editions), answered with 0x0001.

use crate::wire::{field::Text, layout};

layout! {
    /// A command to the terminal itself.
    #[derive(Copy)]
    pub struct TerminalControl<'a> {
        /// 1 upgrade over the air, 2 connect to another server, 3 shut down, 4 restart, 5 factory settings, 6 stop data,
        /// 7 stop all radio.
        pub command: u8,
        /// Parameters of commands 1 and 2, between semicolons; an empty one keeps the terminal's own.
        pub params: Text<'a>,
    }
}
