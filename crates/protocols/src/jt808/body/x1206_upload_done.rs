//! 0x1206 a file was sent by FTP (JT/T 1078-2016), answered with 0x8001.

use crate::wire::layout;

layout! {
    /// What became of 0x9206.
    #[derive(Copy)]
    pub struct UploadDone {
        /// Serial number of 0x9206.
        pub reply_serial: u16,
        /// 0 done, 1 failed.
        pub result: u8,
    }
}
