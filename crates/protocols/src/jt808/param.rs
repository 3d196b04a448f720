//! Parameters of a terminal (0x8103, 0x0104): one table of ids, types and units (2013: table 12, 2019: table 13;
//! 0x0075–0x007C: JT/T 1078-2016; 0xF364–0xF367: T/JSATL 12-2017).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Reader, Short, Writer, field::Field, gbk, hex::Hex};

mod table;

pub use table::PARAMS;

/// Longest continuous driving, s.
pub const CONTINUOUS_DRIVING_LIMIT: u32 = 0x0057;
/// Longest driving within a day, s.
pub const DAILY_DRIVING_LIMIT: u32 = 0x0058;
/// Shortest rest, s.
pub const MINIMUM_REST: u32 = 0x0059;
/// Longest parking, s.
pub const MAXIMUM_PARKING: u32 = 0x005a;
/// Pre-warning of overspeed, 0.1 km/h below the limit.
pub const OVERSPEED_WARNING: u32 = 0x005b;
/// Pre-warning of fatigue, s before the limit.
pub const FATIGUE_WARNING: u32 = 0x005c;

/// Type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// BYTE.
    Byte,
    /// WORD.
    Word,
    /// DWORD.
    Dword,
    /// STRING (GBK).
    Text,
    /// So many bytes with a structure of their own.
    Bytes(usize),
    /// Bytes of any length with a structure of their own.
    Block,
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParamEntry {
    /// Parameter id.
    pub id: u32,
    /// Short name.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// Unit, empty when there is none.
    pub unit: &'static str,
}

/// The table's line of an id; 0x0111–0x01FF are further CAN ids.
pub fn entry(id: u32) -> Option<&'static ParamEntry> {
    let id = if (0x0111..=0x01ff).contains(&id) { 0x0110 } else { id };
    PARAMS.binary_search_by_key(&id, |entry| entry.id).ok().and_then(|at| PARAMS.get(at))
}

/// One parameter; the value is raw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param<'a> {
    /// Parameter id.
    pub id: u32,
    /// The value, at most 255 bytes.
    pub value: &'a [u8],
}

/// A value read by the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamValue<'a> {
    /// BYTE, WORD or DWORD, in the unit of the table.
    Number(u32),
    /// STRING.
    Text(std::borrow::Cow<'a, str>),
    /// A structure of its own.
    Bytes(&'a [u8]),
    /// A known id with a length that is not its own.
    Misfit(&'a [u8]),
    /// An id outside the table.
    Unknown(&'a [u8]),
}

impl<'a> Param<'a> {
    /// The value as the table reads it.
    pub fn value(&self) -> ParamValue<'a> {
        let Some(entry) = entry(self.id) else { return ParamValue::Unknown(self.value) };
        let mut r = Reader::new(self.value);
        let number = match entry.kind {
            Kind::Byte => r.u8().map(u32::from),
            Kind::Word => r.u16().map(u32::from),
            Kind::Dword => r.u32(),
            Kind::Text => return ParamValue::Text(gbk::text(self.value)),
            Kind::Bytes(len) if len == self.value.len() => return ParamValue::Bytes(self.value),
            Kind::Bytes(_) => return ParamValue::Misfit(self.value),
            Kind::Block => return ParamValue::Bytes(self.value),
        };
        number.ok().filter(|_| r.is_empty()).map_or(ParamValue::Misfit(self.value), ParamValue::Number)
    }
}

/// The value of a number as it lies on the wire; `None` when the id is no number of the table or the value too large.
pub fn number(id: u32, value: u32) -> Option<Vec<u8>> {
    match entry(id)?.kind {
        Kind::Byte => u8::try_from(value).ok().map(|v| vec![v]),
        Kind::Word => u16::try_from(value).ok().map(|v| v.to_be_bytes().to_vec()),
        Kind::Dword => Some(value.to_be_bytes().to_vec()),
        Kind::Text | Kind::Bytes(_) | Kind::Block => None,
    }
}

impl<'a> Field<'a> for Param<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let (id, len) = (r.u32()?, r.u8()?);
        Ok(Self { id, value: r.take(usize::from(len))? })
    }

    fn write(&self, w: &mut Writer<'_>) {
        let kept = self.value.get(..usize::from(u8::MAX)).unwrap_or(self.value);
        w.u32(self.id).u8(u8::try_from(kept.len()).unwrap_or(u8::MAX)).bytes(kept);
    }
}

impl Serialize for Param<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &format_args!("0x{:04x}", self.id))?;
        if let Some(entry) = entry(self.id) {
            map.serialize_entry("name", entry.name)?;
            if !entry.unit.is_empty() {
                map.serialize_entry("unit", entry.unit)?;
            }
        }
        match self.value() {
            ParamValue::Number(value) => map.serialize_entry("value", &value)?,
            ParamValue::Text(text) => map.serialize_entry("value", &text)?,
            ParamValue::Misfit(bytes) => map.serialize_entry("misfit_hex", &Hex(bytes))?,
            ParamValue::Bytes(bytes) | ParamValue::Unknown(bytes) => map.serialize_entry("hex", &Hex(bytes))?,
        }
        map.end()
    }
}

#[cfg(test)]
impl<'a> crate::wire::sample::Sample<'a> for Param<'a> {
    fn sample(source: &mut crate::wire::sample::Source<'a>) -> Self {
        let id = match source.byte() % 4 {
            0 => u32::from_be_bytes(source.array()),
            _ => PARAMS.iter().cycle().nth(source.byte().into()).map_or(0, |entry| entry.id),
        };
        Self { id, value: source.up_to(255) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_its_names_are_unique() {
        assert!(PARAMS.is_sorted_by(|a, b| a.id < b.id));
        let mut names: Vec<&str> = PARAMS.iter().map(|entry| entry.name).collect();
        names.sort_unstable();
        assert!(names.is_sorted_by(|a, b| a < b), "a name occurs twice");
    }

    #[test]
    fn fatigue_parameters_have_the_types_of_the_standard() {
        let read = |id, value| Param { id, value }.value();
        for id in [CONTINUOUS_DRIVING_LIMIT, DAILY_DRIVING_LIMIT, MINIMUM_REST, MAXIMUM_PARKING] {
            assert_eq!(read(id, &[0, 0, 0x38, 0x40]), ParamValue::Number(14_400));
            assert_eq!(read(id, &[0x38, 0x40]), ParamValue::Misfit(&[0x38, 0x40]));
            assert_eq!(number(id, 14_400), Some(vec![0, 0, 0x38, 0x40]));
            assert_eq!(entry(id).unwrap().unit, "s");
        }
        for id in [OVERSPEED_WARNING, FATIGUE_WARNING] {
            assert_eq!(read(id, &[0x07, 0x08]), ParamValue::Number(1_800));
            assert_eq!(number(id, 70_000), None);
        }
        assert_eq!(entry(0x01a0), entry(0x0110));
        assert_eq!(read(0xf000, &[1]), ParamValue::Unknown(&[1]));
    }
}
