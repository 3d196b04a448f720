//! 0x0002 heartbeat (2013: 8.3, 2019: 8.3): sent at the interval of parameter 0x0001, answered with 0x8001.

use serde::Serialize;

/// The body is empty; bytes that are there all the same are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Heartbeat {}
