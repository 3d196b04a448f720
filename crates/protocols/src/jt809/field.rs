//! Kinds of fields, as the tables of the standard name them: numbers, fixed-width text, times, counted text.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::wire::{CivilTime, Reader, Short, Writer, field::Field, gbk, hex::Hex};

use super::{body::BodyError, profile::Edition};

/// A whole message body.
pub trait Layout<'a>: Sized {
    /// Reads the body, which must be used up. The edition decides which of several layouts is tried first.
    fn decode(body: &'a [u8], edition: Edition) -> Result<Self, BodyError>;
    /// Appends the body.
    fn encode(&self, w: &mut Writer<'_>);
}

/// Of one table: it is the same in all editions.
impl<'a, T: Field<'a>> Layout<'a> for T {
    fn decode(body: &'a [u8], _: Edition) -> Result<Self, BodyError> {
        whole(body)
    }
    fn encode(&self, w: &mut Writer<'_>) {
        self.write(w);
    }
}

/// Reads `T` from all of `body`; bytes left over are an error, so that a wrong layout is not taken for the right one.
pub(super) fn whole<'a, T: Field<'a>>(body: &'a [u8]) -> Result<T, BodyError> {
    let mut r = Reader::new(body);
    let value = T::read(&mut r)?;
    if r.is_empty() { Ok(value) } else { Err(BodyError::NoLayout { len: body.len() }) }
}

/// A message or sub-message id; JSON writes `0x1202`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MsgId(pub u16);

impl<'a> Field<'a> for MsgId {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(r.u16()?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.u16(self.0);
    }
}

impl Serialize for MsgId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("0x{:04x}", self.0))
    }
}

/// A time in UTC seconds since 1970. Real platforms also send milliseconds: values that would lie beyond the year 5000
/// as seconds are read as milliseconds. 0 is "no time". The number is kept as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Instant(pub u64);

impl Instant {
    const FIRST_MILLISECONDS: u64 = 100_000_000_000;

    /// From UTC epoch milliseconds, cut to seconds; times before 1970 become 0.
    pub fn from_ms(ms: i64) -> Self {
        Self(u64::try_from(ms.div_euclid(1_000)).unwrap_or(0))
    }

    /// UTC epoch milliseconds; `None` for "no time" and for numbers that are no time.
    pub fn epoch_ms(self) -> Option<i64> {
        match self.0 {
            0 => None,
            seconds @ ..Self::FIRST_MILLISECONDS => i64::try_from(seconds.saturating_mul(1_000)).ok(),
            milliseconds => i64::try_from(milliseconds).ok(),
        }
    }
}

impl<'a> Field<'a> for Instant {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(r.u64()?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.u64(self.0);
    }
}

/// RFC 3339 with `+08:00`; null for "no time", the number itself when it is none.
impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.epoch_ms().and_then(CivilTime::gmt8_at) {
            Some(time) => serializer.collect_str(&format_args!("{time}+08:00")),
            None if self.0 == 0 => serializer.serialize_unit(),
            None => serializer.serialize_u64(self.0),
        }
    }
}

/// Octet String of a fixed width, GBK, padded with 00 behind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const N: usize>(pub [u8; N]);

impl<const N: usize> Text<N> {
    /// `text` cut to the width at a whole character.
    pub fn new(text: &str) -> Self {
        let mut bytes = [0; N];
        let mut at: usize = 0;
        for character in text.chars() {
            let mut utf8 = [0; 4];
            let encoded = gbk::encode(character.encode_utf8(&mut utf8)).into_owned();
            let end = at.saturating_add(encoded.len());
            let Some(room) = bytes.get_mut(at..end) else { break };
            room.copy_from_slice(&encoded);
            at = end;
        }
        Self(bytes)
    }

    /// The text without its padding.
    pub fn text(&self) -> Cow<'_, str> {
        gbk::text(&self.0)
    }
}

impl<const N: usize> std::fmt::Debug for Text<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.text())
    }
}

impl<const N: usize> Default for Text<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<'a, const N: usize> Field<'a> for Text<N> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(r.array()?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.bytes(&self.0);
    }
}

/// The text; hexadecimal behind `0x` when there are control characters in it (platform codes sent as numbers).
impl<const N: usize> Serialize for Text<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.text();
        if text.chars().any(char::is_control) {
            serializer.collect_str(&format_args!("0x{}", Hex(&self.0)))
        } else {
            serializer.serialize_str(&text)
        }
    }
}

/// Number plate, 21 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Plate(pub Text<21>);

impl Plate {
    /// A plate.
    pub fn new(plate: &str) -> Self {
        Self(Text::new(plate))
    }

    /// The plate without padding and separator dots.
    pub fn text(&self) -> String {
        gbk::plate(&self.0.0)
    }
}

impl<'a> Field<'a> for Plate {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(Field::read(r)?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        self.0.write(w);
    }
}

impl Serialize for Plate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// Raw bytes of a fixed width; hexadecimal in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<const N: usize>(pub [u8; N]);

impl<'a, const N: usize> Field<'a> for Raw<N> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(r.array()?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.bytes(&self.0);
    }
}

impl<const N: usize> Serialize for Raw<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Hex(&self.0).serialize(serializer)
    }
}

fn take_counted<'a>(r: &mut Reader<'a>, len: u32) -> Result<&'a [u8], Short> {
    r.take(usize::try_from(len).unwrap_or(usize::MAX))
}

/// GBK text behind its length (u32).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted<'a>(pub &'a [u8]);

/// Bytes behind their length (u32); hexadecimal in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blob<'a>(pub &'a [u8]);

/// GBK text behind its length (u16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted16<'a>(pub &'a [u8]);

/// Everything up to the end, as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RestText<'a>(pub &'a [u8]);

/// Everything up to the end, as bytes; hexadecimal in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rest<'a>(pub &'a [u8]);

fn put_len(w: &mut Writer<'_>, bytes: &[u8]) {
    w.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX)).bytes(bytes);
}

impl<'a> Field<'a> for Counted<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let len = r.u32()?;
        Ok(Self(take_counted(r, len)?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        put_len(w, self.0);
    }
}

impl<'a> Field<'a> for Blob<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let len = r.u32()?;
        Ok(Self(take_counted(r, len)?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        put_len(w, self.0);
    }
}

impl<'a> Field<'a> for Counted16<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let len = u32::from(r.u16()?);
        Ok(Self(take_counted(r, len)?))
    }
    fn write(&self, w: &mut Writer<'_>) {
        let kept = self.0.get(..usize::from(u16::MAX)).unwrap_or(self.0);
        w.u16(u16::try_from(kept.len()).unwrap_or(u16::MAX)).bytes(kept);
    }
}

impl<'a> Field<'a> for RestText<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(r.rest()))
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.bytes(self.0);
    }
}

impl<'a> Field<'a> for Rest<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self(r.rest()))
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.bytes(self.0);
    }
}

macro_rules! json {
    ($($ty:ident => $show:expr;)*) => {$(
        impl Serialize for $ty<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $show(self.0).serialize(serializer)
            }
        }
    )*};
}
json! {
    Counted => gbk::text;
    Counted16 => gbk::text;
    RestText => gbk::text;
    Blob => Hex;
    Rest => Hex;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_seconds_and_milliseconds() {
        let json = |time| serde_json::to_string(&Instant(time)).unwrap();
        assert_eq!(json(0x5bac_3f40), "\"2018-09-27T10:24:00+08:00\"");
        assert_eq!(json(0x0198_abac_778e), "\"2025-08-15T11:01:03+08:00\"");
        assert_eq!(json(0), "null");
        assert_eq!(json(u64::MAX), u64::MAX.to_string());
        assert_eq!(Instant::from_ms(1_999).epoch_ms(), Some(1_000));
        assert_eq!(Instant::from_ms(-5), Instant(0));
    }

    #[test]
    fn text_is_cut_at_whole_characters() {
        assert_eq!(Text::<3>::new("张三").text(), "张");
        assert_eq!(Text::<4>::new("张三").text(), "张三");
        assert_eq!(Plate::new("粤B·12345").text(), "粤B12345");
    }

    #[test]
    fn numbers_in_text_fields_show_as_such() {
        let number = Text([0, 0, 2, 0xdf, 0xdc, 0x1c, 0x35]);
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"0x000002dfdc1c35\"");
    }

    #[test]
    fn what_is_left_over_is_no_layout() {
        assert_eq!(whole::<u16>(&[1, 2, 3]), Err(BodyError::NoLayout { len: 3 }));
        assert!(matches!(whole::<Counted<'_>>(&[0xff; 6]), Err(BodyError::Short(_))));
    }
}
