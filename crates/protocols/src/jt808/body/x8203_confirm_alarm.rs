//! 0x8203 confirms alarms by hand (2013: tables 35 and 36, 2019: tables 35 and 36), answered with 0x0001.

use crate::wire::layout;

/// Bits of the alarm word that can be confirmed: SOS, danger, zone, route, segment time, ignition, displacement. Those
/// of fatigue and driving time (2, 14, 18) cannot.
pub const CONFIRMABLE: u32 = 1 | 1 << 3 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 27 | 1 << 28;

layout! {
    /// Alarms somebody has seen.
    #[derive(Copy)]
    pub struct ConfirmAlarm {
        /// Serial number of the message with the alarm; 0 confirms all of these types.
        pub alarm_serial: u16,
        /// Bits as in the alarm word, within [`CONFIRMABLE`].
        pub alarms: u32,
    }
}
