//! Supervision of vehicles, 0x1500 and 0x9500 (2011: 4.5.7): listening, photos, texts, recorder data, takeover.

use serde::Serialize;

use crate::{
    jt809::{
        field::{Blob, Counted, Instant, Layout, MsgId, Raw, Text},
        profile::Edition,
    },
    wire::{Reader, Writer, field::Field, hex::Hex, layout},
};

use super::{
    BodyError,
    location::{Gnss, Location2011, Location2019},
    platform::SourceOnly,
};

layout! {
    /// An answer by its result alone.
    pub struct Result2011 {
        /// 0 is success; the other values are the message's own.
        pub result: u8,
    }
}

layout! {
    /// An answer of 2019.
    pub struct Result2019 {
        /// Sub id of the message answered.
        pub source_type: MsgId,
        /// Serial number of the message answered.
        pub source_serial: u32,
        /// 0 is success; the other values are the message's own.
        pub result: u8,
    }
}

editions! {
    /// 0x1501, 0x1505, 0x9201, 0x9207, 0x9208 and 0x9209.
    Answer {
        /// 1 byte.
        V2011(Result2011),
        /// 7 bytes.
        V2019(Result2019),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x1503 of 2011.
    pub struct TextReply2011 {
        /// `MSG_SEQUENCE` of the text.
        pub message_id: u32,
        /// 0 delivered, 1 failed.
        pub result: u8,
    }
}

editions! {
    /// 0x1503: whether a text reached the vehicle.
    TextReply {
        /// 5 bytes.
        V2011(TextReply2011),
        /// 7 bytes.
        V2019(Result2019),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x1504 of 2011.
    pub struct Recorder2011<'a> {
        /// `COMMAND_TYPE`.
        pub command: u8,
        /// The recorder's data.
        pub data: Blob<'a>,
    }
}

layout! {
    /// 0x1504 of 2019.
    pub struct Recorder2019<'a> {
        /// Sub id of the message answered.
        pub source_type: MsgId,
        /// Serial number of the message answered.
        pub source_serial: u32,
        /// `COMMAND_TYPE`.
        pub command: u8,
        /// The recorder's data.
        pub data: Blob<'a>,
    }
}

editions! {
    /// 0x1504: data of the driving recorder (GB/T 19056).
    Recorder<'a> {
        /// 2011.
        V2011(Recorder2011<'a>),
        /// 2019.
        V2019(Recorder2019<'a>),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x9501: listen into the vehicle.
    pub struct Monitor {
        /// `MONITOR_TEL`.
        pub monitor_tel: Text<20>,
    }
}

layout! {
    /// 0x9502: take a photo.
    pub struct PhotoRequest {
        /// `LENS_ID`.
        pub lens: u8,
        /// `SIZE`: 1 320×240, 2 640×480, 3 800×600, 4 1024×768, 5–8 QCIF, CIF, half D1, D1.
        pub size: u8,
    }
}

layout! {
    /// 0x9503: a text for the vehicle.
    pub struct TextRequest<'a> {
        /// `MSG_SEQUENCE`.
        pub message_id: u32,
        /// `MSG_PRIORITY`: 0 urgent, 1 normal.
        pub priority: u8,
        /// `MSG_CONTENT`.
        pub content: Counted<'a>,
    }
}

layout! {
    /// 0x9504 of 2011.
    pub struct RecorderRequest2011 {
        /// `COMMAND`.
        pub command: u8,
    }
}

layout! {
    /// 0x9504 of 2019 (seen in one implementation only).
    pub struct RecorderRequest2019 {
        /// Start of the data wanted.
        pub start_time: Instant,
        /// End of the data wanted.
        pub end_time: Instant,
        /// `COMMAND`.
        pub command: u8,
    }
}

editions! {
    /// 0x9504: read the driving recorder.
    RecorderRequest {
        /// 1 byte.
        V2011(RecorderRequest2011),
        /// 17 bytes.
        V2019(RecorderRequest2019),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x9505: the vehicle shall connect to another platform in an emergency.
    pub struct Takeover {
        /// `AUTHENTICATION_CODE`, BCD.
        pub authentication_code: Raw<10>,
        /// `ACCESS_POINT_NAME`.
        pub access_point: Text<20>,
        /// Dial-up user.
        pub user: Text<49>,
        /// Dial-up password.
        pub password: Text<22>,
        /// Address of the server.
        pub server_ip: Text<32>,
        /// TCP port.
        pub tcp_port: u16,
        /// UDP port.
        pub udp_port: u16,
        /// Until when.
        pub end_time: Instant,
    }
}

/// 0x1502: a photo and where it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Photo<'a> {
    /// The request answered; some platforms of 2019 send it.
    pub source: Option<SourceOnly>,
    /// 0 not supported, 1 done, 2 done and sent later, 3 offline, 4 no such lens, 5 other, 9 no such vehicle.
    pub flag: u8,
    /// Where.
    pub location: Gnss<'a>,
    /// `LENS_ID`.
    pub lens: u8,
    /// `SIZE`.
    pub size: u8,
    /// 1 JPEG, 2 GIF, 3 TIFF, 4 PNG.
    pub format: u8,
    /// The photo.
    pub photo: &'a [u8],
}

impl<'a> Photo<'a> {
    fn read(body: &'a [u8], edition: Edition, with_source: bool) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        let source = if with_source { Some(SourceOnly::read(&mut r)?) } else { None };
        let flag = r.u8()?;
        let location = match edition {
            Edition::V2011 => Gnss::V2011(Location2011::read(&mut r)?),
            Edition::V2019 => Gnss::V2019(Location2019::read(&mut r)?),
        };
        let (lens, len, size, format) = (r.u8()?, r.u32()?, r.u8()?, r.u8()?);
        let photo = r.rest();
        if usize::try_from(len) != Ok(photo.len()) {
            return Err(BodyError::NoLayout { len: body.len() });
        }
        Ok(Self { source, flag, location, lens, size, format, photo })
    }
}

impl<'a> Layout<'a> for Photo<'a> {
    fn decode(body: &'a [u8], edition: Edition) -> Result<Self, BodyError> {
        let other = if edition == Edition::V2019 { Edition::V2011 } else { Edition::V2019 };
        [(edition, false), (edition, true), (other, false), (other, true)]
            .into_iter()
            .find_map(|(edition, with_source)| Self::read(body, edition, with_source).ok())
            .ok_or(BodyError::NoLayout { len: body.len() })
    }
    fn encode(&self, w: &mut Writer<'_>) {
        if let Some(source) = &self.source {
            Field::write(source, w);
        }
        w.u8(self.flag);
        self.location.write(w);
        w.u8(self.lens).u32(u32::try_from(self.photo.len()).unwrap_or(u32::MAX));
        w.u8(self.size).u8(self.format).bytes(self.photo);
    }
}

impl Serialize for Photo<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            #[serde(flatten)]
            source: Option<SourceOnly>,
            flag: u8,
            location: Gnss<'a>,
            lens: u8,
            size: u8,
            format: u8,
            photo: Hex<'a>,
        }
        let Self { source, flag, location, lens, size, format, photo } = *self;
        Shown { source, flag, location, lens, size, format, photo: Hex(photo) }.serialize(serializer)
    }
}
