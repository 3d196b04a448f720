//! What goes up of the log, as JT/T 809 wants it: positions of our own terminals and of platforms below, and drivers'
//! cards.

use anlu_bus::{Entry, Record, Source};
use anlu_domain::ids::VehicleId;
use anlu_protocols::{
    jt808::{
        self, Body, VersionChoice,
        body::{Location, x0702_driver::REMOVED, x0704_batch::CATCH_UP},
        item::{ItemValue, Items},
    },
    jt809::{
        self, Edition, EditionChoice, Text,
        body::location::{Gnss, Location2011, Location2019, PlatformAlarm},
    },
    wire::{CivilDate, CivilTime, DeviceTime, Writer, gbk},
};

/// Items of 0x0200.
const MILEAGE: u8 = 0x01;
const RECORDER_SPEED: u8 = 0x03;

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

/// Which positions of platforms below go up as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relay {
    /// None.
    Nothing,
    /// Those of all platforms but these links: theirs are the same platform as the one above.
    AllBut(Vec<String>),
}

impl Relay {
    fn takes(&self, from: &str) -> bool {
        matches!(self, Self::AllBut(links) if links.iter().all(|link| link != from))
    }
}

/// The positions of an entry, in the order they were sent. Entries of unknown vehicles, of platforms that are not
/// relayed, and messages without a position give none; neither does a frame that cannot be read.
pub(super) fn positions(entry: &Entry, edition: Edition, platform: &Text<11>, relay: &Relay) -> Vec<Outgoing> {
    let record = &entry.record;
    match &record.source {
        Source::Jt808 { vehicle: Some(vehicle), .. } => of_terminal(record, *vehicle, edition, platform),
        Source::Jt809 { link, edition_2019, vehicle: Some(vehicle) } if relay.takes(link) => {
            let from = if *edition_2019 { Edition::V2019 } else { Edition::V2011 };
            of_platform(record, *vehicle, from, edition, platform)
        }
        Source::Jt808 { .. } | Source::Jt809 { .. } | Source::Clock => Vec::new(),
    }
}

/// The positions that a platform below sent of a vehicle.
fn of_platform(
    record: &Record,
    vehicle: VehicleId,
    from: Edition,
    edition: Edition,
    platform: &Text<11>,
) -> Vec<Outgoing> {
    let Ok(opened) = jt809::open_kept(&record.frame, EditionChoice::Only(from)) else { return Vec::new() };
    let received = record.received.0;
    let one = |read: &Gnss<'_>| converted(read, vehicle, received, edition, platform);
    if let Some((_, read)) = jt809::location(opened.header.msg_id, &opened.body, from) {
        return one(&read).into_iter().collect();
    }
    let Ok(message) = jt809::decode(opened.header.msg_id, &opened.body, from) else { return Vec::new() };
    let jt809::Body::History(history) = message.body else { return Vec::new() };
    // What they kept for us has been due since its fix, as what a terminal kept.
    let kept = |out: Outgoing| Outgoing { due: out.time.min(received), ..out };
    history.locations.iter().filter_map(one).map(kept).collect()
}

/// A position as it came, or in the layout of the other edition; `None` for one that would have to be read for that and
/// cannot be, because it is encrypted or broken.
fn converted(
    read: &Gnss<'_>,
    vehicle: VehicleId,
    received: i64,
    edition: Edition,
    platform: &Text<11>,
) -> Option<Outgoing> {
    let time = read.epoch_ms().unwrap_or(received);
    let mut items = Vec::new();
    match (read, edition) {
        (Gnss::V2011(_), Edition::V2011) | (Gnss::V2019(_), Edition::V2019) => {
            let mut gnss = Vec::new();
            read.write(&mut Writer::new(&mut gnss));
            Some(Outgoing { vehicle, time, due: received, gnss })
        }
        (Gnss::V2011(old), Edition::V2019) if old.encrypt == 0 => {
            Some(outgoing(vehicle, &of_2011(old, &mut items), received, edition, platform))
        }
        (Gnss::V2019(new), Edition::V2011) if new.encrypt == 0 => {
            Some(outgoing(vehicle, &new.location()?, received, edition, platform))
        }
        _ => None,
    }
}

/// The positions that a terminal sent.
fn of_terminal(record: &Record, vehicle: VehicleId, edition: Edition, platform: &Text<11>) -> Vec<Outgoing> {
    let Ok(opened) = jt808::open(&record.frame, VersionChoice::Auto) else { return Vec::new() };
    let received = record.received.0;
    let one = |location: &Location<'_>| outgoing(vehicle, location, received, edition, platform);
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

/// Whose card a terminal has read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) name: String,
    pub(super) certificate: String,
    pub(super) agency: String,
    /// Last day of the certificate.
    pub(super) valid_until: Option<CivilDate>,
}

/// The driver's card an entry tells of; `None` for the card: it was taken out, or names nobody.
pub(super) fn card(entry: &Entry) -> Option<(VehicleId, Option<Card>)> {
    let Source::Jt808 { vehicle: Some(vehicle), .. } = &entry.record.source else { return None };
    if !entry.record.frame.starts_with(&[0x07, 0x02]) {
        return None;
    }
    let opened = jt808::open(&entry.record.frame, VersionChoice::Auto).ok()?;
    let Ok(Body::Driver(driver)) = jt808::decode(&opened.header, opened.body) else { return None };
    let inserted = driver.card.is_none_or(|card| card.status != REMOVED);
    let text = |raw: &[u8]| gbk::text(raw).trim().to_owned();
    let card = driver.holder.filter(|_| inserted).map(|holder| Card {
        name: text(holder.name),
        certificate: text(holder.certificate),
        agency: text(holder.agency),
        valid_until: holder.valid_until.and_then(CivilDate::from_bcd),
    });
    Some((*vehicle, card.filter(|card| !card.name.is_empty() || !card.certificate.is_empty())))
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
        recorder_speed_kmh: match location.items.find(RECORDER_SPEED) {
            Some(ItemValue::RecorderSpeedTenthKmh(tenth)) => whole(tenth),
            _ => 0,
        },
        mileage_km: match location.items.find(MILEAGE) {
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

/// And the other way round: tenths, with mileage and the speed of the recorder as items, which `room` holds.
fn of_2011<'b>(old: &Location2011, room: &'b mut Vec<u8>) -> Location<'b> {
    let tenth = |whole: u16| whole.saturating_mul(10);
    let mileage = old.mileage_km.saturating_mul(10).to_be_bytes();
    room.extend_from_slice(&[MILEAGE, 4]);
    room.extend_from_slice(&mileage);
    room.extend_from_slice(&[RECORDER_SPEED, 2]);
    room.extend_from_slice(&tenth(old.recorder_speed_kmh).to_be_bytes());
    Location {
        alarm: old.alarm,
        status: old.state,
        lat_e6: old.lat_e6,
        lon_e6: old.lon_e6,
        altitude_m: i16::from_be_bytes(old.altitude_m.to_be_bytes()),
        speed_tenth_kmh: tenth(old.speed_kmh),
        direction_deg: old.direction_deg,
        time: old.civil().map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid),
        items: Items::new(room),
    }
}

#[cfg(test)]
mod tests {
    use anlu_bus::Record;
    use anlu_domain::time::{HOUR_MS, UtcMs};
    use anlu_protocols::{
        jt808::{
            Header, Phone, Version,
            body::{
                Batch, Driver,
                x0702_driver::{self, Holder, INSERTED},
                x0704_batch,
            },
            encode_message,
            frame::single,
            item::Items,
        },
        wire::DeviceTime,
    };

    use super::*;

    const RECEIVED: i64 = 1_772_323_200_000;

    fn entry(msg_id: u16, body: &Body<'_>) -> Entry {
        let header = Header::new(msg_id, Version::V2013, Phone::parse("13800138000").unwrap(), 1);
        let (mut wire, mut frame) = (Vec::new(), Vec::new());
        encode_message(&header, body, &mut wire).unwrap();
        single(&wire, &mut frame).unwrap();
        let vehicle = Some(VehicleId(uuid::Uuid::from_u128(7)));
        let source = Source::Jt808 { phone: "13800138000".to_owned(), vehicle };
        Entry { shard: 0, offset: 0, record: Record { received: UtcMs(RECEIVED), source, frame } }
    }

    /// When a position is due that its terminal fixed an hour before we had it.
    fn due(msg_id: u16, body: &Body<'_>) -> i64 {
        let found = positions(&entry(msg_id, body), Edition::V2019, &Text::default(), &Relay::Nothing);
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

    #[test]
    fn a_card_tells_who_drives_until_it_is_taken_out() {
        let (name, agency) = (gbk::encode("王测试"), gbk::encode("示例市"));
        let holder = Holder {
            name: &name,
            certificate: b"3301020000000000001\0",
            agency: &agency,
            valid_until: Some([0x20, 0x27, 0x03, 0x01]),
            identity: Some(b"330102199001010000\0\0"),
        };
        let time = DeviceTime::Invalid([0; 6]);
        let read = |status, holder| {
            let card = Some(x0702_driver::Card { status, time });
            super::card(&entry(0x0702, &Body::Driver(Driver { card, result: Some(0), holder })))
        };
        let vehicle = VehicleId(uuid::Uuid::from_u128(7));
        let (found, card) = read(INSERTED, Some(holder)).unwrap();
        let card = card.unwrap();
        assert_eq!((found, card.name.as_str(), card.agency.as_str()), (vehicle, "王测试", "示例市"));
        assert_eq!(card.certificate, "3301020000000000001");
        assert_eq!(card.valid_until, CivilDate::new(2027, 3, 1));
        assert_eq!(read(REMOVED, Some(holder)), Some((vehicle, None)));
        let blank = Holder { name: b"", certificate: &[0; 20], ..holder };
        assert_eq!(read(INSERTED, Some(blank)), Some((vehicle, None)), "an empty card");
    }
}
