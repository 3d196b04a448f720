//! What an upper platform wants of us over JT/T 809 (查岗, 督办, texts, pre-warnings, exchanged alarms, orders to
//! vehicles), what it is answered, and the alarms it is told of.

use serde::{Deserialize, Serialize};

use crate::{
    command::Order,
    geo::Point,
    ids::VehicleId,
    time::{CivilDay, UtcMs},
};

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
    /// 平台间报文 (0x9302): a text for whoever is on duty. Answered with 0x1302 when it has been read.
    Message,
    /// 车辆单向监听 (0x9501). Answered with 0x1501.
    Listen,
    /// 车辆拍照 (0x9502). Answered with 0x1502.
    Photo,
    /// 下发车辆报文 (0x9503). Answered with 0x1503.
    Text,
    /// 上报车辆行驶记录 (0x9504). Answered with 0x1504.
    Recorder,
    /// 车辆应急接入 (0x9505). Answered with 0x1505.
    Takeover,
    /// 上报车辆驾驶员身份识别信息 (0x920A): who drives? Answered with 0x120A.
    Driver,
    /// 补报车辆静态信息 (0x9601): whose vehicle is it? Answered with 0x1601.
    VehicleFile,
    /// Something else: it is shown, and nothing follows.
    Other,
}

impl RequestKind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Inquiry,
        Self::Supervise,
        Self::Warning,
        Self::Exchange,
        Self::Message,
        Self::Listen,
        Self::Photo,
        Self::Text,
        Self::Recorder,
        Self::Takeover,
        Self::Driver,
        Self::VehicleFile,
        Self::Other,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Supervise => "supervise",
            Self::Warning => "warning",
            Self::Exchange => "exchange",
            Self::Message => "message",
            Self::Listen => "listen",
            Self::Photo => "photo",
            Self::Text => "text",
            Self::Recorder => "recorder",
            Self::Takeover => "takeover",
            Self::Driver => "driver",
            Self::VehicleFile => "vehicle_file",
            Self::Other => "other",
        }
    }

    /// The kind of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == name)
    }

    /// Whether the upper platform waits for the answer of a person.
    pub const fn wants_answer(self) -> bool {
        matches!(self, Self::Inquiry | Self::Supervise | Self::Message)
    }

    /// Whether it is an order about a vehicle: carried out or refused, and answered, without a person.
    pub const fn is_order(self) -> bool {
        matches!(self, Self::Listen | Self::Photo | Self::Text | Self::Recorder | Self::Takeover) || self.is_question()
    }

    /// Whether the registry answers it, without the vehicle.
    pub const fn is_question(self) -> bool {
        matches!(self, Self::Driver | Self::VehicleFile)
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
    /// What the terminal of the vehicle is to be told; `None`: nothing that can be carried out.
    pub order: Option<Order>,
    /// Certificate of who was at the wheel when it came; only for a question who drives.
    pub driver: Option<String>,
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

    /// The outcome of the standard's code.
    pub fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.code() == code)
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

/// What became of an order about a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carried {
    /// The terminal did it.
    Done,
    /// This platform does not do such a thing.
    Unsupported,
    /// The terminal is not connected to us.
    Offline,
    /// The terminal refused it, did not answer, or did not bring what it was asked for.
    Refused,
    /// No registered vehicle has this plate.
    NoVehicle,
    /// Nobody known is at the wheel.
    NoDriver,
}

impl Carried {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Done, Self::Unsupported, Self::Offline, Self::Refused, Self::NoVehicle, Self::NoDriver];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unsupported => "unsupported",
            Self::Offline => "offline",
            Self::Refused => "refused",
            Self::NoVehicle => "no_vehicle",
            Self::NoDriver => "no_driver",
        }
    }

    /// That of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == name)
    }
}

/// A picture on its way up.
#[derive(Clone, Debug, PartialEq)]
pub struct UpperPhoto {
    /// The file.
    pub bytes: Vec<u8>,
    /// When it was taken.
    pub at: UtcMs,
    /// Where the vehicle was seen last.
    pub place: Option<Point>,
}

/// Who drives, as far as an upper platform is told: no identity number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpperDriver {
    /// Name.
    pub name: String,
    /// Number of the qualification certificate.
    pub certificate: String,
    /// Last day it is valid.
    pub valid_until: Option<CivilDay>,
}

/// Whose a vehicle is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpperVehicle {
    /// Owner.
    pub owner: String,
    /// Number of the owner's operating licence; may be empty.
    pub licence: String,
    /// Telephone of the owner; may be empty.
    pub phone: String,
}

/// What goes with an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Enclosed {
    /// The picture that was asked for.
    Photo(UpperPhoto),
    /// Who drives.
    Driver(UpperDriver),
    /// Whose vehicle it is.
    Vehicle(UpperVehicle),
}

/// An answer on its way up.
#[derive(Clone, Debug, PartialEq)]
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
    /// What became of an order to a vehicle.
    pub carried: Option<Carried>,
    /// What was asked for.
    pub enclosed: Option<Enclosed>,
}

/// What is told of an alarm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// It was found (0x1402).
    #[default]
    Found,
    /// What was told of it is final now, or was corrected (0x1402 once more).
    Final,
    /// What became of it (0x1403 of the 2013 supplement, 0x1412 of 2019).
    Result(Outcome),
}

/// An alarm on its way up (0x1402, 0x1403, 0x1412).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpperAlarm {
    /// What is told.
    pub news: News,
    /// Serial number of the message that told of it first; `None` for that message itself.
    pub first: Option<u32>,
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
        assert!(Carried::ALL.into_iter().all(|c| Carried::parse(c.as_str()) == Some(c)));
        assert!(Outcome::ALL.into_iter().all(|o| Outcome::parse(o.as_str()) == Some(o)));
        assert_eq!(Outcome::ALL.map(Outcome::code), [0, 1, 2, 3]);
    }
}
