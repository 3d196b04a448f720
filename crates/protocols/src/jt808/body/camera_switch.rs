//! 0x9302 focus, 0x9303 aperture, 0x9304 wiper, 0x9305 infrared light and 0x9306 zoom of a camera (JT/T 1078-2016),
//! answered with 0x0001.

use crate::wire::layout;

layout! {
    /// One switch of a camera.
    #[derive(Copy)]
    pub struct CameraSwitch {
        /// Channel.
        pub channel: u8,
        /// 0x9302, 0x9303 and 0x9306: 0 up, 1 down; 0x9304 and 0x9305: 0 off, 1 on.
        pub value: u8,
    }
}
