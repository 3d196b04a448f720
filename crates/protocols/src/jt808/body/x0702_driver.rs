//! 0x0702 driver identity from the IC card (2011: table 64, 2013: table 75, 2019: table 66).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{CivilDate, DeviceTime, Reader, Writer, gbk, hex::Hex};

use super::{super::version::Version, BodyError};

/// Card inserted: the driver goes on duty.
pub const INSERTED: u8 = 1;
/// Card removed: the driver goes off duty.
pub const REMOVED: u8 = 2;

/// What the card says. Text is raw; `None` and empty where the terminal sent nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Driver<'a> {
    /// Status and time of the card; absent in the 2011 layout.
    pub card: Option<Card>,
    /// Result of reading the card: 0 ok, 1 authentication failed, 2 locked, 3 removed, 4 check error.
    pub result: Option<u8>,
    /// Name and certificate, when the terminal sent them.
    pub holder: Option<Holder<'a>>,
}

/// Insertion or removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// [`INSERTED`] or [`REMOVED`].
    pub status: u8,
    /// When.
    pub time: DeviceTime,
}

/// The holder of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder<'a> {
    /// Name, at most 255 bytes.
    pub name: &'a [u8],
    /// Number of the qualification certificate: 20 bytes, 40 in 2011.
    pub certificate: &'a [u8],
    /// Issuing agency, at most 255 bytes.
    pub agency: &'a [u8],
    /// BCD yyyyMMdd; absent in 2011. Some terminals send binary.
    pub valid_until: Option<[u8; 4]>,
    /// Identity number: 20 bytes; 2011 and 2019 only.
    pub identity: Option<&'a [u8]>,
}

impl<'a> Driver<'a> {
    /// Reads the body in the layout that fits.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        // 2011 starts with the length of a name (two characters at least), later editions with status 1 or 2.
        let may_be_2011 = !version.has_long_header() && !matches!(body.first(), Some(&(INSERTED | REMOVED)));
        let old = version == Version::V2011 || may_be_2011;
        if old && let Ok(driver) = Self::decode_2011(body) {
            return Ok(driver);
        }
        let (driver, left) = Self::decode_2013(body)?;
        // What begins with neither status must be used up, or the two layouts could not be told apart.
        if old && left > 0 { Err(BodyError::NoLayout { len: body.len() }) } else { Ok(driver) }
    }

    fn decode_2011(body: &'a [u8]) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        let name = counted(&mut r)?;
        let identity = r.take(20)?;
        let certificate = r.take(40)?;
        let agency = counted(&mut r)?;
        if !r.is_empty() {
            return Err(BodyError::NoLayout { len: body.len() });
        }
        let holder = Holder { name, certificate, agency, valid_until: None, identity: Some(identity) };
        Ok(Self { card: None, result: None, holder: Some(holder) })
    }

    /// And how many bytes are left behind it.
    fn decode_2013(body: &'a [u8]) -> Result<(Self, usize), BodyError> {
        let mut r = Reader::new(body);
        let card = Card { status: r.u8()?, time: DeviceTime::from_bcd(r.array()?) };
        let mut driver = Self { card: Some(card), result: None, holder: None };
        if r.is_empty() {
            return Ok((driver, 0));
        }
        driver.result = Some(r.u8()?);
        if r.is_empty() {
            return Ok((driver, 0));
        }
        let (name, certificate, agency) = (counted(&mut r)?, r.take(20)?, counted(&mut r)?);
        let valid_until = Some(r.array()?);
        let identity = if r.is_empty() { None } else { Some(r.take(20)?) };
        driver.holder = Some(Holder { name, certificate, agency, valid_until, identity });
        Ok((driver, r.left()))
    }

    /// Appends the body: the 2011 layout when there is no card status, else 2013, or 2019 with an identity number.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut w = Writer::new(out);
        let Some(card) = self.card else {
            if let Some(holder) = self.holder {
                put_counted(&mut w, holder.name);
                w.padded_behind(holder.identity.unwrap_or_default(), 20).padded_behind(holder.certificate, 40);
                put_counted(&mut w, holder.agency);
            }
            return;
        };
        w.u8(card.status).bytes(&card.time.to_bcd());
        let Some(result) = self.result else { return };
        w.u8(result);
        let Some(holder) = self.holder else { return };
        put_counted(&mut w, holder.name);
        w.padded_behind(holder.certificate, 20);
        put_counted(&mut w, holder.agency);
        w.bytes(&holder.valid_until.unwrap_or_default());
        if let Some(identity) = holder.identity {
            w.padded_behind(identity, 20);
        }
    }
}

fn counted<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], BodyError> {
    let len = r.u8()?;
    Ok(r.take(usize::from(len))?)
}

fn put_counted(w: &mut Writer<'_>, text: &[u8]) {
    let text = text.get(..255).unwrap_or(text);
    w.u8(u8::try_from(text.len()).unwrap_or(255)).bytes(text);
}

impl Serialize for Driver<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(card) = self.card {
            map.serialize_entry("status", &card.status)?;
            card.time.serialize_into(&mut map)?;
        }
        if let Some(result) = self.result {
            map.serialize_entry("result", &result)?;
        }
        if let Some(holder) = self.holder {
            map.serialize_entry("name", &gbk::text(holder.name))?;
            map.serialize_entry("certificate", &gbk::text(holder.certificate))?;
            map.serialize_entry("agency", &gbk::text(holder.agency))?;
            if let Some(bytes) = holder.valid_until {
                match CivilDate::from_bcd(bytes) {
                    Some(date) => map.serialize_entry("valid_until", &date.to_string())?,
                    None => map.serialize_entry("valid_until_raw", &Hex(&bytes))?,
                }
            }
            if let Some(identity) = holder.identity {
                map.serialize_entry("identity", &gbk::text(identity))?;
            }
        }
        map.end()
    }
}
