//! Messages of upper platforms to requests: 0x9301 查岗, 0x9302 texts, 0x9401 督办, 0x9402 and 0x9403, and the orders to
//! vehicles of the family 0x9500, and what is asked about one (0x920a, 0x9601). Others are told by their names.

use anlu_bus::Record;
use anlu_domain::{
    command::{Order, TextOrder},
    ids::VehicleId,
    notice::{Notice, PlatformAlarm},
    time::UtcMs,
    upward::{RequestKind, UpperRequest},
};
use anlu_protocols::{
    jt809::{
        self, Body, Edition, EditionChoice, Instant,
        body::{
            alarm::{Exchange, Supervise, is_other, kind_zh},
            control::RecorderRequest,
            platform::{DutyCheck, Notice as Text},
        },
        catalog::entry,
    },
    wire::gbk,
};

use crate::platform::ReplyTo;

const SECOND_MS: i64 = 1_000;

/// Whether a frame of JT/T 809 is of a family that only upper platforms send, and that is a request.
pub(super) fn is_request(msg_id: Option<u16>) -> bool {
    matches!(msg_id, Some(0x9200 | 0x9300 | 0x9400 | 0x9500 | 0x9600))
}

/// The notices of such a frame; what cannot be read gives none.
pub(super) fn notices(record: &Record, link: &str, edition_2019: bool, vehicle: Option<VehicleId>) -> Vec<Notice> {
    let edition = if edition_2019 { Edition::V2019 } else { Edition::V2011 };
    let Ok(opened) = jt809::open(&record.frame, EditionChoice::Only(edition), None) else { return Vec::new() };
    let Ok(message) = jt809::decode(opened.header.msg_id, &opened.body, edition) else { return Vec::new() };
    let named = message.wrapper.and_then(|w| w.vehicle).or_else(|| message.body.alarm_vehicle());
    let blank = UpperRequest {
        link: link.to_owned(),
        kind: RequestKind::Inquiry,
        reply_to: String::new(),
        vehicle,
        plate: named.map(|v| v.plate.text()).unwrap_or_default(),
        colour: named.map_or(0, |v| v.colour),
        about: None,
        alarm: String::new(),
        alarm_at: None,
        urgent: false,
        asker: String::new(),
        contact: String::new(),
        text: String::new(),
        received: record.received,
        deadline: None,
        order: None,
        driver: None,
    };
    let Some(request) = request(&message.body, opened.header.serial, blank) else { return Vec::new() };
    // A pre-warning of no type of the tables says in words what is wanted, as 布控 and its end are told: nobody has seen
    // the vehicle.
    let sighting = match &message.body {
        Body::Warning(warning) => !is_other(warning.alarm_type().0),
        body => matches!(body, Body::AlarmExchange(_)),
    };
    let at = request.alarm_at.unwrap_or(record.received);
    let seen = vehicle.filter(|_| sighting).map(|vehicle| Notice::Alarm(PlatformAlarm { vehicle, at }));
    seen.into_iter().chain([Notice::Request(Box::new(request))]).collect()
}

fn request(body: &Body<'_>, serial: u32, blank: UpperRequest) -> Option<UpperRequest> {
    let time = |at: Instant| at.epoch_ms().map(UtcMs);
    let text = |bytes: &[u8]| gbk::text(bytes).trim().to_owned();
    Some(match body {
        Body::DutyCheck(check) => {
            let (content, allowed) = match check {
                DutyCheck::V2019(c) => (c.content, c.answer_time),
                DutyCheck::Object(c) => (c.content, 0),
                DutyCheck::Plain(c) => (c.content, 0),
            };
            let allowed = Some(i64::from(allowed)).filter(|seconds| *seconds > 0);
            UpperRequest {
                kind: RequestKind::Inquiry,
                reply_to: ReplyTo::check(check, serial).text(),
                text: text(content.0),
                deadline: allowed.map(|seconds| blank.received.plus(seconds.saturating_mul(SECOND_MS))),
                ..blank
            }
        }
        Body::Supervise(demand) => {
            let reply_to = ReplyTo::supervise(demand, serial).text();
            let (at, deadline, level, name, tel, mail, alarm, about) = match demand {
                Supervise::V2011(d) => {
                    let alarm = kind_zh(d.alarm_type.0).unwrap_or_default();
                    (d.time, d.deadline, d.level, d.supervisor, d.supervisor_tel, d.supervisor_email, alarm, None)
                }
                Supervise::V2019(d) => {
                    let about = (d.source_type.0 == 0x1402).then_some(d.source_serial);
                    (d.time, d.deadline, d.level, d.supervisor, d.supervisor_tel, d.supervisor_email, "", about)
                }
            };
            let contact: Vec<String> = [tel.text().trim(), mail.text().trim()]
                .into_iter()
                .filter(|t| !t.is_empty())
                .map(String::from)
                .collect();
            UpperRequest {
                kind: RequestKind::Supervise,
                reply_to,
                about,
                alarm: alarm.to_owned(),
                alarm_at: time(at),
                urgent: level == 0,
                asker: name.text().trim().to_owned(),
                contact: contact.join(" "),
                deadline: time(deadline),
                ..blank
            }
        }
        Body::Warning(exchange) | Body::AlarmExchange(exchange) => {
            let (at, kind, content) = match exchange {
                Exchange::V2011(e) => (e.time, e.alarm_type, e.content),
                Exchange::V2019(e) => (e.time, e.alarm_type, e.content),
                Exchange::Short(e) => (e.start_time, e.alarm_type, e.content),
            };
            let is_warning = matches!(body, Body::Warning(_));
            UpperRequest {
                kind: if is_warning { RequestKind::Warning } else { RequestKind::Exchange },
                alarm: kind_zh(kind.0).unwrap_or_default().to_owned(),
                alarm_at: time(at),
                text: text(content.0),
                ..blank
            }
        }
        Body::Notice(notice) => {
            let content = match notice {
                Text::V2019(n) => n.content,
                Text::Object(n) => n.content,
                Text::Plain(n) => n.content,
            };
            let reply_to = ReplyTo::notice(notice, serial).text();
            UpperRequest { kind: RequestKind::Message, reply_to, text: text(content.0), ..blank }
        }
        Body::Monitor(monitor) => {
            let reply_to = ReplyTo::order(0x9501, serial, 0).text();
            let text = monitor.monitor_tel.text().trim().to_owned();
            UpperRequest { kind: RequestKind::Listen, reply_to, text, ..blank }
        }
        Body::PhotoRequest(photo) => UpperRequest {
            kind: RequestKind::Photo,
            reply_to: ReplyTo::order(0x9502, serial, photo.lens.into()).text(),
            order: Some(Order::Picture { channel: photo.lens }),
            ..blank
        },
        Body::Text(asked) => {
            let (text, urgent) = (text(asked.content.0), asked.priority == 0);
            UpperRequest {
                kind: RequestKind::Text,
                reply_to: ReplyTo::order(0x9503, serial, asked.message_id).text(),
                order: Some(Order::Text(TextOrder { text: text.clone(), urgent, speak: true })),
                text,
                urgent,
                ..blank
            }
        }
        Body::RecorderRequest(asked) => {
            let command = match asked {
                RecorderRequest::V2011(r) => r.command,
                RecorderRequest::V2019(r) => r.command,
            };
            let reply_to = ReplyTo::order(0x9504, serial, command.into()).text();
            UpperRequest { kind: RequestKind::Recorder, reply_to, ..blank }
        }
        Body::Takeover(takeover) => UpperRequest {
            kind: RequestKind::Takeover,
            reply_to: ReplyTo::order(0x9505, serial, 0).text(),
            text: format!("{}:{}", takeover.server_ip.text().trim(), takeover.tcp_port),
            ..blank
        },
        Body::DriverRequest(_) => {
            let reply_to = ReplyTo::order(0x920a, serial, 0).text();
            UpperRequest { kind: RequestKind::Driver, reply_to, ..blank }
        }
        Body::VehicleRequest(_) => {
            let reply_to = ReplyTo::order(0x9601, serial, 0).text();
            UpperRequest { kind: RequestKind::VehicleFile, reply_to, ..blank }
        }
        Body::LocationDown(_) | Body::HistoryDown(_) => return None,
        other => {
            let name = entry(other.id()).map_or("", |entry| entry.zh);
            UpperRequest { kind: RequestKind::Other, text: format!("{name}（0x{:04x}）", other.id()), ..blank }
        }
    })
}
