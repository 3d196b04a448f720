//! Facts from the road: one position fix of one vehicle, as every decoder, detector and archive shares it.

use serde::{Deserialize, Serialize};

use crate::{geo::Point, ids::VehicleId, time::UtcMs};

/// Status bit 0: ignition (ACC) on. JT/T 808 table 25.
pub const STATUS_ACC: u32 = 1;
/// Status bits 8–9: load (00 empty, 01 half, 11 full). JT/T 808-2013 table 25.
pub const STATUS_LOAD_MASK: u32 = 0b11 << 8;

/// What active safety told of, bit 0: the monitor of the driver saw fatigue (item 0x65, type 01 of 苏标 and 粤标).
pub const SAFETY_FATIGUE: u8 = 1;

/// One position fix. Speeds are km/h, times UTC; unknown values are `None`, never zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Device time.
    pub time: UtcMs,
    /// When the gateway received it.
    pub received: UtcMs,
    /// Where; `None` when the terminal had no fix (the alarm word still counts).
    pub at: Option<Point>,
    /// Speed of the tachograph (item 0x03), km/h, when present and sane.
    pub recorder_speed_kmh: Option<f32>,
    /// GNSS speed, km/h.
    pub gnss_speed_kmh: Option<f32>,
    /// Heading, degrees clockwise from north.
    pub direction_deg: Option<u16>,
    /// Altitude in metres.
    pub altitude_m: Option<i16>,
    /// Odometer in kilometres (item 0x01).
    pub mileage_km: Option<f64>,
    /// Alarm word of 0x0200.
    pub alarm: u32,
    /// Status word of 0x0200.
    pub status: u32,
    /// The device clock was unusable, so `time` is the receive time.
    pub time_from_receiver: bool,
    /// Events that active safety told of with it, by bits; beside the alarm word, which stays as it was received.
    #[serde(default)]
    pub safety: u8,
}

impl Fix {
    /// A position of which nothing is told but when it was and when it was received.
    pub const fn blank(time: UtcMs, received: UtcMs) -> Self {
        Self {
            time,
            received,
            at: None,
            recorder_speed_kmh: None,
            gnss_speed_kmh: None,
            direction_deg: None,
            altitude_m: None,
            mileage_km: None,
            alarm: 0,
            status: 0,
            time_from_receiver: false,
            safety: 0,
        }
    }

    /// Whether the terminal says that the vehicle carries a load: half (01) or full (11). `00` means empty, or that
    /// nobody tells the terminal; `10` is reserved.
    pub fn loaded(&self) -> bool {
        matches!((self.status & STATUS_LOAD_MASK) >> 8, 0b01 | 0b11)
    }

    /// The speed a rule should use: recorder first, then GNSS (DESIGN, live plane). `None`: derive from displacement.
    pub fn speed_kmh(&self) -> Option<f32> {
        self.recorder_speed_kmh.or(self.gnss_speed_kmh)
    }
}

/// A vehicle in an area during a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Device time of its first fix inside.
    pub first: UtcMs,
    /// Device time of its last fix inside.
    pub last: UtcMs,
    /// Fixes inside.
    pub fixes: u32,
}

/// Driver identity of a vehicle from a card event (0x0702): the clock follows the person from here on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverEvent {
    /// Device time of the card event.
    pub time: UtcMs,
    /// `true`: card inserted, on duty; `false`: removed.
    pub on_duty: bool,
    /// Certificate number as read from the card, trimmed; `None` when the card could not be read.
    pub certificate_no: Option<String>,
    /// Name as read from the card.
    pub name: Option<String>,
}

/// One fact of one vehicle in the live plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fact {
    /// A position.
    Fix(Fix),
    /// A driver card event.
    Driver(DriverEvent),
}

impl Fact {
    /// Device time of the fact.
    pub fn time(&self) -> UtcMs {
        match self {
            Self::Fix(f) => f.time,
            Self::Driver(d) => d.time,
        }
    }
}
