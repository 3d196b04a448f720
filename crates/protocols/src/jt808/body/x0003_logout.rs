//! 0x0003 terminal logs out (2013: 8.6, 2019: 8.7), answered with 0x8001.

use serde::Serialize;

/// The body is empty; bytes that are there all the same are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Logout {}
