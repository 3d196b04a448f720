//! 0x0107 attributes of the terminal (all editions), the answer to 0x8107.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{
        Reader, Short, Writer,
        field::{Field, Text8},
        gbk,
        hex::Hex,
    },
};

use super::BodyError;

/// Widths of maker, model and terminal id. 2019 is written both ways: its table says 5 bytes of maker, terminals also
/// send the 11 of 0x0100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 5, 20 and 7 bytes.
    V2013,
    /// 5, 30 and 30 bytes.
    V2019,
    /// 11, 30 and 30 bytes.
    V2019WideMaker,
}

impl Layout {
    const fn widths(self) -> (usize, usize, usize) {
        match self {
            Self::V2013 => (5, 20, 7),
            Self::V2019 => (5, 30, 30),
            Self::V2019WideMaker => (11, 30, 30),
        }
    }

    /// The edition it belongs to.
    pub fn version(self) -> Version {
        if self == Self::V2013 { Version::V2013 } else { Version::V2019 }
    }
}

/// What the terminal is. Text fields are raw, with their padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes<'a> {
    /// The layout that fits.
    pub layout: Layout,
    /// Bits 0 passenger, 1 dangerous goods, 2 freight, 3 taxi, 6 recording disk, 7 split device; 2019: 8 trailer.
    pub kind: u16,
    /// Maker.
    pub maker: &'a [u8],
    /// Model.
    pub model: &'a [u8],
    /// Terminal id.
    pub terminal_id: &'a [u8],
    /// ICCID of the SIM, BCD[10].
    pub iccid: [u8; 10],
    /// Hardware version.
    pub hardware: Text8<'a>,
    /// Firmware version.
    pub firmware: Text8<'a>,
    /// Bits 0 GPS, 1 `BeiDou`, 2 GLONASS, 3 Galileo.
    pub gnss: u8,
    /// Bits 0 GPRS, 1 CDMA, 2 TD-SCDMA, 3 WCDMA, 4 CDMA2000, 5 TD-LTE, 7 other.
    pub network: u8,
}

impl<'a> Attributes<'a> {
    /// Reads the body in the layout whose length fits exactly, starting with the header's edition.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        let order = if version.has_long_header() {
            [Layout::V2019WideMaker, Layout::V2019, Layout::V2013]
        } else {
            [Layout::V2013, Layout::V2019, Layout::V2019WideMaker]
        };
        order
            .into_iter()
            .find_map(|layout| {
                let mut r = Reader::new(body);
                Self::read(&mut r, layout).ok().filter(|_| r.is_empty())
            })
            .ok_or(BodyError::NoLayout { len: body.len() })
    }

    fn read(r: &mut Reader<'a>, layout: Layout) -> Result<Self, Short> {
        let (maker, model, id) = layout.widths();
        Ok(Self {
            layout,
            kind: r.u16()?,
            maker: r.take(maker)?,
            model: r.take(model)?,
            terminal_id: r.take(id)?,
            iccid: r.array()?,
            hardware: Text8::read(r)?,
            firmware: Text8::read(r)?,
            gnss: r.u8()?,
            network: r.u8()?,
        })
    }

    /// Appends the body in `self.layout`; fields that are too long are cut.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let (maker, model, id) = self.layout.widths();
        let mut w = Writer::new(out);
        w.u16(self.kind).padded_behind(self.maker, maker).padded_behind(self.model, model);
        w.padded_behind(self.terminal_id, id).bytes(&self.iccid);
        self.hardware.write(&mut w);
        self.firmware.write(&mut w);
        w.u8(self.gnss).u8(self.network);
    }
}

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        map.serialize_entry("maker", &gbk::text(self.maker))?;
        map.serialize_entry("model", &gbk::text(self.model))?;
        map.serialize_entry("terminal_id", &gbk::text(self.terminal_id))?;
        map.serialize_entry("iccid", &Hex(&self.iccid))?;
        map.serialize_entry("hardware_version", &self.hardware)?;
        map.serialize_entry("firmware_version", &self.firmware)?;
        map.serialize_entry("gnss", &self.gnss)?;
        map.serialize_entry("network", &self.network)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layout_is_told_by_its_length() {
        for layout in [Layout::V2013, Layout::V2019, Layout::V2019WideMaker] {
            let (maker, model, id) = layout.widths();
            let attributes = Attributes {
                layout,
                kind: 4,
                maker: &[b'M'; 11][..maker],
                model: &[b'T'; 30][..model],
                terminal_id: &[b'7'; 30][..id],
                iccid: [0x89; 10],
                hardware: Text8(b"H1"),
                firmware: Text8(b"F2.0"),
                gnss: 3,
                network: 1,
            };
            let mut body = Vec::new();
            attributes.encode(&mut body);
            for version in [Version::V2013, Version::V2019] {
                assert_eq!(Attributes::decode(&body, version), Ok(attributes), "{layout:?}");
            }
        }
    }
}
