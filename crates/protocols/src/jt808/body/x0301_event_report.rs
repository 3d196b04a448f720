//! 0x0301 the driver chose an event of the list set with 0x8301 (2011, 2013; dropped in 2019).

use crate::wire::layout;

layout! {
    /// The event chosen.
    #[derive(Copy)]
    pub struct EventReport {
        /// Id given in 0x8301.
        pub event_id: u8,
    }
}
