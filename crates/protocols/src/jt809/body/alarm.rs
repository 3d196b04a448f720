//! Alarms, 0x1400 and 0x9400 (2011: 4.5.6, tables 46–52 and 75): reports, 督办, pre-warnings and exchange.
//!
//! The layouts of 2019 are disputed; see [`crate::jt809::profile`]. All of them are read, by their length.

use crate::{
    jt809::field::{Counted, Instant, MsgId, Plate, Text},
    wire::layout,
};

layout! {
    /// 0x1402 of 2011.
    pub struct Report2011<'a> {
        /// `WARN_SRC`: 1 terminal, 2 enterprise, 3 government, 9 other.
        pub source: u8,
        /// `WARN_TYPE`, see [`kind_zh`].
        pub alarm_type: MsgId,
        /// When.
        pub time: Instant,
        /// `INFO_ID`: the number 督办 refers to.
        pub info_id: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

layout! {
    /// An alarm of 2019 with three times: 0x1402, 0x1403, 0x9402, 0x9403.
    pub struct Alarm2019<'a> {
        /// Code of the platform that raised it.
        pub platform: Text<11>,
        /// `WARN_TYPE`.
        pub alarm_type: MsgId,
        /// When it was raised.
        pub time: Instant,
        /// Start of the event.
        pub start_time: Instant,
        /// End of the event.
        pub end_time: Instant,
        /// Plate; blank when no vehicle is meant.
        pub plate: Plate,
        /// Plate colour.
        pub colour: u8,
        /// Code of the platform that is meant, if one is.
        pub target_platform: Text<11>,
        /// Id of the route.
        pub route_id: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

layout! {
    /// The same with start and end only, as published real frames have it.
    pub struct Alarm2019Short<'a> {
        /// Code of the platform that raised it.
        pub platform: Text<11>,
        /// `WARN_TYPE`.
        pub alarm_type: MsgId,
        /// Start of the event.
        pub start_time: Instant,
        /// End of the event.
        pub end_time: Instant,
        /// Plate; blank when no vehicle is meant.
        pub plate: Plate,
        /// Plate colour.
        pub colour: u8,
        /// Code of the platform that is meant, if one is.
        pub target_platform: Text<11>,
        /// Id of the route.
        pub route_id: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

editions! {
    /// 0x1402: the lower platform reports an alarm.
    Report<'a> {
        /// 2011.
        V2011(Report2011<'a>),
        /// 2019, three times.
        V2019(Alarm2019<'a>),
        /// 2019, two times.
        Short(Alarm2019Short<'a>),
    }
    2011: V2011 V2019 Short;
    2019: V2019 Short V2011;
}

layout! {
    /// 0x1403 of the 2013 supplement: what became of an alarm.
    pub struct Handled {
        /// `INFO_ID` of the alarm.
        pub info_id: u32,
        /// 0 in progress, 1 done, 2 no action, 3 later.
        pub result: u8,
    }
}

editions! {
    /// 0x1403: result of an alarm (2013), or a pre-warning (2019).
    Tip<'a> {
        /// 2013.
        Handled(Handled),
        /// 2019, three times.
        V2019(Alarm2019<'a>),
        /// 2019, two times.
        Short(Alarm2019Short<'a>),
    }
    2011: Handled V2019 Short;
    2019: V2019 Short Handled;
}

layout! {
    /// 0x9402 and 0x9403 of 2011.
    pub struct Exchange2011<'a> {
        /// `WARN_SRC`.
        pub source: u8,
        /// `WARN_TYPE`.
        pub alarm_type: MsgId,
        /// When.
        pub time: Instant,
        /// `WARN_CONTENT`.
        pub content: Counted<'a>,
    }
}

editions! {
    /// 0x9402 pre-warning and 0x9403 exchanged alarm, from above.
    Exchange<'a> {
        /// 2011.
        V2011(Exchange2011<'a>),
        /// 2019, three times.
        V2019(Alarm2019<'a>),
        /// 2019, two times.
        Short(Alarm2019Short<'a>),
    }
    2011: V2011 V2019 Short;
    2019: V2019 Short V2011;
}

layout! {
    /// 0x9401 of 2011.
    pub struct Supervise2011 {
        /// `WARN_SRC`.
        pub source: u8,
        /// `WARN_TYPE`.
        pub alarm_type: MsgId,
        /// Time of the alarm.
        pub time: Instant,
        /// `SUPERVISION_ID`.
        pub supervision_id: u32,
        /// `SUPERVISION_ENDTIME`: answer until then.
        pub deadline: Instant,
        /// 0 urgent, 1 normal.
        pub level: u8,
        /// `SUPERVISOR`.
        pub supervisor: Text<16>,
        /// Telephone.
        pub supervisor_tel: Text<20>,
        /// Mail address.
        pub supervisor_email: Text<32>,
    }
}

layout! {
    /// 0x9401 of 2019, by the alarm message it is about; 0x1413 is laid out so as well.
    pub struct Supervise2019 {
        /// Code of the platform that raised the alarm.
        pub platform: Text<11>,
        /// Time of the alarm.
        pub time: Instant,
        /// Sub id of the alarm message.
        pub source_type: MsgId,
        /// Serial number of the alarm message.
        pub source_serial: u32,
        /// `SUPERVISION_ENDTIME`: answer until then.
        pub deadline: Instant,
        /// 0 urgent, 1 normal.
        pub level: u8,
        /// `SUPERVISOR`.
        pub supervisor: Text<16>,
        /// Telephone.
        pub supervisor_tel: Text<20>,
        /// Mail address.
        pub supervisor_email: Text<32>,
    }
}

editions! {
    /// 0x9401: the upper platform demands that an alarm be dealt with by a deadline (督办).
    Supervise {
        /// 92 bytes.
        V2011(Supervise2011),
        /// 102 bytes.
        V2019(Supervise2019),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x1401 of 2011.
    pub struct SuperviseReply2011 {
        /// `SUPERVISION_ID`.
        pub supervision_id: u32,
        /// 0 in progress, 1 done, 2 no action, 3 later.
        pub result: u8,
    }
}

layout! {
    /// 0x1401 of 2019, as in published real traffic.
    pub struct SuperviseReply2019 {
        /// Serial number of the 0x9401.
        pub request_serial: u32,
        /// Sub id of the alarm message.
        pub source_type: MsgId,
        /// Serial number of the alarm message.
        pub source_serial: u32,
        /// 0 in progress, 1 done, 2 no action, 3 later.
        pub result: u8,
    }
}

layout! {
    /// 0x1411 and 0x1412 (2019, seen in one implementation only), and a short 0x1401.
    pub struct BySource {
        /// Sub id of the message meant.
        pub source_type: MsgId,
        /// Serial number of the message meant.
        pub source_serial: u32,
        /// 0 in progress, 1 done, 2 no action, 3 later.
        pub result: u8,
    }
}

editions! {
    /// 0x1401: the answer to 督办.
    SuperviseReply {
        /// 5 bytes.
        V2011(SuperviseReply2011),
        /// 11 bytes.
        V2019(SuperviseReply2019),
        /// 7 bytes.
        Short(BySource),
    }
    2011: V2011 V2019 Short;
    2019: V2019 Short V2011;
}

/// Alarm types (2011: table 75; from 0010 on as two implementations list them for 2019). What they call "other" is
/// disputed: 00ff, 000e and a0ff are all read as other.
const KINDS: &[(u16, &str)] = &[
    (0x0001, "超速报警"),
    (0x0002, "疲劳驾驶报警"),
    (0x0003, "紧急报警"),
    (0x0004, "进入指定区域报警"),
    (0x0005, "离开指定区域报警"),
    (0x0006, "路段堵塞报警"),
    (0x0007, "危险路段报警"),
    (0x0008, "越界报警"),
    (0x0009, "盗警"),
    (0x000a, "劫警"),
    (0x000b, "偏离路线报警"),
    (0x000c, "车辆移动报警"),
    (0x000d, "超时驾驶报警"),
    (0x000e, "其他报警"),
    (0x0010, "违规行驶报警"),
    (0x0011, "前撞报警"),
    (0x0012, "车道偏离报警"),
    (0x0013, "胎压异常报警"),
    (0x0014, "动态信息异常报警"),
    (0x00ff, "其他报警"),
    (0xa001, "超时停车报警"),
    (0xa009, "驾驶员身份异常报警"),
    (0xa00a, "终端异常报警"),
    (0xa0ff, "其他报警"),
];

/// Chinese name of an alarm type; `None` when it is not in the tables.
pub fn kind_zh(alarm_type: u16) -> Option<&'static str> {
    let at = KINDS.binary_search_by_key(&alarm_type, |(code, _)| *code).ok()?;
    KINDS.get(at).map(|(_, zh)| *zh)
}

/// Whether a type is what one of the tables calls "other": the text alone says what is meant.
pub const fn is_other(alarm_type: u16) -> bool {
    matches!(alarm_type, 0x000e | 0x00ff | 0xa0ff)
}

impl Exchange<'_> {
    /// `WARN_TYPE`.
    pub const fn alarm_type(&self) -> MsgId {
        match self {
            Self::V2011(e) => e.alarm_type,
            Self::V2019(e) => e.alarm_type,
            Self::Short(e) => e.alarm_type,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted() {
        assert!(KINDS.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(kind_zh(2), Some("疲劳驾驶报警"));
        assert_eq!(kind_zh(0x7777), None);
        assert!(KINDS.iter().all(|(code, zh)| is_other(*code) == (*zh == "其他报警")));
    }
}
