//! 0x1211 a file begins and 0x1212 a file is sent, on the attachment connection (T/JSATL 12-2017).

use crate::wire::{field::Text8, layout};

layout! {
    /// A file.
    #[derive(Copy)]
    pub struct FileInfo<'a> {
        /// Name, as in 0x1210.
        pub name: Text8<'a>,
        /// 0 picture, 1 sound, 2 video, 3 text, 4 other.
        #[serde(rename = "type")]
        pub kind: u8,
        /// Bytes.
        pub size: u32,
    }
}
