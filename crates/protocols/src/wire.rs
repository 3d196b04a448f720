//! Bytes and characters as the vehicle standards write them: big-endian numbers, BCD, GBK, XOR.

pub mod bcd;
pub mod checksum;
pub mod field;
pub mod gbk;
pub mod hex;
pub mod reader;
#[cfg(test)]
pub(crate) mod sample;
pub mod writer;

pub use bcd::{CivilDate, CivilTime, DeviceTime};
pub(crate) use field::layout;
pub use reader::{Reader, Short};
pub use writer::Writer;
