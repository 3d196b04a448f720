//! 0x0003 terminal logs out (2013: 8.6, 2019: 8.7), answered with 0x8001.

use crate::wire::layout;

layout! {
    /// The body is empty; bytes that are there all the same are ignored.
    #[derive(Copy, Default)]
    pub struct Logout {}
}
