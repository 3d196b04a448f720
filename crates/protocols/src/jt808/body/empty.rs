//! Messages without a body: 0x0002, 0x0003, 0x0004, 0x8104, 0x8107, 0x8201, 0x8204, 0x8702, 0x9003.

use crate::wire::layout;

layout! {
    /// Nothing; bytes that are there all the same are ignored.
    #[derive(Copy, Default)]
    pub struct Empty {}
}
