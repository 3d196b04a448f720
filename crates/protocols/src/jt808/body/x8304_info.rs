//! 0x8304 information that was ordered (2011, 2013; dropped in 2019).

use crate::wire::{field::Text16, layout};

layout! {
    /// A piece of information.
    #[derive(Copy)]
    pub struct Info<'a> {
        /// Type, as in 0x8303.
        #[serde(rename = "type")]
        pub kind: u8,
        /// The text.
        pub text: Text16<'a>,
    }
}
