//! JT/T 809 frames of the log to facts: positions of 0x1202 and 0x1203, drivers of 0x120a and 0x120c.
//!
//! Field rules (2011: table 69; 2019: a body of JT/T 808 0x0200, mapped as one, see [`super::jt808`]):
//! * 2011 counts whole km/h and km; status and alarm words are those of JT/T 808-2011, so coordinates get their sign
//!   from status bits 2 and 3, and without bit 1 there is no point;
//! * an unreadable time becomes the receive time and is marked;
//! * a position whose `ENCRYPT` is 1 has no point, the alarm word stays;
//! * a driver message carries no time of its own: 2019 has that of sending, 2011 only that of receipt.

use anlu_bus::Record;
use anlu_domain::{
    geo::Point,
    ids::VehicleId,
    time::UtcMs,
    track::{DriverEvent, Fact, Fix},
};
use anlu_protocols::{
    jt808::body::x0200_location::status,
    jt809::{
        self, Body, BodyError, Edition, EditionChoice, FrameError,
        body::{
            exchange::Driver,
            location::{Gnss, Location2011},
        },
    },
    wire::{CivilTime, gbk},
};

use super::jt808::{CONTRADICTION_KMH, MAX_SPEED_KMH, fix as fix_808};

/// Why an entry holds no facts that can be used.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// The plate belonged to no registered vehicle (`map_no_vehicle`).
    #[error("the plate belongs to no registered vehicle")]
    NoVehicle,
    /// The stored bytes are no frame (`map_frame`).
    #[error("the stored bytes are no frame: {0}")]
    Frame(#[from] FrameError),
    /// The body cannot be read (`map_body`).
    #[error("the body cannot be read: {0}")]
    Body(#[from] BodyError),
}

/// Adds the facts of one record of a platform to `out`, in the order they were sent. Messages without facts add none.
pub fn facts_of(
    record: &Record,
    edition_2019: bool,
    vehicle: Option<VehicleId>,
    out: &mut Vec<(VehicleId, Fact)>,
) -> Result<(), MapError> {
    let edition = if edition_2019 { Edition::V2019 } else { Edition::V2011 };
    let received = record.received;
    let opened = jt809::open_kept(&record.frame, EditionChoice::Only(edition))?;
    let known = || vehicle.ok_or(MapError::NoVehicle);
    if let Some((_, gnss)) = jt809::location(opened.header.msg_id, &opened.body, edition) {
        return position(&gnss, received, vehicle, out);
    }
    match jt809::decode(opened.header.msg_id, &opened.body, edition)?.body {
        Body::Location(gnss) => position(&gnss, received, vehicle, out)?,
        Body::History(history) => {
            let mut fixes = history.locations.iter().filter_map(|g| fix(g, received)).peekable();
            if fixes.peek().is_some() {
                let vehicle = known()?;
                out.extend(fixes.map(|fix| (vehicle, Fact::Fix(fix))));
            }
        }
        Body::Driver(driver) | Body::DriverAnswer(driver) => {
            let sent = opened.header.time.and_then(jt809::Instant::epoch_ms).map_or(received, UtcMs);
            if let Some(event) = driver_event(&driver, sent) {
                out.push((known()?, Fact::Driver(event)));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Adds a position; one that holds nothing adds none, whoever sent it.
fn position(
    gnss: &Gnss<'_>,
    received: UtcMs,
    vehicle: Option<VehicleId>,
    out: &mut Vec<(VehicleId, Fact)>,
) -> Result<(), MapError> {
    if let Some(fix) = fix(gnss, received) {
        out.push((vehicle.ok_or(MapError::NoVehicle)?, Fact::Fix(fix)));
    }
    Ok(())
}

/// `None` when a position of 2019 holds nothing that can be read.
fn fix(gnss: &Gnss<'_>, received: UtcMs) -> Option<Fix> {
    match gnss {
        Gnss::V2011(location) => Some(fix_2011(location, received)),
        Gnss::V2019(location) => {
            let fix = fix_808(&location.location()?, received);
            Some(if location.encrypt == 0 { fix } else { Fix { at: None, ..fix } })
        }
    }
}

fn fix_2011(location: &Location2011, received: UtcMs) -> Fix {
    let at = point(location);
    let time = location.civil().map(CivilTime::epoch_ms_gmt8);
    let gnss_speed_kmh = at.and_then(|_| speed(location.speed_kmh));
    let recorder = speed(location.recorder_speed_kmh);
    let contradicts = |kmh: f32| kmh <= 0.0 && gnss_speed_kmh.is_some_and(|gnss| gnss >= CONTRADICTION_KMH);
    Fix {
        time: time.map_or(received, UtcMs),
        received,
        at,
        // The field is not optional in 2011: vehicles without a recorder send 0 at any speed.
        recorder_speed_kmh: recorder.filter(|kmh| !contradicts(*kmh)),
        gnss_speed_kmh,
        direction_deg: match location.direction_deg {
            deg @ 0..=359 => at.map(|_| deg),
            360 => at.map(|_| 0),
            _ => None,
        },
        altitude_m: at.map(|_| i16::from_be_bytes(location.altitude_m.to_be_bytes())),
        mileage_km: (location.mileage_km != u32::MAX).then(|| f64::from(location.mileage_km)),
        alarm: location.alarm,
        status: location.state,
        time_from_receiver: time.is_none(),
        safety: 0,
    }
}

fn point(location: &Location2011) -> Option<Point> {
    let usable =
        location.encrypt == 0 && location.state & status::FIXED != 0 && location.state & status::ENCRYPTED == 0;
    let signed = |e6: u32, bit: u32| {
        let degrees = f64::from(e6) / 1e6;
        if location.state & bit == 0 { degrees } else { -degrees }
    };
    let point = Point { lon: signed(location.lon_e6, status::WEST), lat: signed(location.lat_e6, status::SOUTH) };
    let on_globe = point.lon.abs() <= 180.0 && point.lat.abs() <= 90.0;
    let at_origin = location.lat_e6 == 0 && location.lon_e6 == 0;
    (usable && on_globe && !at_origin).then_some(point)
}

fn speed(kmh: u16) -> Option<f32> {
    let kmh = f32::from(kmh);
    (kmh <= MAX_SPEED_KMH).then_some(kmh)
}

/// `None` when the message names nobody: the clock must not follow an empty card.
fn driver_event(driver: &Driver<'_>, time: UtcMs) -> Option<DriverEvent> {
    let text = |raw: &[u8]| Some(gbk::text(raw).trim().to_owned()).filter(|t| !t.is_empty());
    let (certificate_no, name) = (text(driver.licence), text(driver.name));
    (certificate_no.is_some() || name.is_some()).then_some(DriverEvent { time, on_duty: true, certificate_no, name })
}

#[cfg(test)]
#[path = "jt809_tests.rs"]
mod tests;
