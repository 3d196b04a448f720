//! Items of the base standard (2013: tables 27, 31, 32; 2019: table 27).

use serde::{Serialize, Serializer};

use super::ItemValue;

/// Bit 15 of item 0x02: the value is percent (vendor habit; 3,276.8 L is no tank of a vehicle).
pub(super) const FUEL_PERCENT: u16 = 0x8000;

fn word(bytes: &[u8]) -> Option<u16> {
    bytes.try_into().ok().map(u16::from_be_bytes)
}

fn dword(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_be_bytes)
}

fn byte(bytes: &[u8]) -> Option<u8> {
    bytes.try_into().ok().map(u8::from_be_bytes)
}

#[inline]
pub(super) fn mileage(bytes: &[u8]) -> Option<ItemValue<'_>> {
    dword(bytes).map(ItemValue::MileageTenthKm)
}

#[inline]
pub(super) fn fuel(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let value = word(bytes)?;
    Some(if value & FUEL_PERCENT == 0 {
        ItemValue::FuelTenthLitre(value)
    } else {
        ItemValue::FuelPercent(value & !FUEL_PERCENT)
    })
}

#[inline]
pub(super) fn recorder_speed(bytes: &[u8]) -> Option<ItemValue<'_>> {
    word(bytes).map(ItemValue::RecorderSpeedTenthKmh)
}

#[inline]
pub(super) fn alarm_to_confirm(bytes: &[u8]) -> Option<ItemValue<'_>> {
    word(bytes).map(ItemValue::AlarmToConfirm)
}

#[inline]
pub(super) fn tyre_pressures(bytes: &[u8]) -> Option<ItemValue<'_>> {
    bytes.try_into().ok().map(ItemValue::TyrePressures)
}

#[inline]
pub(super) fn cabin_temperature(bytes: &[u8]) -> Option<ItemValue<'_>> {
    bytes.try_into().ok().map(|two| ItemValue::CabinCelsius(i16::from_be_bytes(two)))
}

#[inline]
pub(super) fn vehicle_signals(bytes: &[u8]) -> Option<ItemValue<'_>> {
    dword(bytes).map(ItemValue::VehicleSignals)
}

#[inline]
pub(super) fn io_status(bytes: &[u8]) -> Option<ItemValue<'_>> {
    word(bytes).map(ItemValue::IoStatus)
}

#[inline]
pub(super) fn analog(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let [a, b, c, d] = <[u8; 4]>::try_from(bytes).ok()?;
    Some(ItemValue::Analog { ad0: u16::from_be_bytes([c, d]), ad1: u16::from_be_bytes([a, b]) })
}

#[inline]
pub(super) fn radio_signal(bytes: &[u8]) -> Option<ItemValue<'_>> {
    byte(bytes).map(ItemValue::RadioSignal)
}

#[inline]
pub(super) fn satellites(bytes: &[u8]) -> Option<ItemValue<'_>> {
    byte(bytes).map(ItemValue::Satellites)
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for the whole catalogue")]
#[inline]
pub(super) fn custom_length(bytes: &[u8]) -> Option<ItemValue<'_>> {
    Some(ItemValue::CustomLength(bytes))
}

/// Tyre pressures as a list, null for FF.
pub(super) struct Tyres<'a>(pub(super) &'a [u8; 30]);

impl Serialize for Tyres<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|tyre| (*tyre != 0xff).then_some(*tyre)))
    }
}
