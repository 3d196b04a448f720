//! 0x0002 heartbeat (2013: 8.3, 2019: 8.3): sent at the interval of parameter 0x0001, answered with 0x8001.

use crate::wire::layout;

layout! {
    /// The body is empty; bytes that are there all the same are ignored.
    #[derive(Copy, Default)]
    pub struct Heartbeat {}
}
