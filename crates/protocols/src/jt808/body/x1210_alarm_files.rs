//! 0x1210 the attachments of an alarm (T/JSATL 12-2017, T/GDRTA 002-2020), first message of the attachment connection.

use serde::Serialize;

use crate::{
    jt808::item::active_safety::{Dialect, Label},
    wire::{
        Reader, Short, Writer,
        field::{Field, List, Padded, Text8},
        gbk, layout,
    },
};

use super::BodyError;

layout! {
    /// One file to come.
    #[derive(Copy)]
    pub struct FileItem<'a> {
        /// Name.
        pub name: Text8<'a>,
        /// Bytes.
        pub size: u32,
    }
}

/// What is going to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlarmFiles<'a> {
    /// Terminal id, as wide as that of the label (7 or 30 bytes).
    #[serde(serialize_with = "text")]
    pub terminal_id: &'a [u8],
    /// The alarm.
    pub label: Label<'a>,
    /// Number the platform gave in 0x9208.
    pub platform_alarm_no: Padded<'a, 32>,
    /// 0 files of a new alarm, 1 files sent again.
    #[serde(rename = "type")]
    pub kind: u8,
    /// The files.
    pub files: List<FileItem<'a>, 1>,
}

fn text<S: serde::Serializer>(bytes: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    gbk::text(bytes).serialize(serializer)
}

impl<'a> AlarmFiles<'a> {
    /// Reads the body in the dialect that fits to the last byte; where both do, in the one whose label names the terminal
    /// that sends it.
    pub fn decode(body: &'a [u8]) -> Result<Self, BodyError> {
        let fitting = |dialect| {
            let mut r = Reader::new(body);
            Self::read(&mut r, dialect).ok().filter(|_| r.is_empty())
        };
        let own = |files: &Self| files.label.terminal_id == files.terminal_id;
        match (fitting(Dialect::Su), fitting(Dialect::Yue)) {
            (Some(su), Some(yue)) => Ok(if own(&yue) && !own(&su) { yue } else { su }),
            (one, other) => one.or(other).ok_or(BodyError::NoLayout { len: body.len() }),
        }
    }

    fn read(r: &mut Reader<'a>, dialect: Dialect) -> Result<Self, Short> {
        Ok(Self {
            terminal_id: r.take(dialect.id_width())?,
            label: Label::decode(r, dialect)?,
            platform_alarm_no: Padded::read(r)?,
            kind: r.u8()?,
            files: List::read(r)?,
        })
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut w = Writer::new(out);
        w.padded_behind(self.terminal_id, self.label.dialect().id_width());
        self.label.encode(&mut w);
        self.platform_alarm_no.write(&mut w);
        w.u8(self.kind);
        self.files.write(&mut w);
    }
}
