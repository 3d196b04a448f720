//! `anlu bench decode`: a byte stream as terminals send it, cut into frames, checked, decoded, every item read; on the
//! calling thread alone.

use std::{hint::black_box, process::ExitCode, time::Instant};

use anlu_protocols::{
    jt808::{
        self, Body, Framer, Header, Phone, Version, VersionChoice,
        body::{Batch, Heartbeat, Location, x0200_location::status, x0704_batch},
        item::{self, Items},
    },
    wire::{CivilTime, DeviceTime},
};
use serde_json::json;

use crate::Failure;

/// Bytes handed to the framer at once, as a socket would.
const READ: usize = 16 * 1024;

/// Arguments of `anlu bench decode`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Least time to measure, seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
}

/// What was read, so that nothing can be left out.
#[derive(Default)]
struct Seen {
    messages: u64,
    positions: u64,
    items: u64,
    failed: u64,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let stream = stream().ok_or_else(|| Failure::input("bench", "the sample messages cannot be written"))?;
    let mut seen = Seen::default();
    let mut bytes = 0_u64;
    pass(&stream, &mut Seen::default());
    let start = Instant::now();
    while start.elapsed().as_secs() < args.seconds.max(1) {
        pass(&stream, &mut seen);
        bytes += u64::try_from(stream.len()).unwrap_or(0);
    }
    let seconds = start.elapsed().as_secs_f64();
    if seen.failed > 0 {
        return Err(Failure::verification("bench", format!("{} messages were not decoded", seen.failed)));
    }
    super::print(&json!({
        "bench": "decode", "seconds": seconds, "messages": seen.messages, "positions": seen.positions,
        "items": seen.items, "bytes": bytes,
        "messages_per_second": rate(seen.messages, seconds), "positions_per_second": rate(seen.positions, seconds),
        "bytes_per_second": rate(bytes, seconds),
    }))?;
    Ok(ExitCode::SUCCESS)
}

fn pass(stream: &[u8], seen: &mut Seen) {
    let mut framer = Framer::new(jt808::MAX_ESCAPED);
    for read in stream.chunks(READ) {
        framer.push(read);
        while let Some(frame) = framer.next_frame() {
            seen.messages += 1;
            let Some(opened) = frame.ok().and_then(|frame| jt808::open(frame, VersionChoice::Auto).ok()) else {
                seen.failed += 1;
                continue;
            };
            match jt808::decode(&opened.header, opened.body) {
                Err(_) => seen.failed += 1,
                Ok(Body::Location(location)) => position(&location, seen),
                Ok(Body::Batch(batch)) => batch.locations().for_each(|location| position(&location, seen)),
                Ok(other) => drop(black_box(other)),
            }
        }
    }
}

fn position(location: &Location<'_>, seen: &mut Seen) {
    seen.positions += 1;
    black_box((location.lat(), location.lon(), location.time.epoch_ms()));
    for item in location.items {
        black_box(&item.value());
        seen.items += 1;
    }
}

/// 2,000 messages of 100 terminals: nine positions with five items, then a heartbeat; every tenth position is a batch
/// of five. Half of the terminals speak 2013, half 2019.
fn stream() -> Option<Vec<u8>> {
    let mut items = Vec::new();
    item::push(0x01, &1_234_567_u32.to_be_bytes(), &mut items);
    item::push(0x03, &655_u16.to_be_bytes(), &mut items);
    item::push(0x25, &2_u32.to_be_bytes(), &mut items);
    item::push(0x30, &[27], &mut items);
    item::push(0x31, &[14], &mut items);
    let mut out = Vec::new();
    for n in 0..2_000_u32 {
        let phone = Phone::parse(&format!("138{:08}", n % 100))?;
        let version = if n.is_multiple_of(2) { Version::V2013 } else { Version::V2019 };
        let location = location(n, &items);
        let mut entries = Vec::new();
        let (msg_id, body) = match n % 10 {
            9 => (0x0002, Body::Heartbeat(Heartbeat {})),
            3 if n % 100 == 3 => {
                (0..5).for_each(|_| x0704_batch::push_entry(&location, &mut entries));
                (0x0704, Body::Batch(Batch::from_entries(5, x0704_batch::NORMAL, &entries)))
            }
            _ => (0x0200, Body::Location(location)),
        };
        let serial = u16::try_from(n % 65_536).unwrap_or(0);
        jt808::encode_message(&Header::new(msg_id, version, phone, serial), &body, &mut out).ok()?;
    }
    Some(out)
}

fn location(n: u32, items: &[u8]) -> Location<'_> {
    // 2026-03-01T08:00:00+08:00.
    let time = CivilTime::gmt8_at(1_772_323_200_000 + i64::from(n) * 1000);
    Location {
        alarm: 0,
        status: status::ACC | status::FIXED,
        lat_e6: 30_170_000 + n * 37,
        lon_e6: 121_250_000 + n * 53,
        altitude_m: 12,
        speed_tenth_kmh: 655,
        direction_deg: u16::try_from(n % 360).unwrap_or(0),
        time: time.map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid),
        items: Items::new(items),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn rate(count: u64, seconds: f64) -> f64 {
    (count as f64 / seconds).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_message_is_decoded() {
        let mut seen = Seen::default();
        pass(&stream().unwrap(), &mut seen);
        assert_eq!((seen.messages, seen.failed), (2_000, 0));
        assert_eq!(seen.positions, 1_800 + 20 * 4, "twenty batches of five among 1,800 reports");
        assert_eq!(seen.items, seen.positions * 5);
    }
}
