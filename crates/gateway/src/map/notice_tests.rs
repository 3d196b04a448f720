//! Which messages are notices.

use anlu_bus::{Entry, Record, Source};
use anlu_domain::{
    command::{Order, TextOrder},
    downward::{AlarmSource, DemandReply, Repeats},
    finding::Severity,
    ids::VehicleId,
    notice::Notice,
    time::UtcMs,
    upward::{Outcome, RequestKind, UpperRequest},
};
use anlu_protocols::{
    jt808::{
        self, Header as Header808, Phone, Version,
        body::{Location, MediaEvent},
        item::Items,
    },
    jt809::{
        Body, Edition, Instant, LinkProfile, Message, MsgId, Plate, Text, Vehicle,
        body::{
            alarm::{
                Alarm2019, BySource, Exchange, Exchange2011, Handled, Report, Report2011, Supervise, Supervise2011,
                Supervise2019, SuperviseReply, SuperviseReply2011, SuperviseReply2019, Tip,
            },
            control::{PhotoRequest, TextRequest},
            link::Empty,
            platform::{DutyAnswer, DutyAnswer2019, DutyCheck, DutyCheck2019, Plain, ToObject},
        },
        field::Counted,
        write_plain,
    },
    wire::{CivilTime, DeviceTime, gbk},
};

use super::*;

const RECEIVED: UtcMs = UtcMs(1_772_323_200_000);
const AT: i64 = 1_772_323_100_000;

fn vehicle() -> VehicleId {
    VehicleId(uuid::Uuid::from_u128(7))
}

fn of_platform(edition: Edition, body: Body<'_>) -> Entry {
    let profile = LinkProfile::new(edition);
    let message = Message::new(&profile, Some(Vehicle::new("浙A00001", 2)), body);
    let mut bytes = Vec::new();
    message.encode(&mut bytes);
    let mut frame = Vec::new();
    write_plain(&profile.header(message.msg_id(), 1, 1, RECEIVED.0), &bytes, None, &mut frame);
    let source = Source::Jt809 { link: "a".into(), edition_2019: edition == Edition::V2019, vehicle: Some(vehicle()) };
    Entry { shard: 0, offset: 0, record: Record { received: RECEIVED, source, frame } }
}

fn alarm_at(entry: &Entry) -> Option<UtcMs> {
    notices(entry).iter().find_map(|notice| match notice {
        Notice::Alarm(alarm) if alarm.vehicle == vehicle() => Some(alarm.at),
        _ => None,
    })
}

#[test]
fn alarms_of_platforms_are_told_with_their_time() {
    let (time, alarm_type, content) = (Instant::from_ms(AT), MsgId(2), Counted(b"x"));
    let report = Report2011 { source: 1, alarm_type, time, info_id: 5, content };
    assert_eq!(alarm_at(&of_platform(Edition::V2011, Body::Alarm(Report::V2011(report)))), Some(UtcMs(AT)));
    let exchange = Exchange2011 { source: 3, alarm_type, time, content };
    assert_eq!(alarm_at(&of_platform(Edition::V2011, Body::Warning(Exchange::V2011(exchange)))), Some(UtcMs(AT)));
    for other in [0x000e, 0x00ff, 0xa0ff].map(MsgId) {
        let words = Exchange::V2011(Exchange2011 { source: 3, alarm_type: other, time, content });
        let told = notices(&of_platform(Edition::V2011, Body::Warning(words.clone())));
        assert!(matches!(&told[..], [Notice::Request(_)]), "what somebody wants is no sighting: {told:?}");
        assert_eq!(alarm_at(&of_platform(Edition::V2011, Body::AlarmExchange(words))), Some(UtcMs(AT)));
    }
    let alarm = Alarm2019 {
        platform: Text::default(),
        alarm_type,
        time,
        start_time: time,
        end_time: time,
        plate: Plate::new("浙A00001"),
        colour: 2,
        target_platform: Text::default(),
        route_id: 0,
        content,
    };
    let entry = of_platform(Edition::V2019, Body::AlarmExchange(Exchange::V2019(alarm)));
    assert_eq!(alarm_at(&entry), Some(UtcMs(AT)));
    let unknown = Source::Jt809 { link: "a".into(), edition_2019: true, vehicle: None };
    let entry = Entry { record: Record { source: unknown, ..entry.record }, ..entry };
    let told = notices(&entry);
    assert!(
        matches!(&told[..], [Notice::Request(request)] if request.vehicle.is_none()),
        "a vehicle nobody knows: {told:?}"
    );
}

#[test]
fn an_alarm_of_a_platform_below_is_told_with_type_text_and_the_message_it_came_in() {
    let words = gbk::encode("连续驾驶");
    let (time, alarm_type, content) = (Instant::from_ms(AT), MsgId(2), Counted(&words));
    let report = Report2011 { source: 1, alarm_type, time, info_id: 5, content };
    let old = of_platform(Edition::V2011, Body::Alarm(Report::V2011(report)));
    let start_time = Instant::from_ms(AT - 60_000);
    let alarm = Alarm2019 {
        platform: Text::new("33010000001"),
        alarm_type: MsgId(3),
        time,
        start_time,
        end_time: time,
        plate: Plate::new("浙A00001"),
        colour: 2,
        target_platform: Text::default(),
        route_id: 0,
        content,
    };
    let new = of_platform(Edition::V2019, Body::Alarm(Report::V2019(alarm.clone())));
    let tip = of_platform(Edition::V2019, Body::Tip(Tip::V2019(Alarm2019 { alarm_type: MsgId(2), ..alarm })));
    let reported = |entry: &Entry| match notices(entry).as_slice() {
        [Notice::Alarm(_), Notice::Reported(reported)] => reported.as_ref().clone(),
        other => panic!("{other:?}"),
    };
    let told = reported(&old);
    assert_eq!((told.alarm.as_str(), told.text.as_str(), told.info_id), ("疲劳驾驶报警", "连续驾驶", Some(5)));
    assert_eq!((told.at, told.link.as_str(), told.plate.as_str()), (UtcMs(AT), "a", "浙A00001"));
    assert_eq!((told.source.kind, told.alarm_type.origin, told.severity()), (0x1402, 1, Severity::Warning));
    let told = reported(&new);
    assert_eq!(told.source, AlarmSource { platform: String::from("33010000001"), kind: 0x1402, serial: 1 });
    assert_eq!((told.at, told.info_id, told.severity()), (UtcMs(AT - 60_000), None, Severity::Severe));
    let told = reported(&tip);
    assert_eq!((told.source.kind, told.severity()), (0x1403, Severity::Notice));
    let handled = of_platform(Edition::V2011, Body::Tip(Tip::Handled(Handled { info_id: 5, result: 1 })));
    assert!(matches!(notices(&handled).as_slice(), [Notice::Alarm(_)]), "what became of an alarm is none");
    let unknown = Source::Jt809 { link: "a".into(), edition_2019: false, vehicle: None };
    let entry = Entry { record: Record { source: unknown, ..old.record }, ..old };
    assert_eq!(notices(&entry), [], "a vehicle nobody knows");
}

#[test]
fn an_answer_to_a_demand_is_told_with_what_it_repeats() {
    let replied = |edition, reply| {
        let told = notices(&of_platform(edition, Body::SuperviseReply(reply)));
        told.into_iter().find_map(|notice| match notice {
            Notice::Replied(DemandReply { repeats, outcome, .. }) => Some((repeats, outcome)),
            _ => None,
        })
    };
    let old = |result| SuperviseReply::V2011(SuperviseReply2011 { supervision_id: 77, result });
    assert_eq!(replied(Edition::V2011, old(1)), Some((Repeats::Number(77), Outcome::Done)));
    assert_eq!(replied(Edition::V2011, old(9)), None, "no result of the standard");
    let (source_type, source_serial) = (MsgId(0x1402), 5);
    let new = SuperviseReply2019 { request_serial: 9, source_type, source_serial, result: 0 };
    let source = |request| Repeats::Source { request, kind: 0x1402, serial: 5 };
    assert_eq!(replied(Edition::V2019, SuperviseReply::V2019(new)), Some((source(Some(9)), Outcome::InProgress)));
    let short = SuperviseReply::Short(BySource { source_type, source_serial, result: 2 });
    assert_eq!(replied(Edition::V2019, short), Some((source(None), Outcome::NoAction)));
}

#[test]
fn an_answer_to_a_check_is_told_with_what_it_repeats() {
    let words = gbk::encode("王测试在岗");
    let content = Counted(&words);
    let checked = |edition, answer| match notices(&of_platform(edition, Body::DutyAnswer(answer))).as_slice() {
        [Notice::Checked(reply)] => Some(reply.clone()),
        [] => None,
        other => panic!("{other:?}"),
    };
    let object = ToObject { object_type: 2, object_id: Text::default(), info_id: 9, content };
    let told = checked(Edition::V2011, DutyAnswer::Object(object)).unwrap();
    assert_eq!((told.repeats, told.text.as_str(), told.by.as_str()), (Repeats::Number(9), "王测试在岗", ""));
    let plain = checked(Edition::V2011, DutyAnswer::Plain(Plain { info_id: 8, content })).unwrap();
    assert_eq!((plain.repeats, plain.link.as_str()), (Repeats::Number(8), "a"));
    let new = |source_type| {
        DutyAnswer::V2019(DutyAnswer2019 {
            object_type: 2,
            responder: Text::new("王测试"),
            responder_tel: Text::new("0571-0000"),
            object_id: Text::default(),
            source_type: MsgId(source_type),
            source_serial: 5,
            content,
        })
    };
    let told = checked(Edition::V2019, new(0x9301)).unwrap();
    assert_eq!(told.repeats, Repeats::Source { request: None, kind: 0x9301, serial: 5 });
    assert_eq!((told.by.as_str(), told.phone.as_str()), ("王测试", "0571-0000"));
    assert_eq!(checked(Edition::V2019, new(0x9302)), None, "an answer to something else");
}

#[test]
fn a_recording_is_told_whole_and_other_messages_are_not() {
    let event = MediaEvent { media_id: 7, kind: 0, format: 0, event: 0, channel: 2 };
    let location = Location {
        alarm: 0,
        status: 0,
        lat_e6: 30_000_000,
        lon_e6: 121_000_000,
        altitude_m: 0,
        speed_tenth_kmh: 0,
        direction_deg: 0,
        time: DeviceTime::Valid(CivilTime::gmt8_at(AT).unwrap()),
        items: Items::new(&[]),
    };
    let media = jt808::body::Media { event, origin: Origin::Location(location), data: b"picture" };
    let of_terminal = |msg_id: u16, body: &[u8]| {
        let header = Header808::new(msg_id, Version::V2013, Phone::parse("13800000001").unwrap(), 1);
        let mut wire = Vec::new();
        jt808::version::write_frame(&header, body, &mut wire).unwrap();
        let mut framer = jt808::Framer::new(jt808::MAX_ESCAPED);
        framer.push(&wire);
        let frame = framer.next_frame().unwrap().unwrap().to_vec();
        let source = Source::Jt808 { phone: String::from("13800000001"), vehicle: Some(vehicle()) };
        Entry { shard: 0, offset: 0, record: Record { received: RECEIVED, source, frame } }
    };
    let mut body = Vec::new();
    media.encode(&mut body);
    let told = notices(&of_terminal(0x0801, &body));
    let [Notice::Recording(found)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((found.media_id, found.channel, found.bytes.as_slice()), (7, 2, &b"picture"[..]));
    assert_eq!(found.at, Some(UtcMs(AT)));
    assert_eq!(notices(&of_terminal(0x0801, &body[..20])), [], "cut off");
    assert_eq!(notices(&of_terminal(0x0200, &body)), []);
}

fn request(edition: Edition, body: Body<'_>) -> UpperRequest {
    let entry = of_platform(edition, body);
    let mut all = notices(&entry).into_iter().filter_map(|notice| match notice {
        Notice::Request(request) => Some(*request),
        _ => None,
    });
    all.next().expect("a request")
}

#[test]
fn what_an_upper_platform_wants_is_told_with_what_the_answer_repeats() {
    let gbk = gbk::encode("谁在岗");
    let (content, object_id) = (Counted(&gbk), Text::new("330282"));
    let object = ToObject { object_type: 1, object_id, info_id: 9, content };
    let asked = request(Edition::V2011, Body::DutyCheck(DutyCheck::Object(object)));
    assert_eq!((asked.kind, asked.text.as_str()), (RequestKind::Inquiry, "谁在岗"));
    assert_eq!((asked.reply_to.as_str(), asked.deadline, asked.link.as_str()), ("check-2011 1 9 330282", None, "a"));
    let asked = request(Edition::V2011, Body::DutyCheck(DutyCheck::Plain(Plain { info_id: 8, content })));
    assert_eq!(asked.reply_to, "check-plain 8");
    let check = DutyCheck2019 { object_type: 2, object_id: Text::new("x"), answer_time: 60, info_id: 9, content };
    let asked = request(Edition::V2019, Body::DutyCheck(DutyCheck::V2019(check)));
    assert_eq!((asked.reply_to.as_str(), asked.deadline), ("check-2019 2 1 x", Some(RECEIVED.plus(60_000))));

    let (time, deadline) = (Instant::from_ms(AT), Instant::from_ms(AT + 3_600_000));
    let demand = Supervise2011 {
        source: 3,
        alarm_type: MsgId(2),
        time,
        supervision_id: 77,
        deadline,
        level: 0,
        supervisor: Text::new("示例督办员"),
        supervisor_tel: Text::new("0571-0000"),
        supervisor_email: Text::default(),
    };
    let asked = request(Edition::V2011, Body::Supervise(Supervise::V2011(demand)));
    assert_eq!(
        (asked.kind, asked.plate.as_str(), asked.vehicle),
        (RequestKind::Supervise, "浙A00001", Some(vehicle()))
    );
    assert_eq!(
        (asked.reply_to.as_str(), asked.alarm.as_str(), asked.urgent),
        ("supervise-2011 77", "疲劳驾驶报警", true)
    );
    assert_eq!((asked.asker.as_str(), asked.contact.as_str()), ("示例督办员", "0571-0000"));
    assert_eq!((asked.alarm_at, asked.deadline), (Some(UtcMs(AT)), Some(UtcMs(AT + 3_600_000))));
    let demand = Supervise2019 {
        platform: Text::default(),
        time,
        source_type: MsgId(0x1402),
        source_serial: 5,
        deadline,
        level: 1,
        supervisor: Text::default(),
        supervisor_tel: Text::default(),
        supervisor_email: Text::default(),
    };
    let asked = request(Edition::V2019, Body::Supervise(Supervise::V2019(demand.clone())));
    assert_eq!((asked.reply_to.as_str(), asked.about, asked.urgent), ("supervise-2019 1 5122 5", Some(5), false));
    assert_eq!(alarm_at(&of_platform(Edition::V2019, Body::Supervise(Supervise::V2019(demand)))), None, "no sighting");
}

#[test]
fn orders_to_vehicles_are_told_with_what_the_terminal_is_to_do() {
    let words = gbk::encode("请停车休息");
    let text = TextRequest { message_id: 7, priority: 0, content: Counted(&words) };
    let asked = request(Edition::V2011, Body::Text(text));
    assert_eq!((asked.kind, asked.reply_to.as_str()), (RequestKind::Text, "order 38147 1 7"));
    let order = TextOrder { text: "请停车休息".to_owned(), urgent: true, speak: true };
    assert_eq!((asked.order, asked.text.as_str()), (Some(Order::Text(order)), "请停车休息"));
    let asked = request(Edition::V2019, Body::PhotoRequest(PhotoRequest { lens: 3, size: 1 }));
    assert_eq!((asked.kind, asked.order), (RequestKind::Photo, Some(Order::Picture { channel: 3 })));
    for (body, kind, reply_to, text) in [
        (Body::DriverRequest(Empty {}), RequestKind::Driver, "order 37386 1 0", ""),
        (Body::VehicleRequest(Empty {}), RequestKind::VehicleFile, "order 38401 1 0", ""),
        (Body::WaybillRequest(Empty {}), RequestKind::Other, "", "上报车辆电子运单请求消息（0x920b）"),
    ] {
        let asked = request(Edition::V2011, body);
        assert_eq!((asked.kind, asked.order), (kind, None));
        assert_eq!((asked.reply_to.as_str(), asked.text.as_str()), (reply_to, text));
    }
}
