//! Vehicle data, 0x1200 and 0x9200 (2011: 4.5.3 and 4.5.4, tables 19–30); positions are in [`super::location`].

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt809::{
        field::{Counted, Counted16, Instant, Layout, MsgId, Text},
        profile::Edition,
    },
    wire::{Reader, Writer, field::Field, gbk, layout},
};

use super::{BodyError, link::Empty, platform::SourceOnly};

layout! {
    /// 0x1201 of 2011.
    pub struct Register2011 {
        /// `PLATFORM_ID`.
        pub platform: Text<11>,
        /// `PRODUCER_ID`.
        pub producer: Text<11>,
        /// `TERMINAL_MODEL_TYPE`.
        pub model: Text<8>,
        /// `TERMINAL_ID`.
        pub terminal: Text<7>,
        /// `TERMINAL_SIMCODE`.
        pub sim: Text<12>,
    }
}

layout! {
    /// 0x1201 of the 2013 supplement.
    pub struct Register2013 {
        /// `PLATFORM_ID`.
        pub platform: Text<11>,
        /// `PRODUCER_ID`.
        pub producer: Text<11>,
        /// `TERMINAL_MODEL_TYPE`.
        pub model: Text<20>,
        /// `TERMINAL_ID`.
        pub terminal: Text<7>,
        /// `TERMINAL_SIMCODE`.
        pub sim: Text<12>,
    }
}

layout! {
    /// 0x1201 of 2019.
    pub struct Register2019 {
        /// `PLATFORM_ID`.
        pub platform: Text<11>,
        /// `PRODUCER_ID`.
        pub producer: Text<11>,
        /// `TERMINAL_MODEL_TYPE`.
        pub model: Text<30>,
        /// `IMEI_ID`.
        pub imei: Text<15>,
        /// `TERMINAL_ID`.
        pub terminal: Text<30>,
        /// `TERMINAL_SIMCODE`.
        pub sim: Text<13>,
    }
}

editions! {
    /// 0x1201: a vehicle with its terminal is registered.
    Register {
        /// 49 bytes.
        V2011(Register2011),
        /// 61 bytes.
        V2013(Register2013),
        /// 110 bytes.
        V2019(Register2019),
    }
    2011: V2011 V2013 V2019;
    2019: V2019 V2011 V2013;
}

editions! {
    /// 0x1205 and 0x1206: exchange of positions begins or ends.
    ExchangeReply {
        /// 0 bytes.
        V2011(Empty),
        /// 6 bytes.
        V2019(SourceOnly),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x1207 and 0x1209: positions of a vehicle in this period are wanted, from now on or again.
    pub struct Period {
        /// Start.
        pub start_time: Instant,
        /// End.
        pub end_time: Instant,
    }
}

layout! {
    /// 0x9205 and 0x9206: why exchange begins or ends.
    pub struct Reason {
        /// 0 area entered or left, 1 by hand, 2 emergency, 3 other.
        pub reason: u8,
    }
}

layout! {
    /// 0x120b of 2011 and 0x120d.
    pub struct Waybill2011<'a> {
        /// `EWAYBILL_INFO`.
        pub waybill: Counted<'a>,
    }
}

layout! {
    /// 0x120b of 2019.
    pub struct Waybill2019<'a> {
        /// Sub id of the request.
        pub source_type: MsgId,
        /// Serial number of the request.
        pub source_serial: u32,
        /// `EWAYBILL_INFO`.
        pub waybill: Counted<'a>,
    }
}

editions! {
    /// 0x120b and 0x120d: electronic waybill.
    Waybill<'a> {
        /// 2011.
        V2011(Waybill2011<'a>),
        /// 2019.
        V2019(Waybill2019<'a>),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

layout! {
    /// 0x920d (2019, seen in one implementation only): what became of a route.
    pub struct RouteReply<'a> {
        /// Id of the route.
        pub route_id: u32,
        /// 0 recorded, 1 approved and recorded, 2 faulty, 3 refused.
        pub result: u8,
        /// Reason of a refusal.
        pub reason: Counted16<'a>,
    }
}

/// 0x120a and 0x120c: who drives. Text is raw, with its padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Driver<'a> {
    /// The request answered (0x120a of 2019).
    pub source: Option<SourceOnly>,
    /// `DRIVER_NAME`.
    pub name: &'a [u8],
    /// `DRIVER_ID`: identity number.
    pub identity: &'a [u8],
    /// `LICENCE`: qualification certificate.
    pub licence: &'a [u8],
    /// `ORG_NAME`: issuing agency.
    pub agency: &'a [u8],
    /// `VALID_DATE` (2019).
    pub valid_until: Option<Instant>,
}

/// Layouts by length: whether a source stands in front, widths of name, identity, licence and agency, whether a date
/// ends it. The narrow ones are one implementation's.
const DRIVER: &[(usize, bool, [usize; 4], bool)] = &[
    (276, false, [16, 20, 40, 200], false),
    (284, false, [16, 20, 40, 200], true),
    (290, true, [16, 20, 40, 200], true),
    (282, true, [16, 20, 40, 200], false),
    (259, false, [11, 20, 20, 200], true),
    (265, true, [11, 20, 20, 200], true),
];

impl<'a> Layout<'a> for Driver<'a> {
    fn decode(body: &'a [u8], _: Edition) -> Result<Self, BodyError> {
        let no_layout = BodyError::NoLayout { len: body.len() };
        let (_, with_source, widths, dated) =
            DRIVER.iter().find(|(len, ..)| *len == body.len()).copied().ok_or(no_layout)?;
        let mut r = Reader::new(body);
        let source = if with_source { Some(SourceOnly::read(&mut r)?) } else { None };
        let [name, identity, licence, agency] = widths;
        Ok(Self {
            source,
            name: r.take(name)?,
            identity: r.take(identity)?,
            licence: r.take(licence)?,
            agency: r.take(agency)?,
            valid_until: if dated { Some(Instant::read(&mut r)?) } else { None },
        })
    }

    /// Fields shorter than the standard's widths are padded; those of the narrow layouts keep theirs.
    fn encode(&self, w: &mut Writer<'_>) {
        if let Some(source) = &self.source {
            Field::write(source, w);
        }
        let narrow = self.name.len() == 11 && self.licence.len() == 20;
        let [name, identity, licence, agency] = if narrow { [11, 20, 20, 200] } else { [16, 20, 40, 200] };
        w.padded_behind(self.name, name).padded_behind(self.identity, identity);
        w.padded_behind(self.licence, licence).padded_behind(self.agency, agency);
        if let Some(date) = &self.valid_until {
            date.write(w);
        }
    }
}

impl Serialize for Driver<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(source) = &self.source {
            map.serialize_entry("source_type", &source.source_type)?;
            map.serialize_entry("source_serial", &source.source_serial)?;
        }
        map.serialize_entry("name", &gbk::text(self.name))?;
        map.serialize_entry("identity", &gbk::text(self.identity))?;
        map.serialize_entry("certificate", &gbk::text(self.licence))?;
        map.serialize_entry("agency", &gbk::text(self.agency))?;
        if let Some(date) = &self.valid_until {
            map.serialize_entry("valid_until", date)?;
        }
        map.end()
    }
}
