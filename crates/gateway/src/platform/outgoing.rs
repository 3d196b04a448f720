//! Positions of our own terminals as JT/T 809 wants them.

use anlu_bus::{Entry, Source};
use anlu_domain::ids::VehicleId;
use anlu_protocols::{
    jt808::{
        self, Body, VersionChoice,
        body::{Location, x0704_batch::CATCH_UP},
        item::ItemValue,
    },
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
    /// Since when it could have gone up: since we have it. What a terminal kept while it had no network (补报) has been
    /// due since its fix, like what an outage of ours held up. Else the clock of a terminal tells nothing here: many are
    /// hours wrong.
    pub(super) due: i64,
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
        Ok(Body::Batch(batch)) => {
            let mut all: Vec<Outgoing> = batch.locations().map(|location| one(&location)).collect();
            if batch.kind == CATCH_UP {
                for kept in &mut all {
                    kept.due = kept.time.min(received);
                }
            }
            all
        }
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
    Outgoing { vehicle, time, due: received, gnss: written }
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

#[cfg(test)]
mod tests {
    use anlu_bus::Record;
    use anlu_domain::time::{HOUR_MS, UtcMs};
    use anlu_protocols::{
        jt808::{
            Header, Phone, Version,
            body::{Batch, x0704_batch},
            encode_message,
            frame::single,
            item::Items,
        },
        wire::DeviceTime,
    };

    use super::*;

    const RECEIVED: i64 = 1_772_323_200_000;

    /// When a position is due that its terminal fixed an hour before we had it.
    fn due(msg_id: u16, body: &Body<'_>) -> i64 {
        let header = Header::new(msg_id, Version::V2013, Phone::parse("13800138000").unwrap(), 1);
        let (mut wire, mut frame) = (Vec::new(), Vec::new());
        encode_message(&header, body, &mut wire).unwrap();
        single(&wire, &mut frame).unwrap();
        let vehicle = Some(VehicleId(uuid::Uuid::from_u128(7)));
        let source = Source::Jt808 { phone: "13800138000".to_owned(), vehicle };
        let entry = Entry { shard: 0, offset: 0, record: Record { received: UtcMs(RECEIVED), source, frame } };
        let found = positions(&entry, Edition::V2019, &Text::default());
        assert_eq!((found.len(), found[0].time), (1, RECEIVED - HOUR_MS));
        found[0].due
    }

    #[test]
    fn only_what_a_terminal_kept_without_a_network_has_been_due_since_its_fix() {
        let location = Location {
            alarm: 0,
            status: 0,
            lat_e6: 29_868_336,
            lon_e6: 121_543_990,
            altitude_m: 0,
            speed_tenth_kmh: 725,
            direction_deg: 0,
            time: DeviceTime::Valid(CivilTime::gmt8_at(RECEIVED - HOUR_MS).unwrap()),
            items: Items::new(&[]),
        };
        let mut entries = Vec::new();
        x0704_batch::push_entry(&location, &mut entries);
        let batch = |kind| Body::Batch(Batch::from_entries(1, kind, &entries));
        assert_eq!(due(0x0200, &Body::Location(location)), RECEIVED, "a clock that is an hour slow");
        assert_eq!(due(0x0704, &batch(x0704_batch::NORMAL)), RECEIVED);
        assert_eq!(due(0x0704, &batch(CATCH_UP)), RECEIVED - HOUR_MS);
    }
}
