//! Messages between platforms, 0x1300 and 0x9300 (2011: 4.5.5): 查岗 and texts.

use crate::jt809::field::{Counted, Instant, MsgId, Text};

layout! {
    /// Oldest layout, without an object.
    Plain<'a> {
        /// `INFO_ID`.
        info_id: u32,
        /// `INFO_CONTENT`.
        content: Counted<'a>,
    }
}

layout! {
    /// With the object of 2011 and its supplement.
    ToObject<'a> {
        /// `OBJECT_TYPE`.
        object_type: u8,
        /// `OBJECT_ID`.
        object_id: Text<12>,
        /// `INFO_ID`.
        info_id: u32,
        /// `INFO_CONTENT`.
        content: Counted<'a>,
    }
}

layout! {
    /// 0x9301 of 2019.
    DutyCheck2019<'a> {
        /// `OBJECT_TYPE`.
        object_type: u8,
        /// `OBJECT_ID`.
        object_id: Text<20>,
        /// Time allowed for the answer, as a number of the sender's unit (seconds in one implementation).
        answer_time: u8,
        /// `INFO_ID`.
        info_id: u32,
        /// `INFO_CONTENT`.
        content: Counted<'a>,
    }
}

layout! {
    /// 0x9302 of 2019.
    Notice2019<'a> {
        /// `OBJECT_TYPE`.
        object_type: u8,
        /// `OBJECT_ID`.
        object_id: Text<20>,
        /// `INFO_ID`.
        info_id: u32,
        /// `INFO_CONTENT`.
        content: Counted<'a>,
    }
}

layout! {
    /// 0x1301 of 2019.
    DutyAnswer2019<'a> {
        /// `OBJECT_TYPE`.
        object_type: u8,
        /// Name of whoever answers.
        responder: Text<16>,
        /// Telephone of whoever answers.
        responder_tel: Text<20>,
        /// `OBJECT_ID`.
        object_id: Text<20>,
        /// Sub id of the check answered.
        source_type: MsgId,
        /// Serial number of the check answered.
        source_serial: u32,
        /// `INFO_CONTENT`.
        content: Counted<'a>,
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
    NoticeReply2011 {
        /// `INFO_ID` of the text.
        info_id: u32,
    }
}

layout! {
    /// 0x1302 of 2019, and any 2019 answer without a result: which message is answered.
    SourceOnly {
        /// Sub id of the message answered.
        source_type: MsgId,
        /// Serial number of the message answered.
        source_serial: u32,
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
    Retransmit {
        /// First serial number.
        first_serial: u32,
        /// Last serial number.
        last_serial: u32,
        /// Everything since.
        time: Instant,
    }
}
