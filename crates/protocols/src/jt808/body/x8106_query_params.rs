//! 0x8106 asks for some parameters (all editions), answered with 0x0104.

use crate::wire::{field::List, layout};

layout! {
    /// Ids of parameters.
    pub struct QueryParams {
        /// Ids, see [`crate::jt808::param::PARAMS`].
        pub ids: List<u32, 1>,
    }
}
