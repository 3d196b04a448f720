//! What platforms below report over JT/T 809 (0x1402, 0x1403), what is demanded of them (督办, 0x9401), and what they
//! answer (0x1401).

use serde::{Deserialize, Serialize};

use crate::{finding::Severity, ids::VehicleId, time::UtcMs, upward::Outcome, watch::DeliveryState};

/// Sub id of a reported alarm.
const ALARM: u16 = 0x1402;
/// Sub id of 督办.
const DEMAND: u16 = 0x9401;

/// The message that a demand is about, as 2019 names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlarmSource {
    /// Code of the platform that raised it; empty in 2011.
    pub platform: String,
    /// Sub id.
    pub kind: u16,
    /// Serial number.
    pub serial: u32,
}

/// An alarm as the tables of the standard have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmType {
    /// `WARN_SRC` of 2011: 1 terminal, 2 enterprise, 3 government, 9 other; 0 in 2019, which has none.
    pub origin: u8,
    /// `WARN_TYPE`.
    pub code: u16,
}

impl AlarmType {
    /// Stable name of the type: four hexadecimal digits, for which screens have a text.
    pub fn name(self) -> String {
        format!("{:04x}", self.code)
    }
}

/// An alarm about a vehicle of ours that a platform below reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedAlarm {
    /// The link it came over.
    pub link: String,
    /// The vehicle.
    pub vehicle: VehicleId,
    /// The plate as sent.
    pub plate: String,
    /// The plate colour as sent.
    pub colour: u8,
    /// The message.
    pub source: AlarmSource,
    /// `INFO_ID` of 2011; 2019 has none.
    pub info_id: Option<u32>,
    /// Type.
    pub alarm_type: AlarmType,
    /// Name of the type, when the tables have one.
    pub alarm: String,
    /// When the alarm was, or began; the receive time when it cannot be read.
    pub at: UtcMs,
    /// What it says.
    pub text: String,
    /// When it came.
    pub received: UtcMs,
}

impl ReportedAlarm {
    /// How serious its signal is: a cry for help is severe, a pre-warning is worth knowing.
    pub const fn severity(&self) -> Severity {
        match (self.source.kind, self.alarm_type.code) {
            (_, 0x0003 | 0x0009 | 0x000a) => Severity::Severe,
            (ALARM, _) => Severity::Warning,
            _ => Severity::Notice,
        }
    }
}

/// 督办 on its way down (0x9401).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Number of the demand, unique here (`SUPERVISION_ID` of 2011).
    pub number: u32,
    /// Plate as registered, or as reported.
    pub plate: String,
    /// Code of the plate colour.
    pub colour: u8,
    /// The message it is about; `None`: the platform has reported nothing.
    pub source: Option<AlarmSource>,
    /// Type of the alarm.
    pub alarm_type: AlarmType,
    /// When the alarm was.
    pub at: UtcMs,
    /// Answer until then.
    pub deadline: UtcMs,
    /// Urgent, else normal.
    pub urgent: bool,
    /// Who demands it.
    pub supervisor: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Mail address; may be empty.
    pub email: String,
}

impl Demand {
    /// The message it is about. One that is about no message names itself, by its number: no alarm of theirs has that
    /// name.
    pub fn named(&self) -> AlarmSource {
        let itself = || AlarmSource { platform: String::new(), kind: DEMAND, serial: self.number };
        self.source.clone().unwrap_or_else(itself)
    }
}

/// An answer to 督办 (0x1401), in one of three layouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandReply {
    /// The link it came over.
    pub link: String,
    /// What it repeats.
    pub repeats: Repeats,
    /// What became of the alarm.
    pub outcome: Outcome,
    /// When it came.
    pub received: UtcMs,
}

/// What an answer to 督办 repeats of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// 2011: the number.
    Number(u32),
    /// 2019: serial number of the 0x9401, where the layout has it, and the message the demand is about.
    Source {
        /// Serial number of the 0x9401.
        request: Option<u32>,
        /// Sub id of the message.
        kind: u16,
        /// Serial number of the message.
        serial: u32,
    },
}

/// Where a demand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemandState {
    /// Waits for a link that is up.
    Queued,
    /// The link has taken it.
    Sent,
    /// Answered; not yet done, and there is time.
    Answered,
    /// Answered that it is done, or that nothing is done.
    Settled,
    /// The deadline has passed, and it is not settled.
    Overdue,
}

impl DemandState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sent, Self::Answered, Self::Settled, Self::Overdue];

    /// Where a demand stands that came so far, was answered so, and is to be answered until `deadline`.
    pub fn of(delivery: DeliveryState, outcome: Option<Outcome>, deadline: UtcMs, now: UtcMs) -> Self {
        match outcome {
            Some(Outcome::Done | Outcome::NoAction) => Self::Settled,
            _ if now > deadline => Self::Overdue,
            Some(_) => Self::Answered,
            None if delivery == DeliveryState::Delivered => Self::Sent,
            None => Self::Queued,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demand_is_overdue_until_it_is_settled() {
        let of = |delivery, outcome, now| DemandState::of(delivery, outcome, UtcMs(10), UtcMs(now));
        let (queued, sent) = (DeliveryState::Queued, DeliveryState::Delivered);
        assert_eq!((of(queued, None, 10), of(sent, None, 10)), (DemandState::Queued, DemandState::Sent));
        assert_eq!(of(sent, Some(Outcome::InProgress), 10), DemandState::Answered);
        for unsettled in [None, Some(Outcome::InProgress), Some(Outcome::Later)] {
            assert_eq!(of(sent, unsettled, 11), DemandState::Overdue);
        }
        assert_eq!(of(sent, Some(Outcome::NoAction), 11), DemandState::Settled);
    }

    #[test]
    fn a_demand_about_no_message_names_itself() {
        let demand = Demand {
            number: 7,
            plate: String::new(),
            colour: 0,
            source: None,
            alarm_type: AlarmType { origin: 3, code: 2 },
            at: UtcMs(0),
            deadline: UtcMs(1),
            urgent: false,
            supervisor: String::new(),
            phone: String::new(),
            email: String::new(),
        };
        assert_eq!((demand.named().kind, demand.named().serial), (0x9401, 7));
        let theirs = AlarmSource { platform: String::from("1"), kind: 0x1402, serial: 5 };
        assert_eq!(Demand { source: Some(theirs.clone()), ..demand }.named(), theirs);
    }
}
