//! Units, signs, times and what is left out.

use anlu_bus::{Entry, Source};
use anlu_protocols::jt809::{
    LinkProfile, Message, Vehicle,
    body::location::{History, Location2019, PlatformAlarm},
    field::Text,
    write_plain,
};

use super::*;
use crate::map;

const RECEIVED: UtcMs = UtcMs(1_764_030_000_000);

fn vehicle() -> VehicleId {
    VehicleId(uuid::Uuid::from_u128(7))
}

fn facts(entry: &Entry) -> Result<Vec<(VehicleId, Fact)>, map::MapError> {
    let mut facts = Vec::new();
    map::facts(entry, &mut facts).map(|()| facts)
}

fn location() -> Location2011 {
    let mut location = Location2011 {
        lon_e6: 120_155_070,
        lat_e6: 30_274_085,
        speed_kmh: 62,
        recorder_speed_kmh: 60,
        mileage_km: 81_234,
        direction_deg: 95,
        altitude_m: 0xfff0,
        state: 3,
        alarm: 4,
        ..Location2011::default()
    };
    location.set_civil(CivilTime::from_bcd([0x25, 0x11, 0x25, 0x08, 0x00, 0x00]).expect("a time"));
    location
}

fn entry(edition: Edition, body: Body<'_>, vehicle: Option<VehicleId>) -> Entry {
    let profile = LinkProfile::new(edition);
    let message = Message::new(&profile, Some(Vehicle::new("浙A12345", 2)), body);
    let (mut bytes, mut frame) = (Vec::new(), Vec::new());
    message.encode(&mut bytes);
    write_plain(&profile.header(message.msg_id(), 1, 330_100, RECEIVED.0 - 5_000), &bytes, None, &mut frame);
    let source = Source::Jt809 { link: "city".into(), edition_2019: edition == Edition::V2019, vehicle };
    Entry { shard: 0, offset: 0, record: Record { received: RECEIVED, source, frame } }
}

fn fix_of(location: Location2011) -> Fix {
    let entry = entry(Edition::V2011, Body::Location(Gnss::V2011(location)), Some(vehicle()));
    match facts(&entry).expect("facts").as_slice() {
        [(id, Fact::Fix(fix))] if *id == vehicle() => *fix,
        other => panic!("{other:?}"),
    }
}

#[test]
fn units_of_2011_are_whole_kilometres() {
    let fix = fix_of(location());
    assert_eq!((fix.gnss_speed_kmh, fix.recorder_speed_kmh, fix.mileage_km), (Some(62.0), Some(60.0), Some(81_234.0)));
    assert_eq!((fix.altitude_m, fix.direction_deg, fix.alarm, fix.status), (Some(-16), Some(95), 4, 3));
    assert_eq!(fix.at.map(|at| (at.lon, at.lat)), Some((120.155_07, 30.274_085)));
    assert_eq!((fix.time, fix.time_from_receiver), (UtcMs(1_764_028_800_000), false));
}

#[test]
fn signs_come_from_the_status_word() {
    let fix = fix_of(Location2011 { state: 0b1110, ..location() });
    assert_eq!(fix.at.map(|at| (at.lon, at.lat)), Some((-120.155_07, -30.274_085)));
}

#[test]
fn no_point_without_a_fix_or_with_encrypted_coordinates_but_the_alarm_stays() {
    for location in [
        Location2011 { state: 0, ..location() },
        Location2011 { encrypt: 1, ..location() },
        Location2011 { state: 0b10_0010, ..location() },
        Location2011 { lon_e6: 0, lat_e6: 0, ..location() },
        Location2011 { lon_e6: 200_000_000, ..location() },
    ] {
        let fix = fix_of(location);
        assert_eq!((fix.at, fix.gnss_speed_kmh, fix.alarm), (None, None, 4));
    }
}

#[test]
fn a_recorder_at_zero_on_a_moving_vehicle_is_not_believed() {
    assert_eq!(fix_of(Location2011 { recorder_speed_kmh: 0, ..location() }).recorder_speed_kmh, None);
    assert_eq!(
        fix_of(Location2011 { recorder_speed_kmh: 0, speed_kmh: 0, ..location() }).recorder_speed_kmh,
        Some(0.0)
    );
    assert_eq!(fix_of(Location2011 { speed_kmh: 0xffff, ..location() }).gnss_speed_kmh, None);
}

#[test]
fn an_impossible_time_becomes_the_receive_time() {
    let fix = fix_of(Location2011 { date: [31, 2, 7, 0xea], ..location() });
    assert_eq!((fix.time, fix.time_from_receiver), (RECEIVED, true));
}

#[test]
fn positions_of_2019_are_bodies_of_0x0200_and_history_keeps_its_order() {
    let mut body = Vec::new();
    body.extend_from_slice(&4_u32.to_be_bytes());
    body.extend_from_slice(&3_u32.to_be_bytes());
    body.extend_from_slice(&30_274_085_u32.to_be_bytes());
    body.extend_from_slice(&120_155_070_u32.to_be_bytes());
    body.extend_from_slice(&[0, 12, 2, 0x6c, 0, 95]);
    body.extend_from_slice(&[0x25, 0x11, 0x25, 0x08, 0x00, 0x00]);
    let none = PlatformAlarm { platform: Text::default(), alarm: 0 };
    let gnss = |encrypt| Gnss::V2019(Location2019 { encrypt, gnss_data: &body, platforms: [none; 3] });
    let empty = Gnss::V2019(Location2019 { encrypt: 0, gnss_data: &[], platforms: [none; 3] });
    let history = History { locations: vec![gnss(0), empty, gnss(1)] };
    let facts = facts(&entry(Edition::V2019, Body::History(history), Some(vehicle()))).expect("facts");
    let [(_, Fact::Fix(plain)), (_, Fact::Fix(hidden))] = facts.as_slice() else { panic!("{facts:?}") };
    assert_eq!((plain.gnss_speed_kmh, plain.time), (Some(62.0), UtcMs(1_764_028_800_000)));
    assert_eq!((plain.at.is_some(), hidden.at, hidden.alarm), (true, None, 4));
}

#[test]
fn drivers_carry_the_time_of_sending() {
    let driver = Driver {
        source: None,
        name: &gbk::encode("王测试"),
        identity: b"330102199001010000",
        licence: b"3301020000000000001",
        agency: b"",
        valid_until: None,
    };
    for (edition, time) in [(Edition::V2011, RECEIVED), (Edition::V2019, UtcMs(RECEIVED.0 - 5_000))] {
        let facts = facts(&entry(edition, Body::Driver(driver), Some(vehicle()))).expect("facts");
        let [(_, Fact::Driver(event))] = facts.as_slice() else { panic!("{facts:?}") };
        assert_eq!((event.time, event.name.as_deref(), event.on_duty), (time, Some("王测试"), true));
        assert_eq!(event.certificate_no.as_deref(), Some("3301020000000000001"));
    }
    let nobody = Driver { name: b"", licence: b"", ..driver };
    let facts = facts(&entry(Edition::V2011, Body::Driver(nobody), Some(vehicle()))).expect("facts");
    assert!(facts.is_empty());
}

#[test]
fn unknown_plates_and_damage_are_errors() {
    let stranger = entry(Edition::V2011, Body::Location(Gnss::V2011(location())), None);
    assert!(matches!(facts(&stranger), Err(map::MapError::Jt809(MapError::NoVehicle))));
    let mut broken = stranger;
    broken.record.frame.pop();
    assert!(matches!(facts(&broken), Err(map::MapError::Jt809(MapError::Frame(_)))));
}
