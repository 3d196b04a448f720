//! An invented fleet of any size, without a row of memory for each truck: where a truck is follows from its number and
//! the time.

use anlu_protocols::{
    jt808::body::x0200_location::status,
    jt809::{
        Body, Message, Vehicle,
        body::location::{Gnss, Location2011},
    },
    wire::CivilTime,
};

/// A truck reports this often, ms.
pub(super) const EVERY_MS: i64 = 30_000;
const SPEED_KMH: u16 = 60;
/// Degrees of longitude a truck moves in a millisecond at 60 km/h and 30° north.
const E6_PER_MS: f64 = 0.173;
const DAY_MS: i64 = 86_400_000;

/// Plate of a truck, `测` and seven characters: no province issues such plates.
pub(super) fn plate(number: u32) -> String {
    format!("测{number:07}")
}

/// Body of 0x1200 with the position of one truck at `time` (UTC epoch milliseconds), JT/T 809-2011.
pub(super) fn position(profile: &anlu_protocols::jt809::LinkProfile, number: u32, time: i64, out: &mut Vec<u8>) {
    let along = time.rem_euclid(DAY_MS);
    // Measured values are never round: without noise a column would compress to nothing.
    let noise = noise(number, time);
    let (speed, wobble) = (SPEED_KMH.saturating_add(u16::from(noise[0] % 16)), u32::from(noise[1] % 32));
    let mut location = Location2011 {
        lon_e6: 100_000_000_u32.saturating_add(moved(along)).saturating_add(wobble),
        lat_e6: 20_000_000_u32
            .saturating_add((number % 20_000).saturating_mul(1_000))
            .saturating_add(u32::from(noise[2] % 32)),
        speed_kmh: speed,
        recorder_speed_kmh: speed,
        mileage_km: (number % 900_000).saturating_add(kilometres(along)),
        direction_deg: 86_u16.saturating_add(u16::from(noise[3] % 8)),
        altitude_m: u16::from(noise[4] % 64),
        state: status::ACC | status::FIXED,
        ..Location2011::default()
    };
    if let Some(civil) = CivilTime::gmt8_at(time) {
        location.set_civil(civil);
    }
    let vehicle = Vehicle::new(&plate(number), 2);
    Message::new(profile, Some(vehicle), Body::Location(Gnss::V2011(location))).encode(out);
}

/// Bytes that follow from truck and time and look like chance (the finaliser of `SplitMix64`).
fn noise(number: u32, time: i64) -> [u8; 8] {
    let mut x = time.unsigned_abs().wrapping_add(u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)).to_le_bytes()
}

/// A kilometre a minute.
fn kilometres(along: i64) -> u32 {
    u32::try_from(along / 60_000).unwrap_or(0)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within a day"
)]
fn moved(along: i64) -> u32 {
    (along as f64 * E6_PER_MS) as u32
}
