//! 0x9102 controls live video (JT/T 1078-2016), answered with 0x0001.

use crate::wire::layout;

layout! {
    /// A command for a channel that is sent.
    #[derive(Copy)]
    pub struct LiveControl {
        /// Channel.
        pub channel: u8,
        /// 0 stop, 1 change the stream, 2 pause, 3 go on, 4 stop talking.
        pub command: u8,
        /// With command 0: 0 sound and video, 1 sound, 2 video.
        pub close: u8,
        /// With command 1: 0 main stream, 1 secondary stream.
        pub stream: u8,
    }
}
