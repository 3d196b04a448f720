//! JT/T 809 lines: frames with their access code, and bodies or sub-messages alone.

use anlu_protocols::jt809::{
    self, Body, Cipher, Edition, EditionChoice, FrameError, Instant, Message,
    frame::{FramingError, SingleError, single},
};
use serde::Serialize;

use super::{MessageId, Problem};

/// A frame or a body.
#[derive(Serialize)]
pub(super) struct Decoded<'a> {
    ok: bool,
    msg_id: MessageId,
    version: Edition,
    access_code: Option<u32>,
    serial: Option<u32>,
    time: Option<Instant>,
    encrypted: bool,
    body: Shown<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Message(Message<'a>),
    Body(Body<'a>),
}

/// M1, IA1 and IC1 as one argument, e.g. `10000000,20000000,30000000`.
pub(super) fn cipher(text: &str) -> Result<Cipher, String> {
    let mut numbers = text.split(',').map(|part| part.trim().parse::<u32>());
    let (Some(Ok(m1)), Some(Ok(ia1)), Some(Ok(ic1)), None) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next())
    else {
        return Err("the constants are three numbers M1,IA1,IC1, e.g. 10000000,20000000,30000000".to_owned());
    };
    Cipher::new(m1, ia1, ic1).ok_or_else(|| "M1 must not be 0".to_owned())
}

/// One frame as on the wire. `body` keeps the decrypted body.
pub(super) fn wire<'a>(
    bytes: &[u8],
    (frame, body): (&mut Vec<u8>, &'a mut Vec<u8>),
    choice: EditionChoice,
    cipher: Option<&Cipher>,
) -> Result<Decoded<'a>, Problem> {
    single(bytes, frame).map_err(|error| {
        let (code, offset) = match error {
            SingleError::NoOpeningFlag => ("no_opening_flag", 0),
            SingleError::NoClosingFlag => ("no_closing_flag", bytes.len()),
            SingleError::Several { offset } => ("several_frames", offset),
            SingleError::Framing(FramingError::Oversize { limit }) => ("frame_too_long", limit),
            SingleError::Framing(FramingError::Unfinished { bytes }) => ("several_frames", bytes),
        };
        Problem::new(code, error.to_string(), offset)
    })?;
    let refused = |error: FrameError| Problem::new(error.code(), error.to_string(), error.offset());
    let opened = jt809::open(frame, choice, cipher).map_err(refused)?;
    body.clear();
    body.extend_from_slice(&opened.body);
    let header = opened.header;
    let version = header.edition();
    let before = if header.time.is_some() { jt809::header::SIZE_2019 } else { jt809::header::SIZE_2011 } + 1;
    let message = jt809::decode(header.msg_id, body, version)
        .map_err(|error| Problem::new(error.code(), error.to_string(), before + error.offset()))?;
    Ok(Decoded {
        ok: true,
        msg_id: MessageId(header.msg_id),
        version,
        access_code: Some(header.access_code),
        serial: Some(header.serial),
        time: header.time,
        encrypted: header.encrypted,
        body: Shown::Message(message),
    })
}

/// A body alone: of a message (`--msg 0x1200`, with plate and sub id) or of a sub-message (`--msg 0x1202`).
pub(super) fn body(bytes: &[u8], msg_id: u16, choice: EditionChoice) -> Result<Decoded<'_>, Problem> {
    let version = match choice {
        EditionChoice::Only(edition) => edition,
        EditionChoice::Auto => Edition::V2011,
    };
    let shown = if jt809::catalog::is_family(msg_id) {
        jt809::decode(msg_id, bytes, version).map(Shown::Message)
    } else {
        jt809::decode_body(msg_id, bytes, version).map(Shown::Body)
    };
    let shown = shown.map_err(|error| Problem::new(error.code(), error.to_string(), error.offset()))?;
    Ok(Decoded {
        ok: true,
        msg_id: MessageId(msg_id),
        version,
        access_code: None,
        serial: None,
        time: None,
        encrypted: false,
        body: shown,
    })
}
