//! Answers to orders about vehicles, 0x1501 to 0x1505 (2011: 4.5.7), 0x120a and 0x1601; and 0x120c, which nobody asked
//! for.

use anlu_domain::{
    time::DAY_MS,
    upward::{Carried, Enclosed, UpperPhoto, UpperVehicle},
};
use anlu_protocols::{
    jt808::{
        body::{Location, x0200_location::status},
        item::Items,
    },
    jt809::{
        Body, Edition, Instant, MsgId, Text,
        body::control::{
            Answer, Photo, Recorder, Recorder2011, Recorder2019, Result2011, Result2019, TextReply, TextReply2011,
        },
        body::{exchange::Driver, platform::SourceOnly, vehicle_info::VehicleInfo},
        field::{Blob, RestText},
    },
    wire::{CivilTime, DeviceTime, gbk},
};

use super::{
    orders::fitting,
    outgoing::{Card, gnss},
};

/// `SIZE` 2: 640×480, what our terminals are asked for.
const SIZE: u8 = 2;

/// Widths of name, identity number, certificate and agency in 0x120a (2011: table 27).
const DRIVER: [usize; 4] = [16, 20, 40, 200];

/// An order that has ended.
pub(super) struct Answered<'a> {
    /// Its sub id, serial number, and own number.
    pub(super) kind: u16,
    pub(super) serial: u32,
    pub(super) detail: u32,
    pub(super) carried: Carried,
    /// As in the request.
    pub(super) plate: &'a str,
    pub(super) colour: u8,
}

impl Answered<'_> {
    /// The answer in the layout of the edition; `room` holds what is written for it.
    pub(super) fn body<'b>(
        &self,
        edition: Edition,
        platform: &Text<11>,
        enclosed: Option<&'b Enclosed>,
        room: &'b mut Vec<u8>,
    ) -> Option<Body<'b>> {
        let result = u8::from(self.carried != Carried::Done);
        let (source_type, source_serial) = (MsgId(self.kind), self.serial);
        let by_source = Result2019 { source_type, source_serial, result };
        let plain = |by_source| match edition {
            Edition::V2011 => Answer::V2011(Result2011 { result }),
            Edition::V2019 => Answer::V2019(by_source),
        };
        Some(match self.kind {
            0x9501 => Body::MonitorReply(plain(by_source)),
            0x9502 => {
                let photo = match enclosed {
                    Some(Enclosed::Photo(photo)) => Some(photo),
                    _ => None,
                };
                Body::Photo(self.photo(edition, platform, photo, room))
            }
            0x9503 => Body::TextReply(match edition {
                Edition::V2011 => TextReply::V2011(TextReply2011 { message_id: self.detail, result }),
                Edition::V2019 => TextReply::V2019(by_source),
            }),
            // The standard has no result here: nothing was read.
            0x9504 => {
                let (command, data) = (u8::try_from(self.detail).ok()?, Blob(&[]));
                Body::Recorder(match edition {
                    Edition::V2011 => Recorder::V2011(Recorder2011 { command, data }),
                    Edition::V2019 => Recorder::V2019(Recorder2019 { source_type, source_serial, command, data }),
                })
            }
            0x9505 => Body::TakeoverReply(plain(by_source)),
            // Nor here: of what is not known nothing is told.
            0x920a => {
                let driver = match enclosed {
                    Some(Enclosed::Driver(driver)) => Some(driver),
                    _ => None,
                };
                let texts = driver.map_or([""; 3], |d| [d.name.as_str(), &d.certificate, ""]);
                let valid = driver.and_then(|d| d.valid_until).map_or(0, |day| day.start().0 + DAY_MS - 1);
                let source = (edition == Edition::V2019).then_some(SourceOnly { source_type, source_serial });
                Body::DriverAnswer(Driver { source, ..who(texts, valid, edition, room)? })
            }
            0x9601 => {
                if let Some(Enclosed::Vehicle(vehicle)) = enclosed {
                    room.extend_from_slice(&gbk::encode(&self.car_info(vehicle)));
                }
                Body::VehicleInfo(VehicleInfo { car_info: RestText(room) })
            }
            _ => return None,
        })
    }

    /// `CAR_INFO` (2011: table 70, whose spelling this is), without the keys of which the registry knows nothing.
    fn car_info(&self, vehicle: &UpperVehicle) -> String {
        let colour = self.colour.to_string();
        [
            ("VIN", self.plate),
            ("VEHICLE_COLOR", &colour),
            ("OWERS_ID", &vehicle.licence),
            ("OWERS_NAME", &vehicle.owner),
            ("OWERS_TEL", &vehicle.phone),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        // What separates keys cannot stand in a value.
        .map(|(key, value)| format!("{key}:={}", value.replace(';', "；")))
        .collect::<Vec<_>>()
        .join(";")
    }

    fn photo<'b>(
        &self,
        edition: Edition,
        platform: &Text<11>,
        photo: Option<&'b UpperPhoto>,
        place: &'b mut Vec<u8>,
    ) -> Photo<'b> {
        let flag = match (self.carried, photo) {
            (Carried::Done, Some(_)) => 1,
            (Carried::Unsupported, _) => 0,
            (Carried::Offline, _) => 3,
            (Carried::NoVehicle, _) => 9,
            (Carried::Done | Carried::Refused | Carried::NoDriver, _) => 5,
        };
        let location = location(photo);
        let time = photo.map_or(0, |p| p.at.0);
        let bytes = photo.map_or(&[][..], |p| p.bytes.as_slice());
        Photo {
            source: None,
            flag,
            location: gnss(&location, time, edition, platform, place),
            lens: u8::try_from(self.detail).unwrap_or(0),
            size: SIZE,
            // JPEG is what terminals send; PNG says so itself.
            format: if bytes.starts_with(b"\x89PNG") { 4 } else { 1 },
            photo: bytes,
        }
    }
}

/// 0x120c of whose card a terminal has read.
pub(super) fn of_card<'b>(card: &Card, edition: Edition, room: &'b mut Vec<u8>) -> Option<Body<'b>> {
    let last = card.valid_until.and_then(|date| CivilTime::new(date, 23, 59, 59));
    let valid = last.map_or(0, CivilTime::epoch_ms_gmt8);
    Some(Body::Driver(who([&card.name, &card.certificate, &card.agency], valid, edition, room)?))
}

/// 0x120a and 0x120c: name, certificate and agency, no identity number; in 2019 with the last instant of the certificate.
fn who<'b>(
    [name, certificate, agency]: [&str; 3],
    valid: i64,
    edition: Edition,
    room: &'b mut Vec<u8>,
) -> Option<Driver<'b>> {
    for (text, width) in [name, "", certificate, agency].into_iter().zip(DRIVER) {
        let end = room.len() + width;
        room.extend_from_slice(fitting(&gbk::encode(text), width));
        room.resize(end, 0);
    }
    let (name, rest) = room.split_at_checked(DRIVER[0])?;
    let (identity, rest) = rest.split_at_checked(DRIVER[1])?;
    let (licence, agency) = rest.split_at_checked(DRIVER[2])?;
    let valid_until = (edition == Edition::V2019).then(|| Instant::from_ms(valid));
    Some(Driver { source: None, name, identity, licence, agency, valid_until })
}

/// Where the vehicle was seen last; without a place the status says that there is none.
fn location(photo: Option<&UpperPhoto>) -> Location<'static> {
    let place = photo.and_then(|p| p.place);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "degrees on the globe, without sign")]
    let e6 = |degrees: f64| (degrees.abs().min(180.0) * 1e6).round() as u32;
    let side = |negative: bool, bit| if negative { bit } else { 0 };
    let time = photo.and_then(|p| CivilTime::gmt8_at(p.at.0));
    Location {
        alarm: 0,
        status: place.map_or(0, |p| status::FIXED | side(p.lat < 0.0, status::SOUTH) | side(p.lon < 0.0, status::WEST)),
        lat_e6: place.map_or(0, |p| e6(p.lat)),
        lon_e6: place.map_or(0, |p| e6(p.lon)),
        altitude_m: 0,
        speed_tenth_kmh: 0,
        direction_deg: 0,
        time: time.map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid),
        items: Items::new(&[]),
    }
}

#[cfg(test)]
mod tests {
    use anlu_domain::{
        geo::Point,
        time::{CivilDay, UtcMs},
        upward::UpperDriver,
    };
    use anlu_protocols::{
        jt809::{body::location::Gnss, decode_body},
        wire::CivilDate,
    };

    use super::*;

    fn answer(kind: u16, carried: Carried, edition: Edition, enclosed: Option<&Enclosed>) -> Vec<u8> {
        let (mut room, mut out) = (Vec::new(), Vec::new());
        let answered = Answered { kind, serial: 7, detail: 3, carried, plate: "浙Z00001", colour: 2 };
        answered.body(edition, &Text::default(), enclosed, &mut room).unwrap().encode(&mut out);
        out
    }

    #[test]
    fn each_answer_reads_as_the_edition_has_it() {
        for (kind, old, new) in [(0x9501, 1, 7), (0x9503, 5, 7), (0x9504, 5, 11), (0x9505, 1, 7)] {
            for (edition, len) in [(Edition::V2011, old), (Edition::V2019, new)] {
                let bytes = answer(kind, Carried::Offline, edition, None);
                assert_eq!(bytes.len(), len, "{kind:04x}");
                assert!(decode_body(kind - 0x8000, &bytes, edition).is_ok(), "{kind:04x}");
            }
        }
        assert_eq!(answer(0x9503, Carried::Done, Edition::V2011, None), [0, 0, 0, 3, 0]);
        assert_eq!(answer(0x9505, Carried::Unsupported, Edition::V2019, None), [0x95, 5, 0, 0, 0, 7, 1]);
    }

    #[test]
    fn a_photo_goes_with_its_place_and_what_is_missing_with_its_reason() {
        let photo = UpperPhoto {
            bytes: b"\xff\xd8 a picture".to_vec(),
            at: UtcMs(1_795_500_000_000),
            place: Some(Point { lon: 121.25, lat: 30.2 }),
        };
        let enclosed = Enclosed::Photo(photo.clone());
        for edition in [Edition::V2011, Edition::V2019] {
            let bytes = answer(0x9502, Carried::Done, edition, Some(&enclosed));
            let Ok(Body::Photo(read)) = decode_body(0x1502, &bytes, edition) else { panic!("a photo") };
            assert_eq!((read.flag, read.lens, read.format, read.photo), (1, 3, 1, photo.bytes.as_slice()));
            let degrees = match read.location {
                Gnss::V2011(l) => (l.lon_e6, l.lat_e6),
                Gnss::V2019(l) => l.location().map(|l| (l.lon_e6, l.lat_e6)).unwrap(),
            };
            assert_eq!(degrees, (121_250_000, 30_200_000));
            let flags = [Carried::Done, Carried::Unsupported, Carried::Offline, Carried::Refused, Carried::NoVehicle];
            let told = flags.map(|carried| {
                let bytes = answer(0x9502, carried, edition, None);
                let Ok(Body::Photo(read)) = decode_body(0x1502, &bytes, edition) else { panic!("a photo") };
                read.flag
            });
            assert_eq!(told, [5, 0, 3, 5, 9], "without the picture nothing is done");
        }
    }

    #[test]
    fn who_drives_is_told_without_an_identity_number() {
        let name = "示例一个名字长得放不下的人";
        let driver = Enclosed::Driver(UpperDriver {
            name: name.to_owned(),
            certificate: "330000000000000001".to_owned(),
            valid_until: Some(CivilDay::from_ymd(2027, 3, 1).unwrap()),
        });
        for (edition, len) in [(Edition::V2011, 276), (Edition::V2019, 290)] {
            let bytes = answer(0x920a, Carried::Done, edition, Some(&driver));
            assert_eq!(bytes.len(), len);
            let Ok(Body::DriverAnswer(read)) = decode_body(0x120a, &bytes, edition) else { panic!("a driver") };
            let text = |bytes: &[u8]| gbk::text(bytes).trim_end_matches('\0').to_owned();
            assert!(name.starts_with(&text(read.name)) && text(read.name).chars().count() == 8, "no half character");
            assert_eq!((text(read.identity), text(read.licence)), (String::new(), "330000000000000001".to_owned()));
            assert_eq!(read.valid_until.is_some(), edition == Edition::V2019);
            let nobody = answer(0x920a, Carried::NoDriver, edition, None);
            let Ok(Body::DriverAnswer(read)) = decode_body(0x120a, &nobody, edition) else { panic!("a driver") };
            assert!(read.name.iter().chain(read.licence).all(|byte| *byte == 0));
        }
    }

    #[test]
    fn a_card_is_told_of_in_the_layout_without_a_request() {
        let card = Card {
            name: "王测试".to_owned(),
            certificate: "3301020000000000001".to_owned(),
            agency: "示例市".to_owned(),
            valid_until: CivilDate::new(2027, 3, 1),
        };
        for (edition, len) in [(Edition::V2011, 276), (Edition::V2019, 284)] {
            let (mut room, mut bytes) = (Vec::new(), Vec::new());
            of_card(&card, edition, &mut room).unwrap().encode(&mut bytes);
            assert_eq!(bytes.len(), len);
            let Ok(Body::Driver(read)) = decode_body(0x120c, &bytes, edition) else { panic!("a driver") };
            let text = |bytes: &[u8]| gbk::text(bytes).trim_end_matches('\0').to_owned();
            assert_eq!(
                [read.name, read.identity, read.licence, read.agency].map(text),
                ["王测试", "", "3301020000000000001", "示例市"]
            );
            let end = read.valid_until.and_then(Instant::epoch_ms);
            assert_eq!(
                end,
                (edition == Edition::V2019).then(|| UtcMs::parse_rfc3339("2027-03-01T23:59:59+08:00").unwrap().0)
            );
        }
    }

    #[test]
    fn whose_a_vehicle_is_stands_in_the_keys_of_the_standard() {
        let vehicle = UpperVehicle { owner: "示例;运输".to_owned(), licence: String::new(), phone: "0".to_owned() };
        let bytes = answer(0x9601, Carried::Done, Edition::V2011, Some(&Enclosed::Vehicle(vehicle)));
        assert_eq!(gbk::text(&bytes), "VIN:=浙Z00001;VEHICLE_COLOR:=2;OWERS_NAME:=示例；运输;OWERS_TEL:=0");
        assert!(answer(0x9601, Carried::NoVehicle, Edition::V2019, None).is_empty());
    }
}
