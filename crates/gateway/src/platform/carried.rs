//! Answers to orders to vehicles, 0x1501 to 0x1505 (2011: 4.5.7).

use anlu_domain::upward::{Carried, UpperPhoto};
use anlu_protocols::{
    jt808::{
        body::{Location, x0200_location::status},
        item::Items,
    },
    jt809::{
        Body, Edition, MsgId, Text,
        body::control::{
            Answer, Photo, Recorder, Recorder2011, Recorder2019, Result2011, Result2019, TextReply, TextReply2011,
        },
        field::Blob,
    },
    wire::{CivilTime, DeviceTime},
};

use super::outgoing::gnss;

/// `SIZE` 2: 640×480, what our terminals are asked for.
const SIZE: u8 = 2;

/// An order that has ended.
pub(super) struct Answered {
    /// Its sub id, serial number, and own number.
    pub(super) kind: u16,
    pub(super) serial: u32,
    pub(super) detail: u32,
    pub(super) carried: Carried,
}

impl Answered {
    /// The answer in the layout of the edition; `place` holds the position of a photo.
    pub(super) fn body<'b>(
        &self,
        edition: Edition,
        platform: &Text<11>,
        photo: Option<&'b UpperPhoto>,
        place: &'b mut Vec<u8>,
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
            0x9502 => Body::Photo(self.photo(edition, platform, photo, place)),
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
            _ => return None,
        })
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
            (Carried::Done | Carried::Refused, _) => 5,
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
    use anlu_domain::{geo::Point, time::UtcMs};
    use anlu_protocols::jt809::{body::location::Gnss, decode_body};

    use super::*;

    fn answer(kind: u16, carried: Carried, edition: Edition, photo: Option<&UpperPhoto>) -> Vec<u8> {
        let (mut place, mut out) = (Vec::new(), Vec::new());
        let answered = Answered { kind, serial: 7, detail: 3, carried };
        answered.body(edition, &Text::default(), photo, &mut place).unwrap().encode(&mut out);
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
        for edition in [Edition::V2011, Edition::V2019] {
            let bytes = answer(0x9502, Carried::Done, edition, Some(&photo));
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
}
