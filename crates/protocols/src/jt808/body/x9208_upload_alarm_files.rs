//! 0x9208 the terminal shall send the attachments of an alarm (T/JSATL 12-2017, T/GDRTA 002-2020), answered with
//! 0x0001; then it opens a connection of its own, see [`crate::jt808::attachment`].

use serde::Serialize;

use crate::{
    jt808::item::active_safety::{Dialect, Label},
    wire::{
        Reader, Short, Writer,
        field::{Bytes, Field, Padded, Text8},
    },
};

use super::BodyError;

/// Where to send them, and of which alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct UploadAlarmFiles<'a> {
    /// Address or host name of the attachment server.
    pub host: Text8<'a>,
    /// TCP port; 0: none.
    pub tcp_port: u16,
    /// UDP port; 0: none.
    pub udp_port: u16,
    /// The alarm, as the terminal named it.
    pub label: Label<'a>,
    /// Number the platform gives it.
    pub platform_alarm_no: Padded<'a, 32>,
    /// Reserved.
    pub reserved: Bytes<16>,
}

impl<'a> UploadAlarmFiles<'a> {
    /// Reads the body in the dialect that fits to the last byte.
    pub fn decode(body: &'a [u8]) -> Result<Self, BodyError> {
        for dialect in [Dialect::Su, Dialect::Yue] {
            let mut r = Reader::new(body);
            if let Ok(upload) = Self::read(&mut r, dialect)
                && r.is_empty()
            {
                return Ok(upload);
            }
        }
        Err(BodyError::NoLayout { len: body.len() })
    }

    fn read(r: &mut Reader<'a>, dialect: Dialect) -> Result<Self, Short> {
        Ok(Self {
            host: Text8::read(r)?,
            tcp_port: r.u16()?,
            udp_port: r.u16()?,
            label: Label::decode(r, dialect)?,
            platform_alarm_no: Padded::read(r)?,
            reserved: Bytes::read(r)?,
        })
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut w = Writer::new(out);
        self.host.write(&mut w);
        w.u16(self.tcp_port).u16(self.udp_port);
        self.label.encode(&mut w);
        self.platform_alarm_no.write(&mut w);
        self.reserved.write(&mut w);
    }
}
