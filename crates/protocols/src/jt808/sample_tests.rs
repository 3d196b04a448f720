//! Arbitrary values of messages: written and read again they are the same.

use proptest::{collection::vec, prelude::*};

use super::{
    body::{
        area::{Corner, LIMITED, Limit, Named, Period, TIMED},
        x0200_location::Base,
        x0801_media::Origin,
        *,
    },
    catalog::decode_body,
    item::active_safety::Label,
    version::Version,
};
use crate::wire::{
    field::{Message, Padded, Text8, Text16},
    sample::{Sample, Source},
};

fn whole<'a, T: Message<'a> + Sample<'a> + PartialEq + std::fmt::Debug>(bytes: &'a [u8], out: &'a mut Vec<u8>) {
    let value = T::sample(&mut Source::new(bytes));
    value.encode(out);
    assert_eq!(T::decode(out).as_ref(), Ok(&value));
}

macro_rules! plain_messages {
    ($($ty:ty),* $(,)?) => {
        proptest! {
            #[test]
            fn plain_messages_are_read_as_they_were_written(bytes in vec(any::<u8>(), 0..600)) {
                $(whole::<$ty>(&bytes, &mut Vec::new());)*
            }
        }
    };
}

plain_messages!(
    AreasReply<'_>,
    AvAttributes,
    CallBack<'_>,
    CameraSwitch,
    Can,
    Compressed<'_>,
    ConfirmAlarm,
    DeleteAreas,
    Empty,
    EventReport,
    FileInfo<'_>,
    FileReply<'_>,
    Heartbeat,
    Info<'_>,
    InfoDemand,
    InfoMenu<'_>,
    LiveControl,
    LiveState,
    LiveVideo<'_>,
    LocatedReply<'_>,
    Logout,
    MediaAck,
    MediaEvent,
    PanTilt,
    ParamsReply<'_>,
    Passengers,
    Passthrough<'_>,
    PhoneBook<'_>,
    QueryAreas,
    QueryParams,
    Question<'_>,
    QuestionAnswer,
    RecordSound,
    RecorderCommand<'_>,
    RecorderUpload<'_>,
    Recordings,
    Replay<'_>,
    ReplayControl,
    RsaKey,
    SearchMedia,
    SearchRecordings,
    SetEvents<'_>,
    SetParams<'_>,
    Shoot,
    ShotReply,
    StoredMedia<'_>,
    TerminalControl<'_>,
    TimeQuery,
    Track,
    Upgrade<'_>,
    UpgradeResult,
    UploadControl,
    UploadDone,
    UploadMedia,
    UploadOne,
    UploadRecording<'_>,
    Waybill<'_>,
);

/// Period, limit and 2019 part as the attribute bits announce them.
fn parts<'a>(
    source: &mut Source<'a>,
    attributes: u16,
    long: bool,
) -> (Option<Period>, Option<Limit>, Option<Named<'a>>) {
    let limited = attributes & LIMITED != 0;
    let period =
        (attributes & TIMED != 0).then(|| Period { start: Sample::sample(source), end: Sample::sample(source) });
    let limit = limited.then(|| Limit { max_speed_kmh: Sample::sample(source), overspeed_s: source.byte() });
    let named = long
        .then(|| Named { night_max_speed_kmh: limited.then(|| Sample::sample(source)), name: Text16::sample(source) });
    (period, limit, named)
}

fn corner(source: &mut Source<'_>) -> Corner {
    Corner { lat_e6: Sample::sample(source), lon_e6: Sample::sample(source) }
}

fn returns(body: &Body<'_>, version: Version) {
    let mut bytes = Vec::new();
    body.encode(&mut bytes);
    assert_eq!(decode_body(body.msg_id(), version, &bytes).as_ref(), Ok(body));
}

proptest! {
    #[test]
    fn areas_are_read_as_they_were_written(bytes in vec(any::<u8>(), 0..600), long: bool) {
        let version = if long { Version::V2019 } else { Version::V2013 };
        let source = &mut Source::new(&bytes);
        let mut circles = Vec::new();
        let mut rectangles = Vec::new();
        for _ in 0..source.byte() % 4 {
            let attributes = Sample::sample(source);
            let (period, limit, named) = parts(source, attributes, long);
            let (id, radius_m) = (Sample::sample(source), Sample::sample(source));
            let circle = x8600_circles::Circle { id, attributes, centre: corner(source), radius_m, period, limit, named };
            let (upper_left, lower_right) = (corner(source), corner(source));
            prop_assert!(circle.is_consistent());
            circles.push(circle);
            rectangles.push(x8602_rectangles::Rectangle { id, attributes, upper_left, lower_right, period, limit, named });
        }
        returns(&Body::Circles(Circles { action: source.byte(), circles }), version);
        returns(&Body::Rectangles(Rectangles { action: source.byte(), rectangles }), version);
        let attributes = Sample::sample(source);
        let (period, limit, named) = parts(source, attributes, long);
        let corners = (0..source.byte() % 6).map(|_| corner(source)).collect();
        returns(&Body::Polygon(Polygon { id: 1, attributes, period, limit, corners, named }), version);
        let turns = (0..source.byte() % 4).map(|n| {
            let attributes = source.byte();
            let limited = attributes & x8606_route::LIMITED_SECTION != 0;
            x8606_route::Turn {
                point_id: n.into(),
                section_id: Sample::sample(source),
                at: corner(source),
                width_m: source.byte(),
                attributes,
                times: (attributes & x8606_route::TIMED_SECTION != 0).then(|| x8606_route::SectionTimes {
                    longest_s: Sample::sample(source),
                    shortest_s: Sample::sample(source),
                }),
                limit: limited.then(|| Limit { max_speed_kmh: Sample::sample(source), overspeed_s: source.byte() }),
                night_max_speed_kmh: (limited && long).then(|| Sample::sample(source)),
            }
        });
        let route = Route { id: 2, attributes, period, turns: turns.collect(), name: long.then_some(Text16(b"R1")) };
        returns(&Body::Route(route), version);
    }
}

/// An alarm label of either dialect.
fn label<'a>(source: &mut Source<'a>, yue: bool) -> Label<'a> {
    Label {
        terminal_id: source.exactly(if yue { 30 } else { 7 }),
        time: Sample::sample(source),
        sequence: source.byte(),
        attachments: source.byte(),
        reserved: source.exactly(if yue { 2 } else { 1 }),
    }
}

proptest! {
    #[test]
    fn messages_of_several_layouts_are_read_as_they_were_written(bytes in vec(any::<u8>(), 0..600), long: bool) {
        let version = if long { Version::V2019 } else { Version::V2013 };
        let source = &mut Source::new(&bytes);
        let kind = long.then(|| source.byte());
        returns(&Body::Text(TextMessage { flags: source.byte(), kind, text: Sample::sample(source) }), version);
        let event = MediaEvent::sample(source);
        let origin = Origin::Location(Base::sample(source).0);
        returns(&Body::Media(Media { event, origin, data: source.up_to(90) }), version);
        let origin = Origin::Part { total: Sample::sample(source), index: Sample::sample(source) };
        returns(&Body::Media(Media { event, origin, data: source.up_to(90) }), Version::V2011);
        for control in [
            VehicleControl::Flags(source.byte()),
            VehicleControl::Items(Sample::sample(source)),
            VehicleControl::Bare(Sample::sample(source)),
        ] {
            returns(&Body::VehicleControl(control), version);
        }
        let label = label(source, long);
        let (host, platform_alarm_no) = (Text8::sample(source), Padded::sample(source));
        let reserved = Sample::sample(source);
        let upload = UploadAlarmFiles { host, tcp_port: 1, udp_port: 2, label, platform_alarm_no, reserved };
        returns(&Body::UploadAlarmFiles(upload), version);
        let (kind, files) = (source.byte(), Sample::sample(source));
        let terminal_id = label.terminal_id;
        returns(&Body::AlarmFiles(AlarmFiles { terminal_id, label, platform_alarm_no, kind, files }), version);
    }
}
