//! One position as a trace file has it.

use anlu_domain::track::STATUS_LOAD_MASK;

/// One position of one vehicle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Device time, UTC milliseconds.
    pub time_ms: i64,
    /// Longitude, WGS-84 degrees.
    pub lon: f64,
    /// Latitude, WGS-84 degrees.
    pub lat: f64,
    /// Speed in km/h; `None` when the file has none: derive it from displacement.
    pub speed_kmh: Option<f32>,
    /// Heading in degrees clockwise from north, 0 to 359.
    pub direction_deg: Option<u16>,
    /// Alarm word of the terminal (JT/T 808 table 24); `None` when the file tells none.
    pub alarm: Option<u32>,
    /// Status word of the terminal (JT/T 808 table 25); `None` when the file tells none.
    pub status: Option<u32>,
    /// What active safety told of, by bits, as of a fix; 0: nothing, or the file does not tell.
    pub safety: u8,
}

impl Row {
    /// Whether the terminal said that the vehicle carries a load: half or full, as of a fix.
    pub fn loaded(&self) -> bool {
        self.status.is_some_and(|status| matches!((status & STATUS_LOAD_MASK) >> 8, 0b01 | 0b11))
    }
}
