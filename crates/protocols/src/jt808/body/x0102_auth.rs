//! 0x0102 terminal authenticates (2013: table 9, 2019: table 10).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Reader, Writer, gbk};

use super::{super::version::Version, BodyError};

/// IMEI and software version of 2019.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device<'a> {
    /// 15 bytes.
    pub imei: &'a [u8],
    /// 20 bytes, padded with 00 behind.
    pub software: &'a [u8],
}

/// The authentication code the platform gave in 0x8100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Auth<'a> {
    /// The code, raw.
    pub code: &'a [u8],
    /// Only in the 2019 layout.
    pub device: Option<Device<'a>>,
}

impl<'a> Auth<'a> {
    /// Reads the body: the 2019 layout where it fits exactly, else all of it is the code.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        if version.has_long_header()
            && let Ok(auth) = Self::decode_2019(body)
        {
            return Ok(auth);
        }
        Ok(Self { code: body, device: None })
    }

    fn decode_2019(body: &'a [u8]) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        let len = r.u8()?;
        let code = r.take(usize::from(len))?;
        let device = Device { imei: r.take(15)?, software: r.take(20)? };
        if r.is_empty() {
            Ok(Self { code, device: Some(device) })
        } else {
            Err(BodyError::NoLayout { len: body.len() })
        }
    }

    /// Appends the body: the 2019 layout when there is device data, else the code alone. A 2019 code is cut at 255 bytes.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut w = Writer::new(out);
        match self.device {
            None => {
                w.bytes(self.code);
            }
            Some(device) => {
                let code = self.code.get(..255).unwrap_or(self.code);
                w.u8(u8::try_from(code.len()).unwrap_or(255)).bytes(code);
                w.padded_behind(device.imei, 15).padded_behind(device.software, 20);
            }
        }
    }

    /// The code as text.
    pub fn code_text(&self) -> std::borrow::Cow<'a, str> {
        gbk::text(self.code)
    }
}

impl Serialize for Auth<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("auth_code", &self.code_text())?;
        if let Some(device) = self.device {
            map.serialize_entry("imei", &gbk::text(device.imei))?;
            map.serialize_entry("software_version", &gbk::text(device.software))?;
        }
        map.end()
    }
}
