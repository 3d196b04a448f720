//! 0x9206 asks for recordings by FTP (JT/T 1078-2016), answered with 0x0001 and later 0x1206.

use crate::wire::{DeviceTime, field::Text8, layout};

layout! {
    /// Where to send which recordings.
    #[derive(Copy)]
    pub struct UploadRecording<'a> {
        /// Address of the FTP server.
        pub host: Text8<'a>,
        /// Its port.
        pub port: u16,
        /// User.
        pub user: Text8<'a>,
        /// Password.
        pub password: Text8<'a>,
        /// Folder.
        pub path: Text8<'a>,
        /// Channel.
        pub channel: u8,
        /// From.
        pub start: DeviceTime,
        /// Until.
        pub end: DeviceTime,
        /// Bits as in 0x1205; 0: whatever the alarms.
        pub alarms: u64,
        /// 0 sound and video, 1 sound, 2 video, 3 video or both.
        pub media: u8,
        /// 0 either stream, 1 main, 2 secondary.
        pub stream: u8,
        /// 0 either storage, 1 main, 2 backup.
        pub storage: u8,
        /// Bits 0 wireless LAN, 1 LAN, 2 3G or 4G: when it may be sent.
        pub condition: u8,
    }
}
