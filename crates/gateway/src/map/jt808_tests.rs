//! Every field rule, each with the frame that shows it.

use anlu_bus::{Entry, Source};
use anlu_protocols::{
    jt808::{
        Header, Phone, Version,
        body::{Batch, Heartbeat, x0200_location::alarm, x0704_batch},
        encode_message,
        frame::single,
        item::Items,
    },
    wire::{CivilDate, CivilTime},
};

use super::*;

const RECEIVED: UtcMs = UtcMs(1_772_323_200_000);

fn vehicle() -> VehicleId {
    VehicleId(uuid::Uuid::from_u128(7))
}

fn facts(entry: &Entry) -> Result<Vec<(VehicleId, Fact)>, MapError> {
    let Source::Jt808 { vehicle, .. } = &entry.record.source else { panic!("a terminal's entry") };
    let mut facts = Vec::new();
    facts_of(&entry.record, *vehicle, &mut facts).map(|()| facts)
}

fn entry(frame: Vec<u8>) -> Entry {
    let source = Source::Jt808 { phone: "13800138000".to_owned(), vehicle: Some(vehicle()) };
    Entry { shard: 0, offset: 0, record: Record { received: RECEIVED, source, frame } }
}

/// The frame as the log has it.
fn stored(version: Version, msg_id: u16, body: &Body<'_>) -> Entry {
    let header = Header::new(msg_id, version, Phone::parse("13800138000").unwrap(), 1);
    let (mut wire, mut frame) = (Vec::new(), Vec::new());
    encode_message(&header, body, &mut wire).unwrap();
    single(&wire, &mut frame).unwrap();
    entry(frame)
}

/// 2026-02-28T23:59:58+08:00.
fn device_time() -> DeviceTime {
    DeviceTime::Valid(CivilTime::new(CivilDate::new(2026, 2, 28).unwrap(), 23, 59, 58).unwrap())
}

fn plain() -> Location<'static> {
    Location {
        alarm: 0,
        status: status::ACC | status::FIXED,
        lat_e6: 29_868_336,
        lon_e6: 121_543_990,
        altitude_m: -3,
        speed_tenth_kmh: 725,
        direction_deg: 359,
        time: device_time(),
        items: Items::new(&[]),
    }
}

fn mapped(location: Location<'_>) -> Fix {
    let facts = facts(&stored(Version::V2013, 0x0200, &Body::Location(location))).unwrap();
    match facts.as_slice() {
        [(of, Fact::Fix(fix))] if *of == vehicle() => *fix,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_plain_report_keeps_every_field() {
    let items = [&[0x01, 4][..], &123_456_u32.to_be_bytes(), &[0x03, 2], &700_u16.to_be_bytes()].concat();
    let fix = mapped(Location { items: Items::new(&items), alarm: alarm::FATIGUE, ..plain() });
    assert_eq!(fix.time.rfc3339_cst(), "2026-02-28T23:59:58+08:00");
    assert_eq!((fix.received, fix.time_from_receiver), (RECEIVED, false));
    assert_eq!(fix.at, Some(Point { lon: 121.543_990, lat: 29.868_336 }));
    assert_eq!((fix.gnss_speed_kmh, fix.recorder_speed_kmh), (Some(72.5), Some(70.0)));
    assert_eq!((fix.direction_deg, fix.altitude_m), (Some(359), Some(-3)));
    assert_eq!(fix.mileage_km, Some(12_345.6));
    assert_eq!((fix.alarm, fix.status), (alarm::FATIGUE, status::ACC | status::FIXED));
}

#[test]
fn south_and_west_are_status_bits() {
    let fix = mapped(Location { status: status::FIXED | status::SOUTH | status::WEST, ..plain() });
    assert_eq!(fix.at, Some(Point { lon: -121.543_990, lat: -29.868_336 }));
}

#[test]
fn an_unreadable_time_becomes_the_receive_time_and_is_marked() {
    for raw in [[0; 6], [0xff; 6], [0x18, 0x06, 0x1b, 0x0f, 0x36, 0x2e], [0x26, 0x13, 0x01, 0, 0, 0]] {
        let fix = mapped(Location { time: DeviceTime::Invalid(raw), ..plain() });
        assert_eq!((fix.time, fix.time_from_receiver), (RECEIVED, true), "{raw:x?}");
        assert!(fix.at.is_some(), "the place is as good as before");
    }
}

#[test]
fn without_a_usable_point_the_alarm_word_stays() {
    let unusable = [
        ("no fix", Location { status: status::ACC, ..plain() }),
        ("encrypted", Location { status: status::FIXED | status::ENCRYPTED, ..plain() }),
        ("latitude", Location { lat_e6: 90_000_001, ..plain() }),
        ("longitude", Location { lon_e6: 180_000_001, ..plain() }),
        ("origin", Location { lat_e6: 0, lon_e6: 0, ..plain() }),
    ];
    for (why, location) in unusable {
        let fix = mapped(Location { alarm: alarm::SOS, ..location });
        assert_eq!(fix.at, None, "{why}");
        assert_eq!((fix.gnss_speed_kmh, fix.direction_deg, fix.altitude_m), (None, None, None), "{why}");
        assert_eq!(fix.alarm, alarm::SOS, "{why}");
        assert_eq!(fix.time.rfc3339_cst(), "2026-02-28T23:59:58+08:00", "{why}");
    }
    assert!(mapped(Location { lat_e6: 90_000_000, lon_e6: 180_000_000, ..plain() }).at.is_some(), "on the edge");
}

#[test]
fn fatigue_that_active_safety_saw_stands_beside_the_alarm_word() {
    let frames = [
        include_str!("../../../protocols/testdata/jt808/x0200_location/active_safety_su_2013.hex"),
        include_str!("../../../protocols/testdata/jt808/x0200_location/active_safety_yue_2019.hex"),
    ];
    for frame in frames {
        let hex: Vec<u8> = frame.trim().bytes().collect();
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        let (wire, mut stored) = (hex.chunks(2).map(byte).collect::<Vec<u8>>(), Vec::new());
        single(&wire, &mut stored).unwrap();
        let facts = facts(&entry(stored)).unwrap();
        let [(_, Fact::Fix(fix))] = facts.as_slice() else { panic!("{facts:?}") };
        assert_eq!(fix.safety, SAFETY_FATIGUE);
    }
    let with = |flag: u8, kind: u8| {
        let mut value = vec![0, 0, 0, 9, flag, kind, 2, 8];
        value.resize(47, 0);
        let items = [vec![0x65, 47], value].concat();
        let fix = mapped(Location { items: Items::new(&items), ..plain() });
        assert_eq!(fix.alarm, 0, "the word stays as it came");
        fix.safety
    };
    assert_eq!([with(0, 1), with(1, 1)], [SAFETY_FATIGUE; 2]);
    assert_eq!([with(2, 1), with(0, 2), with(1, 0x0b)], [0; 3], "an end, a phone, a belt");
    assert_eq!(mapped(plain()).safety, 0);
}

#[test]
fn impossible_speeds_and_headings_are_unknown() {
    for (tenth, kmh) in [(0, Some(0.0)), (2_200, Some(220.0)), (2_201, None), (0xffff, None)] {
        assert_eq!(mapped(Location { speed_tenth_kmh: tenth, ..plain() }).gnss_speed_kmh, kmh, "{tenth}");
    }
    for (deg, heading) in [(0, Some(0)), (360, Some(0)), (361, None), (0xffff, None)] {
        assert_eq!(mapped(Location { direction_deg: deg, ..plain() }).direction_deg, heading, "{deg}");
    }
}

#[test]
fn the_recorder_speed_is_used_when_it_is_possible_and_not_contradicted() {
    let recorder = |tenth: u16, gnss: u16| {
        let items = [&[0x03, 2][..], &tenth.to_be_bytes()].concat();
        mapped(Location { items: Items::new(&items), speed_tenth_kmh: gnss, ..plain() }).recorder_speed_kmh
    };
    assert_eq!(recorder(650, 700), Some(65.0));
    assert_eq!(recorder(2_200, 700), Some(220.0));
    assert_eq!(recorder(2_201, 700), None, "noise");
    assert_eq!(recorder(0xffff, 700), None, "noise");
    assert_eq!(recorder(0, 299), Some(0.0), "a fix may jump a little while the vehicle stands");
    assert_eq!(recorder(0, 300), None, "its pulse line is not connected");
    assert_eq!(recorder(0, 0xffff), Some(0.0), "nothing contradicts it");
    assert_eq!(recorder(1, 300), Some(0.1), "it counts, so it is connected");
    assert_eq!(mapped(plain()).recorder_speed_kmh, None, "no item");
    let short = [0x03, 1, 0x00];
    assert_eq!(mapped(Location { items: Items::new(&short), ..plain() }).recorder_speed_kmh, None, "wrong length");
}

#[test]
fn a_recorder_speed_without_a_fix_still_counts() {
    let items = [&[0x03, 2][..], &650_u16.to_be_bytes()].concat();
    let fix = mapped(Location { items: Items::new(&items), status: status::ACC, ..plain() });
    assert_eq!((fix.at, fix.gnss_speed_kmh, fix.speed_kmh()), (None, None, Some(65.0)));
}

#[test]
fn an_odometer_of_all_ones_is_unknown() {
    let items = [&[0x01, 4][..], &[0xff; 4]].concat();
    assert_eq!(mapped(Location { items: Items::new(&items), ..plain() }).mileage_km, None);
}

#[test]
fn a_broken_tail_never_loses_the_fix() {
    let broken = [0x01, 4, 0, 0, 0, 10, 0x03, 0x20, 1, 2];
    let fix = mapped(Location { items: Items::new(&broken), ..plain() });
    assert_eq!((fix.gnss_speed_kmh, fix.mileage_km), (Some(72.5), Some(1.0)));
}

#[test]
fn a_batch_gives_its_positions_in_the_order_sent() {
    let mut entries = Vec::new();
    for speed in [300, 100, 200] {
        x0704_batch::push_entry(&Location { speed_tenth_kmh: speed, ..plain() }, &mut entries);
    }
    let batch = Batch::from_entries(3, x0704_batch::CATCH_UP, &entries);
    let facts = facts(&stored(Version::V2019, 0x0704, &Body::Batch(batch))).unwrap();
    let speeds: Vec<_> = facts
        .iter()
        .map(|(of, fact)| match fact {
            Fact::Fix(fix) if *of == vehicle() => fix.gnss_speed_kmh,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(speeds, [Some(30.0), Some(10.0), Some(20.0)]);
}

fn driver_of(version: Version, driver: Driver<'_>) -> DriverEvent {
    match facts(&stored(version, 0x0702, &Body::Driver(driver))).unwrap().pop() {
        Some((_, Fact::Driver(event))) => event,
        other => panic!("{other:?}"),
    }
}

fn holder() -> x0702_driver::Holder<'static> {
    x0702_driver::Holder {
        // 张三 and its padding.
        name: b"\xd5\xc5\xc8\xfd ",
        certificate: b"330200199001011234\0\0",
        agency: b"",
        valid_until: Some([0x20, 0x30, 0x01, 0x01]),
        identity: None,
    }
}

#[test]
fn a_card_says_who_drives_from_when() {
    let card = |status| Some(x0702_driver::Card { status, time: device_time() });
    let inserted = Driver { card: card(x0702_driver::INSERTED), result: Some(0), holder: Some(holder()) };
    let event = driver_of(Version::V2013, inserted);
    assert_eq!(event.time.rfc3339_cst(), "2026-02-28T23:59:58+08:00");
    assert!(event.on_duty);
    assert_eq!(event.name.as_deref(), Some("张三"));
    assert_eq!(event.certificate_no.as_deref(), Some("330200199001011234"));

    let unread = Driver { card: card(x0702_driver::INSERTED), result: Some(4), holder: None };
    let event = driver_of(Version::V2019, unread);
    assert_eq!((event.on_duty, event.name, event.certificate_no), (true, None, None), "the card could not be read");

    let removed = Driver { card: card(x0702_driver::REMOVED), result: None, holder: None };
    assert!(!driver_of(Version::V2019, removed).on_duty);
}

#[test]
fn a_card_event_without_a_readable_time_happened_when_it_was_received() {
    let card = x0702_driver::Card { status: x0702_driver::INSERTED, time: DeviceTime::Invalid([0; 6]) };
    assert_eq!(driver_of(Version::V2013, Driver { card: Some(card), result: Some(4), holder: None }).time, RECEIVED);
}

#[test]
fn the_2011_layout_is_a_log_in_at_the_receive_time() {
    let holder = x0702_driver::Holder { valid_until: None, identity: Some(b"330200199001011234"), ..holder() };
    let event = driver_of(Version::V2011, Driver { card: None, result: None, holder: Some(holder) });
    assert_eq!((event.time, event.on_duty), (RECEIVED, true));
    assert_eq!(event.certificate_no.as_deref(), Some("330200199001011234"));
}

#[test]
fn what_cannot_be_used_says_why() {
    let heartbeat = stored(Version::V2013, 0x0002, &Body::Heartbeat(Heartbeat {}));
    assert!(facts(&heartbeat).unwrap().is_empty(), "a message without facts gives none");

    let mut stranger = stored(Version::V2013, 0x0200, &Body::Location(plain()));
    stranger.record.source = Source::Jt808 { phone: "13800138000".to_owned(), vehicle: None };
    assert!(matches!(facts(&stranger), Err(MapError::NoVehicle)));

    assert!(matches!(facts(&entry(vec![1, 2, 3])), Err(MapError::Frame(_))));

    let header = Header::new(0x0200, Version::V2013, Phone::parse("13800138000").unwrap(), 1);
    let (mut wire, mut frame) = (Vec::new(), Vec::new());
    jt808::version::write_frame(&header, &[0; 27], &mut wire).unwrap();
    single(&wire, &mut frame).unwrap();
    assert!(matches!(facts(&entry(frame)), Err(MapError::Body(_))));
}
