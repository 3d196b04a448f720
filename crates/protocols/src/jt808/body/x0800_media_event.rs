//! 0x0800 something was recorded (2013: table 80).

use crate::wire::layout;

layout! {
    /// What was recorded.
    #[derive(Copy)]
    pub struct MediaEvent {
        /// Id, greater than 0.
        pub media_id: u32,
        /// 0 image, 1 audio, 2 video.
        #[serde(rename = "type")]
        pub kind: u8,
        /// 0 JPEG, 1 TIF, 2 MP3, 3 WAV, 4 WMV.
        pub format: u8,
        /// 0 by the platform, 1 timed, 2 robbery, 3 collision or rollover; 2013 adds 4 door open, 5 door closed, 6 door
        /// changed, 7 distance.
        pub event: u8,
        /// Channel.
        pub channel: u8,
    }
}
