//! 0x9101 asks for live video (JT/T 1078-2016), answered with 0x0001.

use crate::wire::{field::Text8, layout};

layout! {
    /// Where to send which channel.
    #[derive(Copy)]
    pub struct LiveVideo<'a> {
        /// Address of the video server.
        pub host: Text8<'a>,
        /// TCP port.
        pub tcp_port: u16,
        /// UDP port.
        pub udp_port: u16,
        /// Channel.
        pub channel: u8,
        /// 0 sound and video, 1 video, 2 talking, 3 listening, 4 broadcast, 5 pass through.
        pub data: u8,
        /// 0 main stream, 1 secondary stream.
        pub stream: u8,
    }
}
