//! 0x8300 text for the driver (2013: table 38, 2019: tables 37 and 38), answered with 0x0001.

use serde::Serialize;

use crate::{
    jt808::version::Version,
    wire::{
        Reader, Short, Writer,
        field::{Field, Text},
    },
};

/// Show it, read it aloud, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TextMessage<'a> {
    /// 2013: bits 0 urgent, 2 screen, 3 TTS, 4 advertising screen, 5 CAN fault code instead of navigation. 2019: bits 0–1
    /// 01 service, 10 urgent, 11 notice; 2, 3 and 5 as before.
    pub flags: u8,
    /// 2019 only: 1 notice, 2 service.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<u8>,
    /// GBK, at most 1,024 bytes.
    pub text: Text<'a>,
}

impl<'a> TextMessage<'a> {
    /// Reads the body; the header's edition tells whether there is a type, nothing else does.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, Short> {
        let mut r = Reader::new(body);
        let flags = r.u8()?;
        let kind = if version.has_long_header() { Some(r.u8()?) } else { None };
        Ok(Self { flags, kind, text: Text::read(&mut r)? })
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut w = Writer::new(out);
        w.u8(self.flags);
        self.kind.write(&mut w);
        self.text.write(&mut w);
    }
}
