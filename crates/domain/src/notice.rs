//! What terminals and platforms send beside positions and driver cards: it is judged by no rule, but somebody or
//! something acts on it.

use crate::{ids::VehicleId, time::UtcMs};

/// One such message.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Another platform reports an alarm about a vehicle (JT/T 809 0x1402, 0x1403, 0x9402, 0x9403).
    Alarm(PlatformAlarm),
}

/// An alarm that another platform reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformAlarm {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Time of the alarm as sent; the receive time when it cannot be read.
    pub at: UtcMs,
}
