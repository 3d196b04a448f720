//! 0x8601, 0x8603, 0x8605 and 0x8607: circles, rectangles, polygons and routes are deleted (all editions), answered with 0x0001.

use crate::wire::{field::List, layout};

layout! {
    /// What to delete.
    pub struct DeleteAreas {
        /// Ids, at most 125; none: all.
        pub ids: List<u32, 1>,
    }
}
