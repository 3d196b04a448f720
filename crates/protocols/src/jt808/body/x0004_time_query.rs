//! 0x0004 the terminal asks for the time (2019: 8.4), answered with 0x8004.

use crate::wire::layout;

layout! {
    /// The body is empty; bytes that are there all the same are ignored.
    #[derive(Copy, Default)]
    pub struct TimeQuery {}
}
