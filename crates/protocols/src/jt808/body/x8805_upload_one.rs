//! 0x8805 asks for one stored recording (all editions), answered with 0x0801.

use crate::wire::layout;

layout! {
    /// The recording.
    #[derive(Copy)]
    pub struct UploadOne {
        /// Its id.
        pub media_id: u32,
        /// 0 keep, 1 delete after sending.
        pub delete: u8,
    }
}
