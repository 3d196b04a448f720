//! Items about zones, routes and segments (2013: tables 28–30).

use serde::Serialize;

use crate::wire::{Reader, Writer};

use super::ItemValue;

/// 0x11: where the speed limit was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Overspeed {
    /// 0 no particular place, 1 circle, 2 rectangle, 3 polygon, 4 segment.
    pub place_type: u8,
    /// Zone or segment, absent without a particular place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_id: Option<u32>,
}

/// 0x12: a zone or route was entered or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ZonePassage {
    /// 1 circle, 2 rectangle, 3 polygon, 4 route.
    pub place_type: u8,
    /// Zone or route.
    pub place_id: u32,
    /// 0 in, 1 out.
    pub direction: u8,
}

/// 0x13: a segment took too long or too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SegmentTime {
    /// Segment.
    pub segment_id: u32,
    /// Driving time in seconds.
    pub seconds: u16,
    /// 0 too short, 1 too long.
    pub result: u8,
}

impl Overspeed {
    pub(super) fn encode(self, w: &mut Writer<'_>) {
        w.u8(self.place_type);
        if let Some(id) = self.place_id {
            w.u32(id);
        }
    }
}

impl ZonePassage {
    pub(super) fn encode(self, w: &mut Writer<'_>) {
        w.u8(self.place_type).u32(self.place_id).u8(self.direction);
    }
}

impl SegmentTime {
    pub(super) fn encode(self, w: &mut Writer<'_>) {
        w.u32(self.segment_id).u16(self.seconds).u8(self.result);
    }
}

#[inline]
pub(super) fn overspeed(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let mut r = Reader::new(bytes);
    let place_type = r.u8().ok()?;
    let place_id = if r.is_empty() { None } else { Some(r.u32().ok()?) };
    r.is_empty().then_some(ItemValue::Overspeed(Overspeed { place_type, place_id }))
}

#[inline]
pub(super) fn zone_passage(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let mut r = Reader::new(bytes);
    let value = ZonePassage { place_type: r.u8().ok()?, place_id: r.u32().ok()?, direction: r.u8().ok()? };
    r.is_empty().then_some(ItemValue::ZonePassage(value))
}

#[inline]
pub(super) fn segment_time(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let mut r = Reader::new(bytes);
    let value = SegmentTime { segment_id: r.u32().ok()?, seconds: r.u16().ok()?, result: r.u8().ok()? };
    r.is_empty().then_some(ItemValue::SegmentTime(value))
}
