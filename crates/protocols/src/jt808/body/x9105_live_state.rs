//! 0x9105 how live video arrives (JT/T 1078-2016); not answered.

use crate::wire::layout;

layout! {
    /// What was lost.
    #[derive(Copy)]
    pub struct LiveState {
        /// Channel.
        pub channel: u8,
        /// Packets lost, percent, whole.
        pub loss_percent: u8,
    }
}
