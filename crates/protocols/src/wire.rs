//! Bytes and characters as the vehicle standards write them: big-endian numbers, BCD, GBK, XOR.

pub mod bcd;
pub mod checksum;
pub mod gbk;
pub mod hex;
pub mod reader;
pub mod writer;

pub use bcd::{CivilDate, CivilTime, DeviceTime};
pub use reader::{Reader, Short};
pub use writer::Writer;
