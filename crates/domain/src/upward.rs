//! What an upper platform wants of us over JT/T 809 (查岗, 督办, pre-warnings, exchanged alarms), what it is answered,
//! and the alarms it is told of.

use serde::{Deserialize, Serialize};

use crate::{ids::VehicleId, time::UtcMs};

/// What a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// 查岗 (0x9301): is somebody on duty? Answered with 0x1301.
    Inquiry,
    /// 督办 (0x9401): an alarm is to be dealt with by a deadline. Answered with 0x1401.
    Supervise,
    /// 报警预警 (0x9402). The standard has no answer.
    Warning,
    /// 实时交换报警信息 (0x9403). The standard has no answer.
    Exchange,
}

impl RequestKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Inquiry, Self::Supervise, Self::Warning, Self::Exchange];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Supervise => "supervise",
            Self::Warning => "warning",
            Self::Exchange => "exchange",
        }
    }

    /// The kind of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == name)
    }

    /// Whether the upper platform waits for an answer.
    pub const fn wants_answer(self) -> bool {
        matches!(self, Self::Inquiry | Self::Supervise)
    }
}

/// What an upper platform sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpperRequest {
    /// The link it came over.
    pub link: String,
    /// What it is.
    pub kind: RequestKind,
    /// What the answer has to repeat, as the gateway wrote it for itself; empty when there is no answer.
    pub reply_to: String,
    /// The vehicle, when the registry knows the plate.
    pub vehicle: Option<VehicleId>,
    /// The plate as sent; empty when no vehicle is named.
    pub plate: String,
    /// The plate colour as sent.
    pub colour: u8,
    /// Serial number of our alarm it is about, when that is how it names the alarm.
    pub about: Option<u32>,
    /// Name of the alarm's type, when the tables have one.
    pub alarm: String,
    /// Time of the alarm.
    pub alarm_at: Option<UtcMs>,
    /// Marked urgent.
    pub urgent: bool,
    /// Who asks, as sent.
    pub asker: String,
    /// Telephone and mail address of who asks, as sent.
    pub contact: String,
    /// What is asked or said.
    pub text: String,
    /// When it came.
    pub received: UtcMs,
    /// Until when an answer is wanted, as sent.
    pub deadline: Option<UtcMs>,
}

/// What became of a supervised alarm (0x1401 `RESULT`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 处理中.
    InProgress,
    /// 已处理完毕.
    Done,
    /// 不作处理.
    NoAction,
    /// 将来处理.
    Later,
}

impl Outcome {
    /// All outcomes, in the order of the standard.
    pub const ALL: [Self; 4] = [Self::InProgress, Self::Done, Self::NoAction, Self::Later];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::NoAction => "no_action",
            Self::Later => "later",
        }
    }

    /// The outcome of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.as_str() == name)
    }

    /// The standard's code (JT/T 809-2011 table 47).
    pub const fn code(self) -> u8 {
        match self {
            Self::InProgress => 0,
            Self::Done => 1,
            Self::NoAction => 2,
            Self::Later => 3,
        }
    }
}

/// An answer on its way up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpperAnswer {
    /// As in the request.
    pub reply_to: String,
    /// As in the request.
    pub plate: String,
    /// As in the request.
    pub colour: u8,
    /// What became of a supervised alarm.
    pub outcome: Option<Outcome>,
    /// What is answered to an inquiry.
    pub text: String,
    /// Who answers.
    pub by: String,
    /// Telephone of who answers; may be empty.
    pub phone: String,
}

/// An alarm on its way up (0x1402).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpperAlarm {
    /// Plate as registered.
    pub plate: String,
    /// Code of the plate colour.
    pub colour: u8,
    /// The rule that found it, e.g. `fatigue.continuous`.
    pub rule: String,
    /// Number the upper platform refers to it by.
    pub info_id: u32,
    /// When it was found.
    pub at: UtcMs,
    /// First instant of what was found.
    pub start: UtcMs,
    /// Last instant of what was found so far.
    pub end: UtcMs,
    /// What was found, in words.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        assert!(RequestKind::ALL.into_iter().all(|k| RequestKind::parse(k.as_str()) == Some(k)));
        assert!(Outcome::ALL.into_iter().all(|o| Outcome::parse(o.as_str()) == Some(o)));
        assert_eq!(Outcome::ALL.map(Outcome::code), [0, 1, 2, 3]);
    }
}
