//! 0x0701 electronic waybill (all editions).

use crate::wire::{field::Raw32, layout};

layout! {
    /// A waybill; its content is not defined by the standard.
    #[derive(Copy)]
    pub struct Waybill<'a> {
        /// The waybill.
        pub data: Raw32<'a>,
    }
}
