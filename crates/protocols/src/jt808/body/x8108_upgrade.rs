//! 0x8108 upgrade package (all editions), answered with 0x0001 and later 0x0108.

use crate::wire::{
    field::{Padded, Raw32, Text8},
    layout,
};

layout! {
    /// A new software version; in packets, as it is long.
    #[derive(Copy)]
    pub struct Upgrade<'a> {
        /// 0 terminal, 12 reader of permit cards, 52 satellite module.
        #[serde(rename = "type")]
        pub kind: u8,
        /// Maker.
        pub maker: Padded<'a, 5>,
        /// Version.
        pub version: Text8<'a>,
        /// The package.
        pub data: Raw32<'a>,
    }
}
