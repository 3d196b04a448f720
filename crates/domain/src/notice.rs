//! What terminals and platforms send beside positions and driver cards: it is judged by no rule, but somebody or
//! something acts on it.

use crate::{
    downward::{CheckReply, DemandReply, ReportedAlarm},
    ids::VehicleId,
    time::UtcMs,
    upward::UpperRequest,
};

/// One such message.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Another platform reports an alarm about a vehicle (JT/T 809 0x1402, 0x1403, 0x9402 of a type, 0x9403).
    Alarm(PlatformAlarm),
    /// A platform below reports an alarm about a vehicle of ours (JT/T 809 0x1402, 0x1403 of 2019).
    Reported(Box<ReportedAlarm>),
    /// A platform below answers 督办 (JT/T 809 0x1401).
    Replied(DemandReply),
    /// A platform below answers 查岗 (JT/T 809 0x1301).
    Checked(CheckReply),
    /// A terminal sent a recording (JT/T 808 0x0801).
    Recording(Recording),
    /// An upper platform wants an answer, or warns (JT/T 809 0x9301, 0x9401, 0x9402, 0x9403).
    Request(Box<UpperRequest>),
}

/// A recording of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Id the terminal gave it.
    pub media_id: u32,
    /// Camera.
    pub channel: u8,
    /// Why: 0 the platform asked, 1 timed, 2 robbery, 3 collision or rollover … (JT/T 808-2013 table 80).
    pub event: u8,
    /// When it was made; `None` when the terminal does not say.
    pub at: Option<UtcMs>,
    /// When it came.
    pub received: UtcMs,
    /// The file.
    pub bytes: Vec<u8>,
}

/// An alarm that another platform reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformAlarm {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Time of the alarm as sent; the receive time when it cannot be read.
    pub at: UtcMs,
}
