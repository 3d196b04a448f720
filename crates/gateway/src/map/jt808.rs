//! JT/T 808 frames of the log to facts: 0x0200, 0x0704 and 0x0702.
//!
//! Field rules (2013 tables 23–27, 75–77; 2019 tables 23–27, 66–68):
//! * times are read off a GMT+8 clock; an unreadable one becomes the receive time and is marked;
//! * status bit 1 clear, bit 5 set (encrypted) or coordinates outside the globe: no point, the alarm word stays;
//! * item 0x65 (苏标, 粤标) of type 01 is an event of active safety beside the alarm word, unless its flag says that it ends;
//! * item 0x03 is the recorder's speed; it is used when it is possible at all, and not when it says 0 while a fix says
//!   30 km/h or more, as terminals do whose pulse line is not connected.

use anlu_bus::Record;
use anlu_domain::{
    geo::Point,
    ids::VehicleId,
    time::UtcMs,
    track::{DriverEvent, Fact, Fix, SAFETY_FATIGUE},
};
use anlu_protocols::{
    jt808::{
        self, Body, BodyError, FrameError, VersionChoice,
        body::{Driver, Location, x0200_location::status, x0702_driver},
        item::ItemValue,
    },
    wire::{DeviceTime, gbk},
};

/// Highest speed a truck or coach can have, km/h; above it the field is noise (0xffff is common).
pub(super) const MAX_SPEED_KMH: f32 = 220.0;
/// Type of item 0x65 (苏标 table 4-17, 粤标 table 5-16): fatigue.
const DSM_FATIGUE: u8 = 0x01;
/// Flag of the items of active safety: the alarm is over.
const ENDS: u8 = 2;
/// A fix at this speed contradicts a recorder that says 0, km/h.
pub(super) const CONTRADICTION_KMH: f32 = 30.0;

/// Why an entry holds no facts that can be used.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// The terminal belonged to no registered vehicle (`map_no_vehicle`).
    #[error("the terminal belongs to no registered vehicle")]
    NoVehicle,
    /// The stored bytes are no frame (`map_frame`).
    #[error("the stored bytes are no frame: {0}")]
    Frame(#[from] FrameError),
    /// The body cannot be read (`map_body`).
    #[error("the body cannot be read: {0}")]
    Body(#[from] BodyError),
}

/// Adds the facts of one record of a terminal to `out`, in the order they were sent. Messages without facts add none.
pub fn facts_of(record: &Record, vehicle: Option<VehicleId>, out: &mut Vec<(VehicleId, Fact)>) -> Result<(), MapError> {
    let vehicle = vehicle.ok_or(MapError::NoVehicle)?;
    let received = record.received;
    let opened = jt808::open(&record.frame, VersionChoice::Auto)?;
    match jt808::decode(&opened.header, opened.body)? {
        Body::Location(location) => out.push((vehicle, Fact::Fix(fix(&location, received)))),
        Body::Batch(batch) => out.extend(batch.locations().map(|l| (vehicle, Fact::Fix(fix(&l, received))))),
        Body::Driver(driver) => out.push((vehicle, Fact::Driver(driver_event(&driver, received)))),
        _ => {}
    }
    Ok(())
}

/// One location as a fix.
pub(super) fn fix(location: &Location<'_>, received: UtcMs) -> Fix {
    let at = point(location);
    let (time, time_from_receiver) = time(location.time, received);
    let gnss_speed_kmh = at.and_then(|_| speed(location.speed_tenth_kmh));
    Fix {
        time,
        received,
        at,
        recorder_speed_kmh: recorder_speed(location, gnss_speed_kmh),
        gnss_speed_kmh,
        direction_deg: match location.direction_deg {
            deg @ 0..=359 => at.map(|_| deg),
            360 => at.map(|_| 0),
            _ => None,
        },
        altitude_m: at.map(|_| location.altitude_m),
        mileage_km: mileage_km(location),
        alarm: location.alarm,
        status: location.status,
        time_from_receiver,
        safety: safety(location),
    }
}

fn time(device: DeviceTime, received: UtcMs) -> (UtcMs, bool) {
    device.epoch_ms().map_or((received, true), |ms| (UtcMs(ms), false))
}

fn point(location: &Location<'_>) -> Option<Point> {
    let usable = location.is_fixed() && location.status & status::ENCRYPTED == 0;
    let point = Point { lon: location.lon(), lat: location.lat() };
    let on_globe = point.lon.abs() <= 180.0 && point.lat.abs() <= 90.0;
    let at_origin = location.lat_e6 == 0 && location.lon_e6 == 0;
    (usable && on_globe && !at_origin).then_some(point)
}

fn speed(tenth_kmh: u16) -> Option<f32> {
    let kmh = f32::from(tenth_kmh) / 10.0;
    (kmh <= MAX_SPEED_KMH).then_some(kmh)
}

fn recorder_speed(location: &Location<'_>, gnss: Option<f32>) -> Option<f32> {
    let Some(ItemValue::RecorderSpeedTenthKmh(tenth)) = location.items.find(0x03) else { return None };
    let recorder = speed(tenth)?;
    let contradicted = recorder <= 0.0 && gnss.is_some_and(|g| g >= CONTRADICTION_KMH);
    (!contradicted).then_some(recorder)
}

/// Events of active safety. The end of one tells of nothing new.
fn safety(location: &Location<'_>) -> u8 {
    let tired = |value| matches!(value, ItemValue::Dsm(dsm) if dsm.kind == DSM_FATIGUE && dsm.flag != ENDS);
    let mut dsm = location.items.iter().filter(|item| item.id == 0x65);
    if dsm.any(|item| tired(item.value())) { SAFETY_FATIGUE } else { 0 }
}

fn mileage_km(location: &Location<'_>) -> Option<f64> {
    match location.items.find(0x01) {
        Some(ItemValue::MileageTenthKm(tenth)) if tenth != u32::MAX => Some(f64::from(tenth) / 10.0),
        _ => None,
    }
}

fn driver_event(driver: &Driver<'_>, received: UtcMs) -> DriverEvent {
    let text = |raw: &[u8]| Some(gbk::text(raw).trim().to_owned()).filter(|t| !t.is_empty());
    // The 2011 layout has neither status nor time: it is sent when a driver logs in.
    let (time, on_duty) = driver
        .card
        .map_or((received, true), |card| (time(card.time, received).0, card.status == x0702_driver::INSERTED));
    DriverEvent {
        time,
        on_duty,
        certificate_no: driver.holder.and_then(|h| text(h.certificate)),
        name: driver.holder.and_then(|h| text(h.name)),
    }
}

#[cfg(test)]
#[path = "jt808_tests.rs"]
mod tests;
