//! 0x9201 asks for a recording to be played (JT/T 1078-2016), answered with 0x1205.

use crate::wire::{DeviceTime, field::Text8, layout};

layout! {
    /// Where to send which recording.
    #[derive(Copy)]
    pub struct Replay<'a> {
        /// Address of the video server.
        pub host: Text8<'a>,
        /// TCP port.
        pub tcp_port: u16,
        /// UDP port.
        pub udp_port: u16,
        /// Channel.
        pub channel: u8,
        /// 0 sound and video, 1 sound, 2 video, 3 video or both.
        pub media: u8,
        /// 0 either stream, 1 main, 2 secondary.
        pub stream: u8,
        /// 0 either storage, 1 main, 2 backup.
        pub storage: u8,
        /// 0 normal, 1 fast forward, 2 key frames back, 3 key frames, 4 one frame.
        pub mode: u8,
        /// With modes 1 and 2: 1, 2, 4, 8 or 16 times are 1–5.
        pub speed: u8,
        /// From; with mode 4 the frame.
        pub start: DeviceTime,
        /// Until; zeros: to the end.
        pub end: DeviceTime,
    }
}
