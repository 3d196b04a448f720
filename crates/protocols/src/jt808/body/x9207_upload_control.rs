//! 0x9207 controls an upload (JT/T 1078-2016), answered with 0x0001.

use crate::wire::layout;

layout! {
    /// A command for an upload.
    #[derive(Copy)]
    pub struct UploadControl {
        /// Serial number of 0x9206.
        pub upload_serial: u16,
        /// 0 pause, 1 go on, 2 cancel.
        pub command: u8,
    }
}
