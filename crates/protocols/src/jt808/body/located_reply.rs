//! 0x0201 answer to a position query and 0x0500 answer to vehicle control (all editions): both carry the
//! location at that moment.

use super::Location;
use crate::wire::layout;

layout! {
    /// An answer with a location.
    pub struct LocatedReply<'a> {
        /// Serial number of 0x8201 or 0x8500.
        pub reply_serial: u16,
        /// Where the vehicle was; 0x0500 shows in its status whether the command was carried out.
        pub location: Location<'a>,
    }
}
