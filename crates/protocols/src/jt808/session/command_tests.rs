//! Commands: what each answer does to them.

use super::{
    super::{
        body::{
            Auth, Body, Circles, Empty, LocatedReply, Location, Media, MediaEvent, Reply, SearchMedia, StoredMedia,
            TextMessage, Upgrade,
            area::{Corner, Limit},
            x0200_location::Base,
            x0801_media::Origin,
            x0802_stored_media::StoredItem,
            x8600_circles::Circle,
        },
        fragment::split,
        frame::Framer,
        header::Header,
        item::Items,
        phone::Phone,
        version::{Version, VersionChoice, open, write_frame},
    },
    CommandError, CommandOutcome, Commanded, Event, OfflineReason, Session, Settings,
};
use crate::wire::{
    DeviceTime,
    field::{List, Padded, Raw32, Text, Text8},
};

const WITHIN: i64 = 30_000;

fn phone() -> Phone {
    Phone::parse("13900000001").unwrap()
}

fn frame(serial: u16, body: &Body<'_>, version: Version) -> Vec<u8> {
    let (mut bytes, mut wire) = (Vec::new(), Vec::new());
    body.encode(&mut bytes);
    write_frame(&Header::new(body.msg_id(), version, phone(), serial), &bytes, &mut wire).unwrap();
    wire
}

fn events(session: &mut Session, now: i64) -> Vec<Event> {
    std::iter::from_fn(|| session.poll(now)).collect()
}

fn feed(session: &mut Session, serial: u16, body: &Body<'_>) -> Vec<Event> {
    session.feed(&frame(serial, body, Version::V2013), 1_000);
    events(session, 1_000)
}

fn outcomes(events: &[Event]) -> Vec<&CommandOutcome> {
    let commanded =
        |event| if let &Event::Commanded(Commanded { ref outcome, .. }) = event { Some(outcome) } else { None };
    events.iter().filter_map(commanded).collect()
}

fn online(version: Version) -> Session {
    let mut session = Session::new(Settings { max_commands: 3, ..Settings::default() }, 0);
    session.feed(&frame(0, &Body::Auth(Auth { code: b"1", device: None }), version), 0);
    let Some(Event::Authenticate(request)) = session.poll(0) else { panic!("no authentication") };
    session.answer_authenticate(&request.phone, Some("1"), 0);
    events(&mut session, 0);
    drop(session.take_output());
    session
}

/// Headers of what the session wrote.
fn written(session: &mut Session) -> Vec<Header> {
    let mut framer = Framer::new(4_096);
    framer.push(&session.take_output());
    let mut headers = Vec::new();
    while let Some(frame) = framer.next_frame() {
        headers.push(open(frame.unwrap(), VersionChoice::Auto).unwrap().header);
    }
    headers
}

fn position(reply_serial: u16) -> Body<'static> {
    let location = Location {
        alarm: 0,
        status: 3,
        lat_e6: 30_170_000,
        lon_e6: 121_250_000,
        altitude_m: 1,
        speed_tenth_kmh: 0,
        direction_deg: 0,
        time: DeviceTime::from_bcd([0x26, 0x11, 0x25, 8, 0, 0]),
        items: Items::default(),
    };
    Body::PositionReply(LocatedReply { reply_serial, location })
}

fn reply(serial: u16, msg_id: u16, result: u8) -> Body<'static> {
    Body::TerminalReply(Reply { serial, msg_id, result })
}

const TEXT: Body<'_> = Body::Text(TextMessage { flags: 8, kind: None, text: Text(b"slow down") });

#[test]
fn a_general_reply_ends_a_command() {
    for (result, wanted) in [(0, CommandOutcome::Done), (3, CommandOutcome::Refused { result: 3 })] {
        let mut session = online(Version::V2013);
        session.command(&phone(), &TEXT, WITHIN, 0).unwrap();
        let serial = written(&mut session)[0].serial;
        let other = feed(&mut session, 1, &reply(serial.wrapping_add(1), 0x8300, 0));
        assert!(matches!(other[..], [Event::Answered { .. }]), "another serial is not this command: {other:?}");
        assert_eq!(outcomes(&feed(&mut session, 2, &reply(serial, 0x8300, result))), [&wanted]);
        assert!(outcomes(&feed(&mut session, 3, &reply(serial, 0x8300, result))).is_empty(), "it ended");
    }
}

#[test]
fn an_answer_of_its_own_is_given_with_its_frame() {
    let mut session = online(Version::V2013);
    let first = session.command(&phone(), &Body::QueryPosition(Empty {}), WITHIN, 0).unwrap();
    let second = session.command(&phone(), &Body::QueryPosition(Empty {}), WITHIN, 0).unwrap();
    let serials: Vec<u16> = written(&mut session).iter().map(|header| header.serial).collect();
    assert_eq!(outcomes(&feed(&mut session, 1, &reply(serials[1], 0x8201, 0))), [&CommandOutcome::Accepted]);
    let answered = feed(&mut session, 2, &position(serials[1]));
    let [Event::Commanded(Commanded { command, outcome: CommandOutcome::Answered { msg_id, frame }, .. })] =
        &answered[..]
    else {
        panic!("{answered:?}")
    };
    assert_eq!((*command, *msg_id), (second, 0x0201), "the serial number tells which");
    assert_eq!(open(frame, VersionChoice::Auto).unwrap().header.msg_id, 0x0201);
    assert!(written(&mut session).is_empty(), "an answer is not acknowledged");
    let late = feed(&mut session, 3, &position(serials[1]));
    assert!(matches!(&late[..], [Event::Rejected(rejected)] if rejected.reason.code() == "not_asked"), "{late:?}");
    assert!(!session.is_closed());
    session.tick(WITHIN);
    let [Event::Commanded(Commanded { command, outcome: CommandOutcome::TimedOut, .. })] =
        events(&mut session, WITHIN)[..]
    else {
        panic!("no time-out")
    };
    assert_eq!(command, first);
}

#[test]
fn the_driver_belongs_to_the_oldest_question_and_is_stored_too() {
    let mut session = online(Version::V2013);
    session.command(&phone(), &Body::QueryDriver(Empty {}), WITHIN, 0).unwrap();
    let card =
        super::super::body::x0702_driver::Card { status: 2, time: DeviceTime::from_bcd([0x26, 0x11, 0x25, 8, 0, 0]) };
    let driver = Body::Driver(super::super::body::Driver { card: Some(card), result: None, holder: None });
    let seen = feed(&mut session, 1, &driver);
    assert!(matches!(seen[..], [Event::Commanded(_), Event::Deliver(_)]), "{seen:?}");
}

#[test]
fn commands_are_bounded_and_lost_with_their_terminal() {
    let mut session = online(Version::V2013);
    for _ in 0..3 {
        session.command(&phone(), &TEXT, WITHIN, 0).unwrap();
    }
    assert_eq!(session.command(&phone(), &TEXT, WITHIN, 0), Err(CommandError::TooMany { limit: 3 }));
    session.evict(&phone());
    let seen = events(&mut session, 0);
    assert_eq!(outcomes(&seen), [&CommandOutcome::Lost; 3]);
    assert!(matches!(seen.last(), Some(Event::Offline { reason: OfflineReason::Replaced, .. })));
    assert_eq!(session.command(&phone(), &TEXT, WITHIN, 0), Err(CommandError::NotOnline));
}

#[test]
fn a_long_command_goes_in_packets_and_any_of_their_serials_answers_it() {
    let mut session = online(Version::V2013);
    let data = vec![7_u8; 2_500];
    let upgrade = Body::Upgrade(Upgrade { kind: 0, maker: Padded(b"ANLUT"), version: Text8(b"2"), data: Raw32(&data) });
    session.command(&phone(), &upgrade, WITHIN, 0).unwrap();
    let headers = written(&mut session);
    assert_eq!(headers.iter().map(|h| h.part.unwrap().index).collect::<Vec<_>>(), [1, 2, 3]);
    session.command(&phone(), &TEXT, WITHIN, 0).unwrap();
    assert_eq!(written(&mut session)[0].serial, headers[2].serial + 1, "each packet has a serial of its own");
    assert_eq!(outcomes(&feed(&mut session, 1, &reply(headers[2].serial, 0x8108, 0))), [&CommandOutcome::Done]);
}

#[test]
fn what_the_edition_cannot_read_is_not_sent() {
    let limit = Some(Limit { max_speed_kmh: 60, overspeed_s: 10 });
    let centre = Corner { lat_e6: 30_170_000, lon_e6: 121_250_000 };
    let circle = |attributes| {
        let circle = Circle { id: 1, attributes, centre, radius_m: 50, period: None, limit, named: None };
        Body::Circles(Circles { action: 0, circles: vec![circle] })
    };
    let mut old = online(Version::V2013);
    let mut new = online(Version::V2019);
    assert_eq!(old.command(&phone(), &circle(0), WITHIN, 0), Err(CommandError::Edition), "bit 1 is missing");
    assert!(old.command(&phone(), &circle(2), WITHIN, 0).is_ok());
    assert_eq!(new.command(&phone(), &circle(2), WITHIN, 0), Err(CommandError::Edition), "no name");
    assert_eq!(new.command(&phone(), &TEXT, WITHIN, 0), Err(CommandError::Edition));
    assert_eq!(old.command(&phone(), &Body::LinkCheck(Empty {}), WITHIN, 0), Err(CommandError::Edition));
    assert!(new.command(&phone(), &Body::LinkCheck(Empty {}), WITHIN, 0).is_ok());
    assert!(written(&mut new).iter().all(|header| header.version == Version::V2019));
}

#[test]
fn a_recording_is_acknowledged_once_with_its_id() {
    let mut session = online(Version::V2013);
    let event = MediaEvent { media_id: 0x0102_0304, kind: 0, format: 0, event: 2, channel: 1 };
    let Body::PositionReply(LocatedReply { location, .. }) = position(0) else { unreachable!() };
    let media = Body::Media(Media { event, origin: Origin::Location(location), data: &[0xff, 0xd8] });
    let delivered = feed(&mut session, 1, &media);
    let [Event::Deliver(delivery)] = &delivered[..] else { panic!("{delivered:?}") };
    assert!(session.take_output().is_empty(), "not before it is durable");
    session.on_durable(&[delivery.token]);
    let output = session.take_output();
    assert_eq!(output[1..3], [0x88, 0x00]);
    assert_eq!(output[13..17], [1, 2, 3, 4], "and no list of packets behind the id");
    assert_eq!(output.len(), 1 + 12 + 4 + 1 + 1);
}

#[test]
fn an_answer_in_packets_is_acknowledged_packet_by_packet() {
    let mut session = online(Version::V2013);
    let query = Body::SearchMedia(SearchMedia {
        kind: 0,
        channel: 0,
        event: 0,
        start: DeviceTime::from_bcd([0; 6]),
        end: DeviceTime::from_bcd([0; 6]),
    });
    session.command(&phone(), &query, WITHIN, 0).unwrap();
    let reply_serial = written(&mut session)[0].serial;
    let Body::PositionReply(LocatedReply { location, .. }) = position(0) else { unreachable!() };
    let item = StoredItem { media_id: 1, kind: 0, channel: 1, event: 0, location: Base(location) };
    let answer = Body::StoredMedia(StoredMedia { reply_serial, items: List(vec![item; 40]) });
    let (mut bytes, mut wire) = (Vec::new(), Vec::new());
    answer.encode(&mut bytes);
    let packets = split(&Header::new(0x0802, Version::V2013, phone(), 9), &bytes, 600, &mut wire).unwrap();
    session.feed(&wire, 1_000);
    let seen = events(&mut session, 1_000);
    assert!(matches!(outcomes(&seen)[..], [CommandOutcome::Answered { msg_id: 0x0802, .. }]), "{seen:?}");
    let acknowledged = written(&mut session);
    assert_eq!(acknowledged.len(), usize::from(packets));
    assert!(acknowledged.iter().all(|header| header.msg_id == 0x8001));
}
