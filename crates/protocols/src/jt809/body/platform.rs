//! Messages between platforms, 0x1300 and 0x9300 (2011: 4.5.5): 查岗 and texts.

use crate::{
    jt809::field::{Counted, Instant, MsgId, Text},
    wire::layout,
};

layout! {
    /// Oldest layout, without an object.
    pub struct Plain<'a> {
        /// `INFO_ID`.
        pub info_id: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

layout! {
    /// With the object of 2011 and its supplement.
    pub struct ToObject<'a> {
        /// `OBJECT_TYPE`.
        pub object_type: u8,
        /// `OBJECT_ID`.
        pub object_id: Text<12>,
        /// `INFO_ID`.
        pub info_id: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

layout! {
    /// 0x9301 of 2019.
    pub struct DutyCheck2019<'a> {
        /// `OBJECT_TYPE`.
        pub object_type: u8,
        /// `OBJECT_ID`.
        pub object_id: Text<20>,
        /// Time allowed for the answer, as a number of the sender's unit (seconds in one implementation).
        pub answer_time: u8,
        /// `INFO_ID`.
        pub info_id: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

layout! {
    /// 0x9302 of 2019.
    pub struct Notice2019<'a> {
        /// `OBJECT_TYPE`.
        pub object_type: u8,
        /// `OBJECT_ID`.
        pub object_id: Text<20>,
        /// `INFO_ID`.
        pub info_id: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

layout! {
    /// 0x1301 of 2019.
    pub struct DutyAnswer2019<'a> {
        /// `OBJECT_TYPE`.
        pub object_type: u8,
        /// Name of whoever answers.
        pub responder: Text<16>,
        /// Telephone of whoever answers.
        pub responder_tel: Text<20>,
        /// `OBJECT_ID`.
        pub object_id: Text<20>,
        /// Sub id of the check answered.
        pub source_type: MsgId,
        /// Serial number of the check answered.
        pub source_serial: u32,
        /// `INFO_CONTENT`.
        pub content: Counted<'a>,
    }
}

editions! {
    /// 0x9301: is somebody on duty (查岗)?
    DutyCheck<'a> {
        /// 2019.
        V2019(DutyCheck2019<'a>),
        /// 2011 with an object.
        Object(ToObject<'a>),
        /// Without.
        Plain(Plain<'a>),
    }
    2011: Object Plain V2019;
    2019: V2019 Object Plain;
}

editions! {
    /// 0x1301: somebody is.
    DutyAnswer<'a> {
        /// 2019.
        V2019(DutyAnswer2019<'a>),
        /// 2011 with an object.
        Object(ToObject<'a>),
        /// Without.
        Plain(Plain<'a>),
    }
    2011: Object Plain V2019;
    2019: V2019 Object Plain;
}

editions! {
    /// 0x9302: a text from the upper platform.
    Notice<'a> {
        /// 2019.
        V2019(Notice2019<'a>),
        /// 2011 with an object.
        Object(ToObject<'a>),
        /// Without.
        Plain(Plain<'a>),
    }
    2011: Object Plain V2019;
    2019: V2019 Object Plain;
}

layout! {
    /// 0x1302 of 2011.
    pub struct NoticeReply2011 {
        /// `INFO_ID` of the text.
        pub info_id: u32,
    }
}

layout! {
    /// 0x1302 of 2019, and any 2019 answer without a result: which message is answered.
    #[derive(Copy)]
    pub struct SourceOnly {
        /// Sub id of the message answered.
        pub source_type: MsgId,
        /// Serial number of the message answered.
        pub source_serial: u32,
    }
}

editions! {
    /// 0x1302: the text has arrived.
    NoticeReply {
        /// 4 bytes.
        V2011(NoticeReply2011),
        /// 6 bytes.
        V2019(SourceOnly),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x1303 and 0x9303 (2019, seen in one implementation only): send these again. Serial numbers or a time, the other is 0.
    pub struct Retransmit {
        /// First serial number.
        pub first_serial: u32,
        /// Last serial number.
        pub last_serial: u32,
        /// Everything since.
        pub time: Instant,
    }
}
