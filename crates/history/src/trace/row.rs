//! One position as a trace file has it.

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
}
