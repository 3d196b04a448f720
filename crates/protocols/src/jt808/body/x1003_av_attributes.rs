//! 0x1003 attributes of sound and video (JT/T 1078-2016), the answer to 0x9003.

use crate::wire::layout;

layout! {
    /// What the terminal can do.
    #[derive(Copy)]
    pub struct AvAttributes {
        /// Codec of sound, by JT/T 1078 table 12.
        pub audio_codec: u8,
        /// Channels of sound.
        pub audio_channels: u8,
        /// 0: 8 kHz, 1: 22.05 kHz, 2: 44.1 kHz, 3: 48 kHz.
        pub audio_sample_rate: u8,
        /// 0: 8 bits, 1: 16, 2: 32.
        pub audio_bits: u8,
        /// Bytes of a frame of sound.
        pub audio_frame_len: u16,
        /// 1: sound can be played.
        pub audio_output: u8,
        /// Codec of video, by JT/T 1078 table 12.
        pub video_codec: u8,
        /// Most physical channels of sound.
        pub max_audio_channels: u8,
        /// Most physical channels of video.
        pub max_video_channels: u8,
    }
}
