//! One simulated terminal: the frames it sends.

use anlu_domain::time::UtcMs;
use anlu_protocols::{
    jt808::{
        Header, Phone, Version,
        body::{
            Auth, Batch, Driver, Location, Register, Reply,
            x0102_auth::Device,
            x0200_location::status,
            x0702_driver::{self, Holder},
            x0704_batch,
        },
        item::Items,
        version::write_frame,
    },
    wire::{CivilTime, DeviceTime, gbk},
};

use super::{Options, Sample, Track};

/// Positions in one 0x0704.
const BATCH: usize = 5;
/// Speed field of a terminal that knows no speed.
const NO_SPEED: u16 = 0xffff;

/// A frame ready for the wire.
pub(crate) struct Outgoing {
    pub(crate) serial: u16,
    pub(crate) positions: u64,
    pub(crate) bytes: Vec<u8>,
}

/// State of one terminal over all its connections.
pub(crate) struct Terminal {
    pub(crate) phone: Phone,
    pub(crate) code: Option<Vec<u8>>,
    /// The gateway does not want this terminal.
    pub(crate) refused: bool,
    track: Track,
    version: Version,
    batch: usize,
    shift_ms: i64,
    next: usize,
    /// The card has been sent, or there is none.
    carded: bool,
    serial: u16,
}

impl Terminal {
    /// The `n`-th terminal; odd ones speak 2019, even ones 2013. `None` when its phone number is none.
    pub(crate) fn new(n: usize, track: Track, options: Options) -> Option<Self> {
        let batched = options.batch_every > 0 && n % options.batch_every == options.batch_every - 1;
        Some(Self {
            phone: Phone::parse(&track.phone)?,
            carded: track.card.is_none(),
            code: None,
            refused: false,
            track,
            version: if n.is_multiple_of(2) { Version::V2013 } else { Version::V2019 },
            batch: if batched { BATCH } else { 1 },
            shift_ms: options.shift_ms,
            next: 0,
            serial: 0,
        })
    }

    /// Device time, before any shift, at which the next frame is due; `None` when everything was sent.
    pub(crate) fn due(&self) -> Option<UtcMs> {
        let last = (self.next + self.batch).min(self.track.samples.len());
        self.track.samples.get(self.next..last)?.last().map(|s| s.time)
    }

    /// Positions never sent.
    pub(crate) fn unsent(&self) -> u64 {
        u64::try_from(self.track.samples.len() - self.next).unwrap_or(0)
    }

    /// Registration (0x0100) or, when a code is known, authentication (0x0102).
    pub(crate) fn login(&mut self) -> Outgoing {
        let mut body = Vec::with_capacity(96);
        let msg_id = if let Some(code) = &self.code {
            let device = Device { imei: b"000000000000000", software: b"anlu replay" };
            Auth { code, device: self.version.has_long_header().then_some(device) }.encode(&mut body);
            0x0102
        } else {
            let plate = gbk::encode(&self.track.plate);
            let register = Register {
                version: self.version,
                province: 0,
                city: 0,
                maker: b"ANLU",
                model: b"REPLAY",
                terminal_id: b"0000001",
                colour: self.track.colour,
                plate: &plate,
            };
            register.encode(&mut body);
            0x0100
        };
        self.frame(msg_id, &body, 0)
    }

    /// The driver's card first (0x0702), then the next position or batch.
    pub(crate) fn next_frame(&mut self) -> Option<Outgoing> {
        if !self.carded {
            self.carded = true;
            return self.card_frame();
        }
        let end = (self.next + self.batch).min(self.track.samples.len());
        let samples = self.track.samples.get(self.next..end).filter(|s| !s.is_empty())?;
        let mut body = Vec::with_capacity(48 * samples.len());
        let msg_id = match samples {
            [one] => {
                location(one, self.shift_ms).encode(&mut body);
                0x0200
            }
            several => {
                let mut entries = Vec::new();
                for sample in several {
                    x0704_batch::push_entry(&location(sample, self.shift_ms), &mut entries);
                }
                let count = u16::try_from(several.len()).unwrap_or(u16::MAX);
                Batch::from_entries(count, x0704_batch::NORMAL, &entries).encode(&mut body);
                0x0704
            }
        };
        let positions = u64::try_from(samples.len()).unwrap_or(0);
        self.next = end;
        Some(self.frame(msg_id, &body, positions))
    }

    /// The general answer (0x0001) that an order was carried out.
    pub(super) fn obeyed(&mut self, serial: u16, msg_id: u16) -> Outgoing {
        let mut body = Vec::with_capacity(5);
        Reply { serial, msg_id, result: 0 }.encode(&mut body);
        self.frame(0x0001, &body, 0)
    }

    fn card_frame(&mut self) -> Option<Outgoing> {
        let (card, first) = (self.track.card.as_ref()?, self.track.samples.get(self.next)?);
        let name = gbk::encode(&card.name);
        let holder = Holder {
            name: &name,
            certificate: card.certificate.as_bytes(),
            agency: b"",
            valid_until: Some([0x20, 0x99, 0x12, 0x31]),
            identity: None,
        };
        let card = x0702_driver::Card { status: x0702_driver::INSERTED, time: device_time(first, self.shift_ms) };
        let mut body = Vec::with_capacity(96);
        Driver { card: Some(card), result: Some(0), holder: Some(holder) }.encode(&mut body);
        Some(self.frame(0x0702, &body, 0))
    }

    fn frame(&mut self, msg_id: u16, body: &[u8], positions: u64) -> Outgoing {
        let serial = self.serial;
        self.serial = serial.wrapping_add(1);
        let mut bytes = Vec::with_capacity(body.len() + 40);
        let header = Header::new(msg_id, self.version, self.phone, serial);
        let written = write_frame(&header, body, &mut bytes);
        debug_assert!(written.is_ok(), "bodies made here fit one packet");
        Outgoing { serial, positions, bytes }
    }
}

fn device_time(sample: &Sample, shift_ms: i64) -> DeviceTime {
    CivilTime::gmt8_at(sample.time.plus(shift_ms).0).map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid)
}

fn location(sample: &Sample, shift_ms: i64) -> Location<'static> {
    let mut status_word = status::ACC | status::FIXED;
    if sample.lat < 0.0 {
        status_word |= status::SOUTH;
    }
    if sample.lon < 0.0 {
        status_word |= status::WEST;
    }
    Location {
        alarm: 0,
        status: status_word,
        lat_e6: millionths(sample.lat),
        lon_e6: millionths(sample.lon),
        altitude_m: 0,
        speed_tenth_kmh: sample.speed_kmh.map_or(NO_SPEED, tenths),
        direction_deg: sample.direction_deg.unwrap_or(0) % 360,
        time: device_time(sample, shift_ms),
        items: Items::new(&[]),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a degree can be")]
fn millionths(degrees: f64) -> u32 {
    (degrees.abs().min(180.0) * 1e6).round() as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the field's range")]
fn tenths(kmh: f32) -> u16 {
    (kmh.clamp(0.0, 6_000.0) * 10.0).round() as u16
}

#[cfg(test)]
mod tests {
    use anlu_protocols::jt808::{self, Body, Framer, VersionChoice};

    use super::*;
    use crate::replay::Card;

    const BEGIN: i64 = 1_795_507_200_000;

    #[test]
    fn the_card_goes_in_before_the_first_position_and_once() {
        let sample = |n: i64| Sample {
            time: UtcMs(BEGIN + n * 30_000),
            lon: 121.2,
            lat: 30.1,
            speed_kmh: None,
            direction_deg: None,
        };
        let certificate = String::from("3399990000001000001");
        let card = Some(Card { name: String::from("示例立远"), certificate: certificate.clone() });
        let samples = vec![sample(1), sample(2)];
        let track = Track { phone: String::from("19901000000"), plate: String::new(), colour: 0, card, samples };
        for n in [0, 1] {
            // 2013 and 2019.
            let mut terminal = Terminal::new(n, track.clone(), Options::default()).unwrap();
            let mut ids = Vec::new();
            while let Some(out) = terminal.next_frame() {
                let mut framer = Framer::new(jt808::MAX_ESCAPED);
                framer.push(&out.bytes);
                let frame = framer.next_frame().unwrap().unwrap();
                let opened = jt808::open(frame, VersionChoice::Auto).unwrap();
                ids.push(opened.header.msg_id);
                if let Body::Driver(driver) = jt808::decode(&opened.header, opened.body).unwrap() {
                    assert_eq!(driver.card.unwrap().status, x0702_driver::INSERTED);
                    assert_eq!(driver.card.unwrap().time.epoch_ms(), Some(BEGIN + 30_000));
                    let held = driver.holder.unwrap();
                    assert_eq!(gbk::text(held.certificate).trim_end_matches('\0'), certificate);
                    assert_eq!((gbk::text(held.name), out.positions), ("示例立远".into(), 0));
                }
            }
            assert_eq!(ids, [0x0702, 0x0200, 0x0200]);
        }
    }
}
