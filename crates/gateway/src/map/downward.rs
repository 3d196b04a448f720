//! Messages of platforms below that are no facts: alarms they report (0x1402; 0x1403 of 2019, a pre-warning), and their
//! answers to 督办 (0x1401) and 查岗 (0x1301). 0x1403 of the 2013 supplement says what became of an alarm, and is no alarm.

use anlu_bus::Record;
use anlu_domain::{
    downward::{AlarmSource, AlarmType, CheckReply, DemandReply, Repeats, ReportedAlarm},
    ids::VehicleId,
    notice::{Notice, PlatformAlarm},
    time::UtcMs,
    upward::Outcome,
};
use anlu_protocols::{
    jt809::{
        self, Body, Edition, EditionChoice, Instant,
        body::{
            alarm::{Report, SuperviseReply, Tip, kind_zh},
            platform::DutyAnswer,
        },
    },
    wire::gbk,
};

/// Sub id of 查岗.
const CHECK: u16 = 0x9301;

/// Whether a frame of JT/T 809 is of the family of alarms from below, or of messages between platforms.
pub(super) fn is_notice(msg_id: Option<u16>) -> bool {
    matches!(msg_id, Some(0x1300 | 0x1400))
}

/// What an alarm says, in whichever layout.
struct Told<'a> {
    platform: String,
    alarm_type: AlarmType,
    info_id: Option<u32>,
    /// When it was raised.
    raised: Instant,
    /// When what it tells of began.
    began: Instant,
    content: &'a [u8],
}

/// The notices of such a frame; what cannot be read gives none but the sighting of its vehicle.
pub(super) fn notices(record: &Record, link: &str, edition_2019: bool, vehicle: Option<VehicleId>) -> Vec<Notice> {
    let edition = if edition_2019 { Edition::V2019 } else { Edition::V2011 };
    let seen = |at| vehicle.map(|vehicle| Notice::Alarm(PlatformAlarm { vehicle, at })).into_iter();
    let unread = || seen(record.received).collect();
    let Ok(opened) = jt809::open(&record.frame, EditionChoice::Only(edition), None) else { return unread() };
    let Ok(message) = jt809::decode(opened.header.msg_id, &opened.body, edition) else { return unread() };
    if let Body::DutyAnswer(answer) = &message.body {
        return checked(answer, link, record.received).into_iter().collect();
    }
    if let Body::SuperviseReply(reply) = &message.body {
        return seen(record.received).chain(replied(reply, link, record.received)).collect();
    }
    let Some(told) = told(&message.body) else { return unread() };
    let time = |at: Instant| at.epoch_ms().map(UtcMs);
    let raised = time(told.raised).unwrap_or(record.received);
    let named = message.wrapper.and_then(|w| w.vehicle).or_else(|| message.body.alarm_vehicle());
    let reported = vehicle.map(|vehicle| {
        Notice::Reported(Box::new(ReportedAlarm {
            link: link.to_owned(),
            vehicle,
            plate: named.map(|v| v.plate.text()).unwrap_or_default(),
            colour: named.map_or(0, |v| v.colour),
            source: AlarmSource { platform: told.platform, kind: message.body.id(), serial: opened.header.serial },
            info_id: told.info_id,
            alarm_type: told.alarm_type,
            alarm: kind_zh(told.alarm_type.code).unwrap_or_default().to_owned(),
            at: time(told.began).unwrap_or(raised),
            text: gbk::text(told.content).trim().to_owned(),
            received: record.received,
        }))
    });
    seen(raised).chain(reported).collect()
}

fn told<'a>(body: &Body<'a>) -> Option<Told<'a>> {
    Some(match body {
        Body::Alarm(Report::V2011(a)) => Told {
            platform: String::new(),
            alarm_type: AlarmType { origin: a.source, code: a.alarm_type.0 },
            info_id: Some(a.info_id),
            raised: a.time,
            began: a.time,
            content: a.content.0,
        },
        Body::Alarm(Report::V2019(a)) | Body::Tip(Tip::V2019(a)) => Told {
            platform: a.platform.text().trim().to_owned(),
            alarm_type: AlarmType { origin: 0, code: a.alarm_type.0 },
            info_id: None,
            raised: a.time,
            began: a.start_time,
            content: a.content.0,
        },
        Body::Alarm(Report::Short(a)) | Body::Tip(Tip::Short(a)) => Told {
            platform: a.platform.text().trim().to_owned(),
            alarm_type: AlarmType { origin: 0, code: a.alarm_type.0 },
            info_id: None,
            raised: a.start_time,
            began: a.start_time,
            content: a.content.0,
        },
        _ => return None,
    })
}

/// 2019 names the message that it answers; another one than 0x9301 is no 查岗.
fn checked(answer: &DutyAnswer<'_>, link: &str, received: UtcMs) -> Option<Notice> {
    let text = |bytes: &[u8]| gbk::text(bytes).trim().to_owned();
    let (repeats, content, by, phone) = match answer {
        DutyAnswer::V2019(a) if a.source_type.0 == CHECK => {
            let repeats = Repeats::Source { request: None, kind: CHECK, serial: a.source_serial };
            (repeats, a.content, a.responder.text(), a.responder_tel.text())
        }
        DutyAnswer::V2019(_) => return None,
        DutyAnswer::Object(a) => (Repeats::Number(a.info_id), a.content, "".into(), "".into()),
        DutyAnswer::Plain(a) => (Repeats::Number(a.info_id), a.content, "".into(), "".into()),
    };
    let (by, phone) = (by.trim().to_owned(), phone.trim().to_owned());
    Some(Notice::Checked(CheckReply { link: link.to_owned(), repeats, text: text(content.0), by, phone, received }))
}

/// An answer whose result is none of the standard's is no answer.
fn replied(reply: &SuperviseReply, link: &str, received: UtcMs) -> Option<Notice> {
    let (repeats, result) = match reply {
        SuperviseReply::V2011(r) => (Repeats::Number(r.supervision_id), r.result),
        SuperviseReply::V2019(r) => {
            let request = Some(r.request_serial);
            (Repeats::Source { request, kind: r.source_type.0, serial: r.source_serial }, r.result)
        }
        SuperviseReply::Short(r) => {
            (Repeats::Source { request: None, kind: r.source_type.0, serial: r.source_serial }, r.result)
        }
    };
    let outcome = Outcome::of_code(result)?;
    Some(Notice::Replied(DemandReply { link: link.to_owned(), repeats, outcome, received }))
}
