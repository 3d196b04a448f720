//! The messages this crate reads and writes: one slice for dispatch, documentation and coverage tests.

use super::{
    body::BodyError,
    header::Header,
    version::{EncodeError, Version, write_frame},
};

mod messages;

pub use messages::{Body, CATALOG};

/// Who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Terminal to platform.
    Up,
    /// Platform to terminal.
    Down,
}

/// What a session does with a message of an authenticated terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// Part of the conversation itself: answered at once, never stored.
    Session,
    /// Delivered to the log; acknowledged only when it is durable.
    Durable,
    /// Answers a message of the platform: given to the caller with the command it belongs to; never acknowledged.
    Answer,
    /// Belongs to the separate connection for attachments, see [`super::attachment`].
    Attachment,
    /// Only ever sent by a platform.
    Never,
}

/// One line of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct MessageEntry {
    /// Message id.
    pub id: u16,
    /// Folder of its frames under `testdata/jt808/`, and its name in documents.
    pub name: &'static str,
    /// Chinese name by the standard.
    pub zh: &'static str,
    /// Who sends it.
    pub direction: Direction,
    /// What a session does with it.
    pub handling: Handling,
}

/// The catalogue line of a message.
pub fn entry(msg_id: u16) -> Option<&'static MessageEntry> {
    CATALOG.binary_search_by_key(&msg_id, |entry| entry.id).ok().and_then(|at| CATALOG.get(at))
}

/// Reads the body of an opened frame.
pub fn decode<'a>(header: &Header, body: &'a [u8]) -> Result<Body<'a>, BodyError> {
    if header.encryption != 0 {
        return Err(BodyError::Encrypted { method: header.encryption });
    }
    if let Some(part) = header.part
        && part.index != 0
        && part.total != 1
    {
        return Err(BodyError::Part { index: part.index, total: part.total });
    }
    decode_body(header.msg_id, header.version, body)
}

/// Reads a body that came without header.
#[inline]
pub fn decode_body(msg_id: u16, version: Version, body: &[u8]) -> Result<Body<'_>, BodyError> {
    messages::read(msg_id, version, body)
}

/// Appends a whole message to `out` as on the wire; bodies beyond 1,023 bytes need [`super::fragment::split`].
pub fn encode_message(header: &Header, body: &Body<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let mut bytes = Vec::with_capacity(64);
    body.encode(&mut bytes);
    write_frame(header, &bytes, out)
}

/// Reads a body that came without header and edition: the layout that fits, and the edition it belongs to. What all
/// editions share counts as 2013.
pub fn decode_body_auto(msg_id: u16, body: &[u8]) -> Result<(Version, Body<'_>), BodyError> {
    // 0x0702 cannot tell 2011 under a 2019 header, and nothing in 0x8300 tells its edition; the others recognise 2019 by
    // their length alone.
    let first = if matches!(msg_id, 0x0702 | 0x8300) { Version::V2013 } else { Version::V2019 };
    let body = decode_body(msg_id, first, body)?;
    let version = match &body {
        Body::Register(register) => register.version,
        Body::Auth(auth) if auth.device.is_some() => Version::V2019,
        Body::Resend(resend) if resend.wide_count => Version::V2019,
        Body::Driver(driver) if driver.card.is_none() => Version::V2011,
        Body::Driver(driver) if driver.holder.is_some_and(|holder| holder.identity.is_some()) => Version::V2019,
        Body::Attributes(attributes) => attributes.layout.version(),
        Body::Text(text) if text.kind.is_some() => Version::V2019,
        body if since_2019(msg_id) || is_2019_area(body) => Version::V2019,
        _ => Version::V2013,
    };
    Ok((version, body))
}

/// Whether 2019 added the message.
pub fn since_2019(msg_id: u16) -> bool {
    matches!(msg_id, 0x0004 | 0x0005 | 0x0608 | 0x8004 | 0x8204 | 0x8608)
}

/// Whether a body can be read by a terminal of the edition: 2019 dropped some messages, added others, and changed the
/// layout of texts, vehicle control and areas.
pub fn suits(body: &Body<'_>, version: Version) -> bool {
    let long = version.has_long_header();
    match body {
        Body::SetEvents(_) | Body::Question(_) | Body::InfoMenu(_) | Body::Info(_) => !long,
        Body::Text(text) => text.kind.is_some() == long,
        Body::Circles(circles) => circles.circles.iter().all(|c| c.is_consistent() && c.named.is_some() == long),
        Body::Rectangles(areas) => areas.rectangles.iter().all(|r| r.is_consistent() && r.named.is_some() == long),
        Body::Polygon(polygon) => polygon.is_consistent() && polygon.is_2019() == long,
        Body::Route(route) => route.is_2019() == long,
        Body::VehicleControl(control) => control.is_2019() == long,
        _ => long || !since_2019(body.msg_id()),
    }
}

fn is_2019_area(body: &Body<'_>) -> bool {
    match body {
        Body::Circles(circles) => circles.is_2019(),
        Body::Rectangles(rectangles) => rectangles.is_2019(),
        Body::Polygon(polygon) => polygon.is_2019(),
        Body::Route(route) => route.is_2019(),
        Body::VehicleControl(control) => control.is_2019(),
        _ => false,
    }
}

/// The edition a message really follows: a 12-byte header does not tell 2011 from 2013, some bodies do.
pub fn edition(header: &Header, body: &Body<'_>) -> Version {
    match body {
        Body::Register(register) if !header.version.has_long_header() => register.version,
        Body::Driver(driver) if !header.version.has_long_header() && driver.card.is_none() => Version::V2011,
        _ => header.version,
    }
}

/// Fuzz entry: reads `data` as the body of message `msg_id` in every edition; what is read is written back to the same
/// value, and JSON of it is one object.
#[doc(hidden)]
pub fn fuzz_body(msg_id: u16, data: &[u8]) {
    for version in [Version::V2011, Version::V2013, Version::V2019] {
        let Ok(body) = decode_body(msg_id, version, data) else { continue };
        assert!(serde_json::to_string(&body).is_ok_and(|json| json.starts_with('{')), "a body is an object");
        let mut again = Vec::new();
        body.encode(&mut again);
        assert!(decode_body(msg_id, version, &again).as_ref() == Ok(&body), "written and read again it is the same");
    }
}

/// Fuzz entry: the first byte chooses a message of the catalogue, the rest is its body.
#[doc(hidden)]
pub fn fuzz_message(data: &[u8]) {
    if let Some((choice, body)) = data.split_first()
        && let Some(entry) = CATALOG.iter().cycle().nth(usize::from(*choice))
    {
        fuzz_body(entry.id, body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_sorted() {
        assert!(CATALOG.is_sorted_by(|a, b| a.id < b.id));
        assert!(super::super::item::ITEMS.is_sorted_by(|a, b| a.id < b.id));
        for entry in CATALOG {
            assert!(entry.name.starts_with(&format!("x{:04x}_", entry.id)), "{}", entry.name);
            assert_eq!(entry.direction == Direction::Down, entry.handling == Handling::Never);
        }
    }
}
