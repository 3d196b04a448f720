//! 0x8500 vehicle control (all editions), answered with 0x0500.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{
        Writer,
        field::{List, Message, exactly},
        layout,
    },
};

use super::BodyError;

layout! {
    /// One command of 2019. Type 0x0001 is the door: 0 lock, 1 unlock; the others are reserved.
    #[derive(Copy)]
    pub struct ControlItem {
        /// Type.
        #[serde(rename = "type")]
        pub kind: u16,
        /// Parameter.
        pub value: u8,
    }
}

/// What the vehicle shall do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VehicleControl {
    /// 2013: bit 0 doors, 0 unlock, 1 lock.
    Flags(u8),
    /// 2019.
    Items(List<ControlItem, 2>),
    /// 2019 without the count, as some implementations write it.
    Bare(ControlItem),
}

impl VehicleControl {
    /// Reads the body in the layout that fits its length.
    pub fn decode(body: &[u8], _version: Version) -> Result<Self, BodyError> {
        match *body {
            [flags] => Ok(Self::Flags(flags)),
            [a, b, value] => Ok(Self::Bare(ControlItem { kind: u16::from_be_bytes([a, b]), value })),
            _ => exactly(body).map(Self::Items).ok_or(BodyError::NoLayout { len: body.len() }),
        }
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Flags(flags) => {
                Writer::new(out).u8(*flags);
            }
            Self::Items(items) => crate::wire::field::Field::write(items, &mut Writer::new(out)),
            Self::Bare(item) => item.encode(out),
        }
    }

    /// Whether the layout is that of 2019.
    pub fn is_2019(&self) -> bool {
        !matches!(self, Self::Flags(_))
    }
}

impl Serialize for VehicleControl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Flags(flags) => map.serialize_entry("flags", flags)?,
            Self::Items(items) => map.serialize_entry("items", items)?,
            Self::Bare(item) => map.serialize_entry("items", &[item])?,
        }
        map.end()
    }
}
