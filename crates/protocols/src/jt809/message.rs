//! A message with what wraps it: most business messages carry plate, colour, a sub id and a data length in front.
//!
//! The wrapper differs by family and edition (plate and colour are missing in some of 2019), and platforms mix them. It
//! is recognised by its structure: a sub id of the family and a length that fits exactly, with the plate first or
//! without.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Reader, Writer, field::Field};

use super::{
    body::{BodyError, location::Gnss},
    catalog::{self, Body, decode_body, is_family},
    field::{Layout as _, MsgId, Plate},
    profile::{Edition, LengthPlace, LinkProfile},
};

/// Which vehicle a sub-message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vehicle {
    /// `VEHICLE_NO`.
    pub plate: Plate,
    /// `VEHICLE_COLOR`: 1 blue, 2 yellow, 3 black, 4 white, 5 green, 9 other.
    pub colour: u8,
}

impl Vehicle {
    /// A vehicle by its plate.
    pub fn new(plate: &str, colour: u8) -> Self {
        Self { plate: Plate::new(plate), colour }
    }
}

/// What stands in front of a sub-message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrapper {
    /// Plate and colour, when they were sent.
    pub vehicle: Option<Vehicle>,
    /// `DATA_TYPE`.
    pub sub_id: u16,
    /// Where `DATA_LENGTH` stands.
    pub length: LengthPlace,
}

/// A decoded message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message<'a> {
    /// The wrapper, when the message has sub-messages.
    pub wrapper: Option<Wrapper>,
    /// The fields.
    pub body: Body<'a>,
}

/// A wrapper and the bytes of its sub-message, not yet read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrapped<'a> {
    /// The wrapper.
    pub wrapper: Wrapper,
    /// The sub-message.
    pub data: &'a [u8],
}

/// Takes the wrapper off a message of a family.
pub fn unwrap(msg_id: u16, body: &[u8]) -> Result<Wrapped<'_>, BodyError> {
    [true, false]
        .into_iter()
        .find_map(|with_vehicle| attempt(msg_id, body, with_vehicle))
        .ok_or(BodyError::NoSubMessage { msg_id, len: body.len() })
}

fn attempt(msg_id: u16, body: &[u8], with_vehicle: bool) -> Option<Wrapped<'_>> {
    let mut r = Reader::new(body);
    let vehicle =
        if with_vehicle { Some(Vehicle { plate: Plate::read(&mut r).ok()?, colour: r.u8().ok()? }) } else { None };
    let sub_id = r.u16().ok()?;
    if catalog::family(sub_id) != Some(msg_id) {
        return None;
    }
    let behind = r.peek();
    let len = r.u32().ok()?;
    if usize::try_from(len) == Ok(r.left()) {
        let wrapper = Wrapper { vehicle, sub_id, length: LengthPlace::Before };
        return Some(Wrapped { wrapper, data: r.rest() });
    }
    // 0x1205 and 0x1206 as one table of 2019 has them: source type, source serial, and a length of 0 at the end.
    let (data, zero) = behind.split_last_chunk::<4>()?;
    let odd = matches!(sub_id, 0x1205 | 0x1206) && data.len() == 6 && *zero == [0; 4];
    let wrapper = Wrapper { vehicle, sub_id, length: LengthPlace::Behind };
    odd.then_some(Wrapped { wrapper, data })
}

/// Reads the body of a message.
pub fn decode(msg_id: u16, body: &[u8], edition: Edition) -> Result<Message<'_>, BodyError> {
    if is_family(msg_id) {
        let Wrapped { wrapper, data } = unwrap(msg_id, body)?;
        return Ok(Message { wrapper: Some(wrapper), body: decode_body(wrapper.sub_id, data, edition)? });
    }
    Ok(Message { wrapper: None, body: decode_body(msg_id, body, edition)? })
}

/// A position of 0x1202 with its wrapper, as [`decode`] would read it; `None` for any other message, and for one that
/// cannot be read. Nearly every message is one, and this spares them the way through [`Body`], which has room for the
/// largest.
pub fn location(msg_id: u16, body: &[u8], edition: Edition) -> Option<(Wrapper, Gnss<'_>)> {
    if msg_id != 0x1200 {
        return None;
    }
    let Wrapped { wrapper, data } = attempt(msg_id, body, true)?;
    if wrapper.sub_id != 0x1202 {
        return None;
    }
    Some((wrapper, Gnss::decode(data, edition).ok()?))
}

impl<'a> Message<'a> {
    /// A message as this side of a link writes it. `vehicle` is left out where the profile says so.
    pub fn new(profile: &LinkProfile, vehicle: Option<Vehicle>, body: Body<'a>) -> Self {
        let sub_id = body.id();
        let wrapper = catalog::family(sub_id).map(|family| {
            let wraps = profile.wraps_vehicle(family);
            let behind = profile.edition == Edition::V2019 && matches!(sub_id, 0x1205 | 0x1206);
            Wrapper {
                vehicle: wraps.then(|| vehicle.unwrap_or(Vehicle { plate: Plate::default(), colour: 0 })),
                sub_id,
                length: if behind { profile.start_reply } else { LengthPlace::Before },
            }
        });
        Self { wrapper, body }
    }

    /// Id for the header.
    pub fn msg_id(&self) -> u16 {
        let id = self.body.id();
        catalog::family(id).unwrap_or(id)
    }

    /// Appends the body with its wrapper.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let Some(wrapper) = &self.wrapper else { return self.body.encode(out) };
        let mut data = Vec::new();
        self.body.encode(&mut data);
        let mut w = Writer::new(out);
        if let Some(vehicle) = &wrapper.vehicle {
            vehicle.plate.write(&mut w);
            w.u8(vehicle.colour);
        }
        w.u16(wrapper.sub_id);
        match wrapper.length {
            LengthPlace::Before => w.u32(u32::try_from(data.len()).unwrap_or(u32::MAX)).bytes(&data),
            LengthPlace::Behind => w.bytes(&data).u32(0),
        };
    }
}

/// The fields of a plain message; of a sub-message `{"plate":…,"colour":…,"sub_id":…,"data":{…}}`.
impl Serialize for Message<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(wrapper) = &self.wrapper else { return self.body.serialize(serializer) };
        let mut map = serializer.serialize_map(None)?;
        if let Some(vehicle) = &wrapper.vehicle {
            map.serialize_entry("plate", &vehicle.plate)?;
            map.serialize_entry("colour", &vehicle.colour)?;
        }
        map.serialize_entry("sub_id", &MsgId(wrapper.sub_id))?;
        map.serialize_entry("data", &self.body)?;
        map.end()
    }
}

/// Fuzz entry: a message of any id; what is read is written again byte for byte, and JSON of it is one object.
#[doc(hidden)]
pub fn fuzz_message(data: &[u8]) {
    let Some((id, body)) = data.split_first_chunk::<2>() else { return };
    for edition in [Edition::V2011, Edition::V2019] {
        fuzz_body(u16::from_be_bytes(*id), body, edition);
    }
}

/// Fuzz entry: the body of one message or sub-message.
#[doc(hidden)]
pub fn fuzz_body(id: u16, body: &[u8], edition: Edition) {
    let mut again = Vec::new();
    let position = location(id, body, edition);
    if let Ok(message) = decode(id, body, edition) {
        match (&message.body, message.wrapper) {
            (Body::Location(gnss), Some(wrapper)) if wrapper.vehicle.is_some() => {
                assert!(position == Some((wrapper, *gnss)), "a position is the same both ways");
            }
            _ => assert!(position.is_none(), "nothing else is a position"),
        }
        message.encode(&mut again);
        assert!(again == body, "message {id:04x} is written as it was read");
        assert!(serde_json::to_string(&message).is_ok_and(|json| json.starts_with('{')), "one object");
    }
    if let Ok(plain) = decode_body(id, body, edition) {
        again.clear();
        plain.encode(&mut again);
        assert!(again == body, "body {id:04x} is written as it was read");
        assert!(serde_json::to_string(&plain).is_ok_and(|json| json.starts_with('{')), "one object");
    }
}
