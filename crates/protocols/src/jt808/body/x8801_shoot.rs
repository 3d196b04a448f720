//! 0x8801 camera command (all editions), answered with 0x0001 and 0x0805.

use crate::wire::layout;

layout! {
    /// Pictures or video to take at once.
    #[derive(Copy)]
    pub struct Shoot {
        /// Channel, greater than 0.
        pub channel: u8,
        /// 0 stop, 0xFFFF video, else the number of pictures.
        pub command: u16,
        /// Seconds between pictures or of video; 0: as fast as can be, or for ever.
        pub interval_s: u16,
        /// 0 send at once, 1 store.
        pub store: u8,
        /// 0x00 lowest, 0x01 320×240, 0x02 640×480, 0x03 800×600, 0x04 1024×768, 0x05 QCIF, 0x06 CIF, 0x07 HD1, 0x08 D1,
        /// 0xFF highest.
        pub resolution: u8,
        /// 1–10, 1 is best.
        pub quality: u8,
        /// 0–255.
        pub brightness: u8,
        /// 0–127.
        pub contrast: u8,
        /// 0–127.
        pub saturation: u8,
        /// 0–255.
        pub chroma: u8,
    }
}
