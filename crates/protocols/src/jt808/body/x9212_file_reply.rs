//! 0x9212 answer to 0x1212 on the attachment connection (T/JSATL 12-2017).

use crate::wire::{
    field::{List, Text8},
    layout,
};

layout! {
    /// A part of a file.
    #[derive(Copy)]
    pub struct FilePart {
        /// Offset in the file.
        pub offset: u32,
        /// Bytes.
        pub len: u32,
    }
}

layout! {
    /// Whether the file is whole.
    pub struct FileReply<'a> {
        /// Name, as in 0x1212.
        pub name: Text8<'a>,
        /// Type, as in 0x1212.
        #[serde(rename = "type")]
        pub kind: u8,
        /// 0 whole, 1 parts are missing.
        pub result: u8,
        /// Parts to send again; absent from some platforms when there are none.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub missing: Option<List<FilePart, 1>>,
    }
}
