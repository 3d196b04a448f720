//! Message headers (2013: tables 2 and 3, 2019: tables 2 and 3).

use crate::wire::{Reader, Short};

use super::{phone::Phone, version::Version};

/// Longest header: 2019 with packet fields.
pub const MAX_HEADER: usize = 21;

const BODY_LENGTH: u16 = 0x03ff;
const ENCRYPTION: u16 = 0x1c00;
const SUB_PACKAGE: u16 = 0x2000;
const VERSION_FLAG: u16 = 0x4000;

/// Packet fields of a message sent in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Number of packets.
    pub total: u16,
    /// This packet, from 1. 0 never occurs on the wire: it marks a message put together again (see
    /// [`super::fragment::Assembler`]).
    pub index: u16,
}

/// A message header, with the layout it was read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Message id.
    pub msg_id: u16,
    /// 2019 for the 17-byte header; 2013 for the 12-byte one, which 2011 shares.
    pub version: Version,
    /// Bit 14 as sent; it contradicts `version` on some terminals.
    pub version_flag: bool,
    /// Bits 10–12: 0 none, 1 RSA.
    pub encryption: u8,
    /// Packet fields, when bit 13 is set.
    pub part: Option<Part>,
    /// The terminal.
    pub phone: Phone,
    /// Serial number of the sender.
    pub serial: u16,
    /// Protocol version byte of 2019 (1), 0 before.
    pub protocol_version: u8,
    /// Body length as declared (10 bits).
    pub declared_len: u16,
}

impl Header {
    /// A header for sending one whole message; the length is filled in by [`Header::write`].
    pub fn new(msg_id: u16, version: Version, phone: Phone, serial: u16) -> Self {
        let long = version.has_long_header();
        Self {
            msg_id,
            version,
            version_flag: long,
            encryption: 0,
            part: None,
            phone,
            serial,
            protocol_version: u8::from(long),
            declared_len: 0,
        }
    }

    /// Reads the 2019 layout (`long`) or the earlier one; the caller checks the length.
    #[inline]
    pub fn read(reader: &mut Reader<'_>, long: bool) -> Result<Self, Short> {
        let (id, props, protocol_version, phone, serial) = if long {
            let [id_high, id_low, props_high, props_low, version, phone @ .., high, low] = reader.array::<17>()?;
            ([id_high, id_low], [props_high, props_low], version, Phone::from_bcd(&phone), [high, low])
        } else {
            let [id_high, id_low, props_high, props_low, phone @ .., high, low] = reader.array::<12>()?;
            ([id_high, id_low], [props_high, props_low], 0, Phone::from_bcd(&phone), [high, low])
        };
        let [msg_id, props, serial] = [id, props, serial].map(u16::from_be_bytes);
        let part =
            if props & SUB_PACKAGE == 0 { None } else { Some(Part { total: reader.u16()?, index: reader.u16()? }) };
        let [encryption, _] = (props & ENCRYPTION).to_be_bytes();
        Ok(Self {
            msg_id,
            version: if long { Version::V2019 } else { Version::V2013 },
            version_flag: props & VERSION_FLAG != 0,
            encryption: encryption >> 2,
            part,
            phone,
            serial,
            protocol_version,
            declared_len: props & BODY_LENGTH,
        })
    }

    /// Bytes this header takes on the wire (12–21), before escaping.
    pub fn size(&self) -> usize {
        let base: usize = if self.version.has_long_header() { 17 } else { 12 };
        base.saturating_add(if self.part.is_some() { 4 } else { 0 })
    }

    /// Appends the header for a body of `body_len` bytes (its low ten bits are written).
    pub fn write(&self, body_len: usize, out: &mut Vec<u8>) -> Result<(), PhoneTooLong> {
        let length = u16::try_from(body_len % 1024).unwrap_or(0);
        let mut props = length | (u16::from(self.encryption & 7) << 10);
        if self.part.is_some() {
            props |= SUB_PACKAGE;
        }
        if self.version_flag {
            props |= VERSION_FLAG;
        }
        out.extend_from_slice(&self.msg_id.to_be_bytes());
        out.extend_from_slice(&props.to_be_bytes());
        if self.version.has_long_header() {
            out.push(self.protocol_version);
            out.extend_from_slice(&self.phone.to_bcd::<10>().ok_or(PhoneTooLong)?);
        } else {
            out.extend_from_slice(&self.phone.to_bcd::<6>().ok_or(PhoneTooLong)?);
        }
        out.extend_from_slice(&self.serial.to_be_bytes());
        if let Some(part) = self.part {
            out.extend_from_slice(&part.total.to_be_bytes());
            out.extend_from_slice(&part.index.to_be_bytes());
        }
        Ok(())
    }
}

/// The phone number has more than 12 digits and the header only holds 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the phone number does not fit the 12 digits of this header")]
pub struct PhoneTooLong;
