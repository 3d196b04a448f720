//! What platforms below report over JT/T 809 (0x1402, 0x1403), what is demanded of them (督办, 0x9401) or asked (查岗,
//! 0x9301), and what they answer (0x1401, 0x1301).

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
    /// Sub id of what names itself.
    pub const ITSELF: u16 = DEMAND;

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

/// 查岗 on its way down (0x9301).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Number, unique here (`INFO_ID`).
    pub number: u32,
    /// Whom it is for (`OBJECT_TYPE`), one of [`Check::OBJECTS`].
    pub object_type: u8,
    /// Which one (`OBJECT_ID`); empty where the type says it.
    pub object: String,
    /// What is asked.
    pub text: String,
    /// Answer until then.
    pub deadline: UtcMs,
}

impl Check {
    /// Types of objects of 查岗 (JT/T 809, 0x9301): 1 the connected platform, 2 one enterprise of it, by the number of its
    /// licence, 3 all of them. Texts (0x9302) know more, which are not for 查岗.
    pub const OBJECTS: std::ops::RangeInclusive<u8> = 1..=3;

    /// Whether an object of this type must be named.
    pub const fn is_named(object_type: u8) -> bool {
        object_type == 2
    }
}

/// An answer to 查岗 (0x1301), in one of three layouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReply {
    /// The link it came over.
    pub link: String,
    /// What it repeats: the number, or the serial number of the 0x9301.
    pub repeats: Repeats,
    /// What it says.
    pub text: String,
    /// Who answers; 2019 only.
    pub by: String,
    /// Telephone of who answers; 2019 only.
    pub phone: String,
    /// When it came.
    pub received: UtcMs,
}

/// How far a message to a platform below has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Serial number of the message, when a link has taken it.
    pub serial: Option<u32>,
    /// How far it has come.
    pub delivery: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
    /// When it is tried next.
    pub next_at: Option<UtcMs>,
    /// When a link took it, or it was given up.
    pub done_at: Option<UtcMs>,
}

impl Sending {
    /// To be sent at once.
    pub const fn begin(now: UtcMs) -> Self {
        let (serial, problem, done_at) = (None, None, None);
        Self { serial, delivery: DeliveryState::Queued, tries: 0, problem, next_at: Some(now), done_at }
    }

    /// After a try at `now`: taken with this serial number, or else tried again at `again`, given up after `deadline`.
    #[must_use]
    pub fn tried(self, serial: Option<u32>, problem: &str, deadline: UtcMs, now: UtcMs, again: UtcMs) -> Self {
        let ended = serial.is_some() || self.delivery == DeliveryState::Delivered;
        let (delivery, next_at) = if ended {
            (DeliveryState::Delivered, None)
        } else if now > deadline {
            (DeliveryState::Failed, None)
        } else {
            (DeliveryState::Queued, Some(again))
        };
        Self {
            serial: serial.or(self.serial),
            delivery,
            tries: self.tries.saturating_add(1),
            problem: (!ended).then(|| problem.to_owned()),
            next_at,
            done_at: if delivery == DeliveryState::Queued { None } else { self.done_at.or(Some(now)) },
        }
    }

    /// Whoever answers has it, even when we do not know yet that a link took it.
    #[must_use]
    pub fn answered(self, now: UtcMs) -> Self {
        let queued = self.delivery == DeliveryState::Queued;
        Self {
            delivery: if queued { DeliveryState::Delivered } else { self.delivery },
            next_at: self.next_at.filter(|_| !queued),
            done_at: self.done_at.or(Some(now)),
            ..self
        }
    }
}

/// With what a link took a message: its serial number, and what it is about where the link had to tell that first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Serial number.
    pub serial: u32,
    /// The message that went ahead and that it is about, beside the one it was to be about.
    pub about: Option<AlarmSource>,
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
    /// Answered; 督办: not yet done, and there is time.
    Answered,
    /// Answered that it is done, or that nothing is done; 查岗: closed without an answer.
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

    /// The same of 查岗, where any answer will do, and which an officer may close without one.
    pub fn of_check(delivery: DeliveryState, answered: bool, closed: bool, deadline: UtcMs, now: UtcMs) -> Self {
        match (answered, closed) {
            (true, _) => Self::Answered,
            (false, true) => Self::Settled,
            (false, false) => Self::of(delivery, None, deadline, now),
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
    fn a_check_is_overdue_until_it_is_answered_or_closed() {
        let of = |answered, closed, now| {
            DemandState::of_check(DeliveryState::Delivered, answered, closed, UtcMs(10), UtcMs(now))
        };
        assert_eq!((of(false, false, 10), of(false, false, 11)), (DemandState::Sent, DemandState::Overdue));
        assert_eq!((of(true, false, 11), of(true, true, 11)), (DemandState::Answered, DemandState::Answered));
        assert_eq!(of(false, true, 11), DemandState::Settled);
    }

    #[test]
    fn a_message_is_tried_until_its_deadline_and_stays_taken() {
        let tried = |s: Sending, serial, now: i64| s.tried(serial, "link_down", UtcMs(10), UtcMs(now), UtcMs(now + 5));
        let once = tried(Sending::begin(UtcMs(0)), None, 10);
        assert_eq!((once.delivery, once.next_at, once.tries), (DeliveryState::Queued, Some(UtcMs(15)), 1));
        assert_eq!(once.problem.as_deref(), Some("link_down"));
        let given_up = tried(once.clone(), None, 11);
        assert_eq!((given_up.delivery, given_up.done_at), (DeliveryState::Failed, Some(UtcMs(11))));
        // The answer came before the note that the link took it.
        let answered = once.answered(UtcMs(11));
        assert_eq!((answered.delivery, answered.next_at), (DeliveryState::Delivered, None));
        let taken = tried(answered, Some(7), 12);
        assert_eq!((taken.serial, taken.done_at, taken.problem), (Some(7), Some(UtcMs(11)), None));
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
