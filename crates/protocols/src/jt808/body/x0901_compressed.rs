//! 0x0901 compressed data (all editions).

use crate::wire::{field::Raw32, layout};

layout! {
    /// A message in GZIP. It is kept compressed: nothing here unpacks what a peer may blow up.
    #[derive(Copy)]
    pub struct Compressed<'a> {
        /// GZIP data.
        pub data: Raw32<'a>,
    }
}
