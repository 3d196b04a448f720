//! What the answer to a request of an upper platform has to repeat, and the answers and alarms that go up.
//!
//! [`ReplyTo::text`] stands in the store until somebody answers: its first word names the layout, and a new layout gets a
//! new word.

use anlu_domain::upward::{News, UpperAlarm, UpperAnswer};
use anlu_protocols::{
    jt809::{
        Body, Edition, Instant, LinkProfile, Lower, MsgId, Plate, Text, Vehicle,
        body::{
            alarm::{
                Alarm2019, Alarm2019Short, BySource, Handled, Report, Report2011, Supervise, SuperviseReply,
                SuperviseReply2011, SuperviseReply2019, Tip,
            },
            platform::{
                DutyAnswer, DutyAnswer2019, DutyCheck, Notice, NoticeReply, NoticeReply2011, Plain, SourceOnly,
                ToObject,
            },
        },
        field::Counted,
        profile::AlarmTimes,
    },
    wire::gbk,
};

use super::{carried::Answered, orders::clipped};

/// `WARN_SRC` 3: a government platform (JT/T 809-2011 table 48).
const GOVERNMENT: u8 = 3;
/// Sub id of 查岗.
const DUTY_CHECK: MsgId = MsgId(0x9301);
/// Sub id of a text between platforms.
const NOTICE: MsgId = MsgId(0x9302);
/// Sub id of an alarm.
const ALARM: MsgId = MsgId(0x1402);

/// What an answer repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReplyTo {
    /// 0x1401 of 2011: the supervision id.
    Supervise { id: u32 },
    /// 0x1401 of 2019: serial number of the 0x9401, sub id and serial number of the alarm.
    SuperviseSource { request: u32, kind: u16, serial: u32 },
    /// 0x1301 without an object.
    CheckPlain { id: u32 },
    /// 0x1301 of 2011.
    CheckObject { object_type: u8, id: u32, object: String },
    /// 0x1301 of 2019: serial number of the 0x9301.
    CheckSource { object_type: u8, serial: u32, object: String },
    /// 0x1302 of 2011: the id of the text.
    Notice { id: u32 },
    /// 0x1302 of 2019: serial number of the 0x9302.
    NoticeSource { serial: u32 },
    /// 0x1501 to 0x1505, 0x120a and 0x1601: sub id and serial number of the order, and its own number: that of a text,
    /// the lens, the command to the recorder.
    Order { kind: u16, serial: u32, detail: u32 },
}

impl ReplyTo {
    /// What the answer to 0x9401 with this serial number repeats.
    pub(crate) fn supervise(demand: &Supervise, request: u32) -> Self {
        match demand {
            Supervise::V2011(d) => Self::Supervise { id: d.supervision_id },
            Supervise::V2019(d) => Self::SuperviseSource { request, kind: d.source_type.0, serial: d.source_serial },
        }
    }

    /// What the answer to 0x9301 with this serial number repeats.
    pub(crate) fn check(check: &DutyCheck<'_>, serial: u32) -> Self {
        match check {
            DutyCheck::V2019(c) => {
                Self::CheckSource { object_type: c.object_type, serial, object: c.object_id.text().into_owned() }
            }
            DutyCheck::Object(c) => {
                Self::CheckObject { object_type: c.object_type, id: c.info_id, object: c.object_id.text().into_owned() }
            }
            DutyCheck::Plain(c) => Self::CheckPlain { id: c.info_id },
        }
    }

    /// What the answer to 0x9302 with this serial number repeats.
    pub(crate) fn notice(notice: &Notice<'_>, serial: u32) -> Self {
        match notice {
            Notice::V2019(_) => Self::NoticeSource { serial },
            Notice::Object(n) => Self::Notice { id: n.info_id },
            Notice::Plain(n) => Self::Notice { id: n.info_id },
        }
    }

    /// What the answer to an order to a vehicle repeats.
    pub(crate) fn order(kind: u16, serial: u32, detail: u32) -> Self {
        Self::Order { kind, serial, detail }
    }

    /// As it is kept.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Supervise { id } => format!("supervise-2011 {id}"),
            Self::SuperviseSource { request, kind, serial } => format!("supervise-2019 {request} {kind} {serial}"),
            Self::CheckPlain { id } => format!("check-plain {id}"),
            Self::CheckObject { object_type, id, object } => format!("check-2011 {object_type} {id} {object}"),
            Self::CheckSource { object_type, serial, object } => format!("check-2019 {object_type} {serial} {object}"),
            Self::Notice { id } => format!("notice-2011 {id}"),
            Self::NoticeSource { serial } => format!("notice-2019 {serial}"),
            Self::Order { kind, serial, detail } => format!("order {kind} {serial} {detail}"),
        }
    }

    /// Reads [`ReplyTo::text`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = text.splitn(4, ' ');
        let layout = words.next()?;
        let mut number = || words.next()?.parse::<u32>().ok();
        Some(match layout {
            "supervise-2011" => Self::Supervise { id: number()? },
            "supervise-2019" => {
                let (request, kind) = (number()?, u16::try_from(number()?).ok()?);
                Self::SuperviseSource { request, kind, serial: number()? }
            }
            "check-plain" => Self::CheckPlain { id: number()? },
            "notice-2011" => Self::Notice { id: number()? },
            "notice-2019" => Self::NoticeSource { serial: number()? },
            "order" => {
                let (kind, serial) = (u16::try_from(number()?).ok()?, number()?);
                Self::Order { kind, serial, detail: number()? }
            }
            "check-2011" => {
                let (object_type, id) = (u8::try_from(number()?).ok()?, number()?);
                Self::CheckObject { object_type, id, object: words.next().unwrap_or_default().to_owned() }
            }
            "check-2019" => {
                let (object_type, serial) = (u8::try_from(number()?).ok()?, number()?);
                Self::CheckSource { object_type, serial, object: words.next().unwrap_or_default().to_owned() }
            }
            _ => return None,
        })
    }
}

/// Sends an answer; its serial number, or `None` when no link is up or the request cannot be read any more.
pub(super) fn answer(
    session: &mut Lower,
    profile: &LinkProfile,
    platform: &Text<11>,
    answer: &UpperAnswer,
    now: i64,
) -> Option<u32> {
    let result = answer.outcome.map_or(1, anlu_domain::upward::Outcome::code);
    let bytes = gbk::encode(&answer.text);
    let content = Counted(clipped(&bytes));
    let vehicle = || Vehicle::new(&answer.plate, answer.colour);
    match ReplyTo::parse(&answer.reply_to)? {
        ReplyTo::Supervise { id } => {
            let body = SuperviseReply::V2011(SuperviseReply2011 { supervision_id: id, result });
            session.send(Some(vehicle()), Body::SuperviseReply(body), now)
        }
        ReplyTo::SuperviseSource { request, kind, serial } => {
            let source_type = MsgId(kind);
            let body = SuperviseReply2019 { request_serial: request, source_type, source_serial: serial, result };
            session.send(Some(vehicle()), Body::SuperviseReply(SuperviseReply::V2019(body)), now)
        }
        ReplyTo::CheckPlain { id } => {
            let body = DutyAnswer::Plain(Plain { info_id: id, content });
            session.send(None, Body::DutyAnswer(body), now)
        }
        ReplyTo::CheckObject { object_type, id, object } => {
            let body = ToObject { object_type, object_id: Text::new(&object), info_id: id, content };
            session.send(None, Body::DutyAnswer(DutyAnswer::Object(body)), now)
        }
        ReplyTo::CheckSource { object_type, serial, object } => {
            let body = DutyAnswer2019 {
                object_type,
                responder: Text::new(&answer.by),
                responder_tel: Text::new(&answer.phone),
                object_id: Text::new(&object),
                source_type: DUTY_CHECK,
                source_serial: serial,
                content,
            };
            session.send(None, Body::DutyAnswer(DutyAnswer::V2019(body)), now)
        }
        ReplyTo::Notice { id } => {
            let body = NoticeReply::V2011(NoticeReply2011 { info_id: id });
            session.send(None, Body::NoticeReply(body), now)
        }
        ReplyTo::NoticeSource { serial } => {
            let body = NoticeReply::V2019(SourceOnly { source_type: NOTICE, source_serial: serial });
            session.send(None, Body::NoticeReply(body), now)
        }
        ReplyTo::Order { kind, serial, detail } => {
            let (mut room, vehicle) = (Vec::new(), vehicle());
            let answered = Answered {
                kind,
                serial,
                detail,
                carried: answer.carried?,
                plate: &answer.plate,
                colour: answer.colour,
            };
            let body = answered.body(profile.edition, platform, answer.enclosed.as_ref(), &mut room)?;
            session.send(Some(vehicle), body, now)
        }
    }
}

/// Sends 0x1402, or what became of it; its serial number, or `None` when no link is up.
pub(super) fn alarm(
    session: &mut Lower,
    profile: &LinkProfile,
    platform: Text<11>,
    alarm: &UpperAlarm,
    now: i64,
) -> Option<u32> {
    let vehicle = Some(Vehicle::new(&alarm.plate, alarm.colour));
    if let News::Result(outcome) = alarm.news {
        let result = outcome.code();
        let body = match (profile.edition, alarm.first) {
            (Edition::V2011, _) => Body::Tip(Tip::Handled(Handled { info_id: alarm.info_id, result })),
            (Edition::V2019, Some(source_serial)) => {
                Body::HandledBySource(BySource { source_type: ALARM, source_serial, result })
            }
            (Edition::V2019, None) => return None,
        };
        return session.send(vehicle, body, now);
    }
    let bytes = gbk::encode(&alarm.text);
    let content = Counted(clipped(&bytes));
    let alarm_type = alarm_type(&alarm.rule, profile.edition);
    let [time, start_time, end_time] = [alarm.at, alarm.start, alarm.end].map(|at| Instant::from_ms(at.0));
    let (plate, colour, target_platform) = (Plate::new(&alarm.plate), alarm.colour, Text::default());
    let report = match (profile.edition, profile.alarm_times) {
        (Edition::V2011, _) => {
            Report::V2011(Report2011 { source: GOVERNMENT, alarm_type, time, info_id: alarm.info_id, content })
        }
        (Edition::V2019, AlarmTimes::Three) => Report::V2019(Alarm2019 {
            platform,
            alarm_type,
            time,
            start_time,
            end_time,
            plate,
            colour,
            target_platform,
            route_id: 0,
            content,
        }),
        (Edition::V2019, AlarmTimes::Two) => Report::Short(Alarm2019Short {
            platform,
            alarm_type,
            start_time,
            end_time,
            plate,
            colour,
            target_platform,
            route_id: 0,
            content,
        }),
    };
    session.send(vehicle, Body::Alarm(report), now)
}

/// `WARN_TYPE` of a rule (2011: table 75; 2019 has more, see docs).
fn alarm_type(rule: &str, edition: Edition) -> MsgId {
    let new = edition == Edition::V2019;
    MsgId(match rule {
        "fatigue.daily" | "fatigue.severe_daily" => 0x000d,
        "device.displacement" => 0x000c,
        "passenger.night_ban" if new => 0x0010,
        "device.fault" if new => 0xa00a,
        "stop.hazmat" if new => 0xa001,
        _ => match rule.split('.').next() {
            Some("fatigue") => 0x0002,
            Some("speed") => 0x0001,
            Some("zone") => 0x0008,
            _ => 0x00ff,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_repeats_is_read_back() {
        let all = [
            ReplyTo::Supervise { id: 7 },
            ReplyTo::SuperviseSource { request: 1, kind: 0x1402, serial: u32::MAX },
            ReplyTo::CheckPlain { id: 0 },
            ReplyTo::CheckObject { object_type: 1, id: 5, object: String::new() },
            ReplyTo::Notice { id: 4 },
            ReplyTo::NoticeSource { serial: 5 },
            ReplyTo::order(0x9503, 6, u32::MAX),
            ReplyTo::CheckSource { object_type: 2, serial: 9, object: "示例 a b".to_owned() },
        ];
        for reply in all {
            assert_eq!(ReplyTo::parse(&reply.text()), Some(reply));
        }
        for bad in
            ["", "supervise-2011", "supervise-2011 x", "check-2011 256 1 a", "order 65536 1 1", "order 1 1", "later 1"]
        {
            assert_eq!(ReplyTo::parse(bad), None, "{bad:?}");
        }
    }
}
