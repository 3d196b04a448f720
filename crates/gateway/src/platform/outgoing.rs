//! Positions of our own terminals as JT/T 809 wants them.

use anlu_bus::{Entry, Source};
use anlu_domain::ids::VehicleId;
use anlu_protocols::{
    jt808::{self, Body, VersionChoice, body::Location, item::ItemValue},
    jt809::{
        Edition, Text,
        body::location::{Gnss, Location2011, Location2019, PlatformAlarm},
    },
    wire::{CivilTime, Writer},
};

/// A position on its way out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outgoing {
    pub(super) vehicle: VehicleId,
    /// Time of the fix, UTC epoch milliseconds.
    pub(super) time: i64,
    /// As it goes into 0x1202.
    pub(super) gnss: Vec<u8>,
}

/// The positions of an entry, in the order they were sent. Entries of platforms, of unknown terminals, and messages
/// without a position give none; neither does a frame that cannot be read.
pub(super) fn positions(entry: &Entry, edition: Edition, platform: &Text<11>) -> Vec<Outgoing> {
    let Source::Jt808 { vehicle: Some(vehicle), .. } = &entry.record.source else { return Vec::new() };
    let Ok(opened) = jt808::open(&entry.record.frame, VersionChoice::Auto) else { return Vec::new() };
    let received = entry.record.received.0;
    let one = |location: &Location<'_>| outgoing(*vehicle, location, received, edition, platform);
    match jt808::decode(&opened.header, opened.body) {
        Ok(Body::Location(location)) => vec![one(&location)],
        Ok(Body::Batch(batch)) => batch.locations().map(|location| one(&location)).collect(),
        _ => Vec::new(),
    }
}

fn outgoing(
    vehicle: VehicleId,
    location: &Location<'_>,
    received: i64,
    edition: Edition,
    platform: &Text<11>,
) -> Outgoing {
    let time = location.time.epoch_ms().unwrap_or(received);
    let (mut body, mut written) = (Vec::new(), Vec::new());
    gnss(location, time, edition, platform, &mut body).write(&mut Writer::new(&mut written));
    Outgoing { vehicle, time, gnss: written }
}

/// The position in the layout of the edition; `body` holds that of 2019.
pub(super) fn gnss<'b>(
    location: &Location<'_>,
    time: i64,
    edition: Edition,
    platform: &Text<11>,
    body: &'b mut Vec<u8>,
) -> Gnss<'b> {
    match edition {
        Edition::V2011 => Gnss::V2011(as_2011(location, time)),
        Edition::V2019 => {
            location.encode(body);
            let none = PlatformAlarm { platform: Text::default(), alarm: 0 };
            let own = PlatformAlarm { platform: *platform, alarm: location.alarm };
            Gnss::V2019(Location2019 { encrypt: 0, gnss_data: body, platforms: [own, none, none] })
        }
    }
}

/// JT/T 808 counts tenths of km/h and of km, JT/T 809-2011 whole ones.
fn as_2011(location: &Location<'_>, time: i64) -> Location2011 {
    let whole = |tenth: u16| (tenth / 10).saturating_add(u16::from(tenth % 10 >= 5));
    let mut old = Location2011 {
        lon_e6: location.lon_e6,
        lat_e6: location.lat_e6,
        speed_kmh: whole(location.speed_tenth_kmh),
        recorder_speed_kmh: match location.items.find(0x03) {
            Some(ItemValue::RecorderSpeedTenthKmh(tenth)) => whole(tenth),
            _ => 0,
        },
        mileage_km: match location.items.find(0x01) {
            Some(ItemValue::MileageTenthKm(tenth)) => tenth / 10,
            _ => 0,
        },
        direction_deg: location.direction_deg,
        altitude_m: u16::from_be_bytes(location.altitude_m.to_be_bytes()),
        state: location.status,
        alarm: location.alarm,
        ..Location2011::default()
    };
    if let Some(civil) = CivilTime::gmt8_at(time) {
        old.set_civil(civil);
    }
    old
}
