//! The stored form of a batch: one version byte, then a postcard list of records. The present version is read and
//! written by hand ([`v2`]): every position passes through it twice.
//!
//! A released version is never changed: a new field is a new version with its own struct, and
//! `testdata/envelope_v<N>.hex` keeps a sample of each that must be readable for ever.

use std::sync::Arc;

use anlu_domain::{ids::VehicleId, time::UtcMs};
use serde::Deserialize;
#[cfg(test)]
use serde::Serialize;

use crate::record::{Record, Source};

mod v2;

/// Version written today.
pub(crate) const VERSION: u8 = 2;
/// The version before: it knew terminals only.
const VERSION_1: u8 = 1;

/// A record as version 2 keeps it.
#[derive(Debug, PartialEq)]
#[cfg_attr(test, derive(Serialize, Deserialize))]
struct RecordV2<'a> {
    received_ms: i64,
    #[cfg_attr(test, serde(borrow))]
    source: SourceV2<'a>,
    #[cfg_attr(test, serde(with = "tests::bytes"))]
    frame: &'a [u8],
}

#[derive(Debug, PartialEq)]
#[cfg_attr(test, derive(Serialize, Deserialize))]
enum SourceV2<'a> {
    Jt808 { phone: &'a str, vehicle: Option<[u8; 16]> },
    Jt809 { link: &'a str, edition_2019: bool, vehicle: Option<[u8; 16]> },
    Clock,
}

#[derive(Deserialize)]
struct RecordInV1<'a> {
    received_ms: i64,
    #[serde(borrow)]
    source: SourceV1<'a>,
    frame: &'a [u8],
}

#[derive(Deserialize)]
enum SourceV1<'a> {
    Jt808 { phone: &'a str, vehicle: Option<[u8; 16]> },
}

impl<'a> From<RecordInV1<'a>> for RecordV2<'a> {
    fn from(old: RecordInV1<'a>) -> Self {
        let SourceV1::Jt808 { phone, vehicle } = old.source;
        Self { received_ms: old.received_ms, source: SourceV2::Jt808 { phone, vehicle }, frame: old.frame }
    }
}

/// Appends the encoding of one record to `out`. Encoded records may be concatenated behind [`header`].
pub(crate) fn encode(record: &Record, out: &mut Vec<u8>) {
    let bytes = |vehicle: &Option<VehicleId>| vehicle.map(|v| v.0.into_bytes());
    let source = match &record.source {
        Source::Jt808 { phone, vehicle } => SourceV2::Jt808 { phone, vehicle: bytes(vehicle) },
        Source::Jt809 { link, edition_2019, vehicle } => {
            SourceV2::Jt809 { link, edition_2019: *edition_2019, vehicle: bytes(vehicle) }
        }
        Source::Clock => SourceV2::Clock,
    };
    v2::write(&RecordV2 { received_ms: record.received.0, source, frame: &record.frame }, out);
}

/// Appends version byte and record count, to be followed by `count` encoded records.
pub(crate) fn header(count: u32, out: &mut Vec<u8>) {
    out.push(VERSION);
    v2::number(out, count.into());
}

/// Number of records in a stored batch.
pub(crate) fn count(batch: &[u8]) -> Result<u32, &'static str> {
    let (_, body) = body(batch)?;
    postcard::take_from_bytes::<u32>(body).map(|(n, _)| n).map_err(|_damaged| "no record count")
}

/// Every record of a stored batch.
pub(crate) fn decode(batch: &[u8]) -> Result<Vec<Record>, &'static str> {
    let (mut stored, mut records) = (Records::of(batch)?, Vec::new());
    let mut record = Record::clock(UtcMs(0));
    while let Some(next) = stored.next()? {
        next.fill(&mut record);
        records.push(record.clone());
    }
    Ok(records)
}

/// The records of a stored batch, read one after the other.
pub(crate) struct Records<'a> {
    version: u8,
    left: u32,
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(crate) fn of(batch: &'a [u8]) -> Result<Self, &'static str> {
        let (version, body) = body(batch)?;
        // As `count` reads it: a number that is written longer than it must be is damage, to both.
        let (left, rest) = postcard::take_from_bytes::<u32>(body).map_err(|_damaged| "no record count")?;
        Ok(Self { version, left, rest })
    }

    /// The next one; `None` behind the last.
    pub(crate) fn next(&mut self) -> Result<Option<Stored<'a>>, &'static str> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let record = if self.version == VERSION_1 {
            postcard::take_from_bytes::<RecordInV1<'a>>(self.rest).ok().map(|(old, rest)| {
                self.rest = rest;
                old.into()
            })
        } else {
            v2::read(&mut self.rest)
        };
        record.map(|record| Some(Stored(record))).ok_or("damaged records")
    }
}

/// A record as it is stored.
pub(crate) struct Stored<'a>(RecordV2<'a>);

impl Stored<'_> {
    /// Makes `record` this one. It keeps its room, and the name of the link: neighbours in a batch mostly share it.
    pub(crate) fn fill(&self, record: &mut Record) {
        let id = |vehicle: Option<[u8; 16]>| vehicle.map(|v| VehicleId(uuid::Uuid::from_bytes(v)));
        record.received = UtcMs(self.0.received_ms);
        record.source = match (&self.0.source, std::mem::replace(&mut record.source, Source::Clock)) {
            (SourceV2::Jt808 { phone, vehicle }, _) => {
                Source::Jt808 { phone: (*phone).to_owned(), vehicle: id(*vehicle) }
            }
            (SourceV2::Jt809 { link, edition_2019, vehicle }, before) => {
                let link = match before {
                    Source::Jt809 { link: known, .. } if *known == **link => known,
                    _ => Arc::from(*link),
                };
                Source::Jt809 { link, edition_2019: *edition_2019, vehicle: id(*vehicle) }
            }
            (SourceV2::Clock, _) => Source::Clock,
        };
        record.frame.clear();
        record.frame.extend_from_slice(self.0.frame);
    }
}

fn body(batch: &[u8]) -> Result<(u8, &[u8]), &'static str> {
    match batch.split_first() {
        Some((&version @ (VERSION_1 | VERSION), body)) => Ok((version, body)),
        Some(_) => Err("written by a newer version of Anlu"),
        None => Err("empty batch"),
    }
}

/// Fuzz entry: reads anything as a stored batch; what is read is written again to the same records.
#[doc(hidden)]
pub fn fuzz_envelope(data: &[u8]) {
    let Ok(records) = decode(data) else { return };
    assert!(count(data).is_ok_and(|n| usize::try_from(n).is_ok_and(|n| n == records.len())), "the count is right");
    let mut again = Vec::new();
    header(u32::try_from(records.len()).unwrap_or(u32::MAX), &mut again);
    for record in &records {
        encode(record, &mut again);
    }
    assert!(decode(&again).is_ok_and(|same| same == records), "written and read again it is the same");
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn sample() -> Vec<Record> {
        let vehicle = Some(VehicleId(uuid::Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff)));
        vec![
            Record {
                received: UtcMs(1_790_000_000_123),
                source: Source::Jt808 { phone: "13800138000".to_owned(), vehicle },
                frame: vec![0x02, 0x00, 0x7e, 0x7d, 0xff],
            },
            Record {
                received: UtcMs(-1),
                source: Source::Jt808 { phone: "1".to_owned(), vehicle: None },
                frame: Vec::new(),
            },
        ]
    }

    fn sample_v2() -> Vec<Record> {
        let vehicle = Some(VehicleId(uuid::Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff)));
        let mut records = sample();
        records.push(Record {
            received: UtcMs(1_790_000_000_456),
            source: Source::Jt809 { link: "city".into(), edition_2019: true, vehicle },
            frame: vec![0x12, 0x00, 0x5b, 0x5d],
        });
        records
    }

    fn batch(records: &[Record]) -> Vec<u8> {
        let mut out = Vec::new();
        header(u32::try_from(records.len()).unwrap(), &mut out);
        for r in records {
            encode(r, &mut out);
        }
        out
    }

    fn unhex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|p| u8::from_str_radix(str::from_utf8(p).unwrap(), 16).unwrap()).collect()
    }

    #[test]
    fn version_1_sample_is_read() {
        let stored = unhex(include_str!("../testdata/envelope_v1.hex"));
        assert_eq!(stored.first(), Some(&1));
        assert_eq!(count(&stored), Ok(2));
        assert_eq!(decode(&stored), Ok(sample()));
    }

    #[test]
    fn version_2_sample_is_read_and_still_written_the_same() {
        let stored = unhex(include_str!("../testdata/envelope_v2.hex"));
        assert_eq!(stored.first(), Some(&2));
        assert_eq!(count(&stored), Ok(3));
        assert_eq!(decode(&stored), Ok(sample_v2()));
        assert_eq!(batch(&sample_v2()), stored, "the encoding changed without a new version");
    }

    #[test]
    fn the_time_is_kept_as_a_record_without_a_frame() {
        let records = [sample().remove(0), Record::clock(UtcMs(1_790_000_060_000))];
        let stored = batch(&records);
        assert_eq!(stored.get(stored.len() - 8..), Some(&[0xc0, 0xd9, 0x8a, 0xc5, 0x98, 0x68, 0x02, 0x00][..]));
        assert_eq!(decode(&stored), Ok(records.to_vec()));
    }

    #[test]
    fn unknown_versions_and_damage_are_errors() {
        // A count of 0 in seven bytes.
        assert!(decode(&[VERSION, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0]).is_err());
        let mut stored = batch(&sample());
        assert!(decode(&stored[..stored.len() - 1]).is_err());
        stored[0] = 3;
        assert_eq!(decode(&stored), Err("written by a newer version of Anlu"));
        assert_eq!(count(&[]), Err("empty batch"));
    }

    /// As bytes, not as a list of numbers.
    pub(super) mod bytes {
        use serde::{Deserialize, Deserializer, Serializer};

        pub(in super::super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
            to.serialize_bytes(bytes)
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'de [u8], D::Error> {
            <&[u8]>::deserialize(from)
        }
    }

    #[test]
    fn what_is_written_by_hand_is_what_postcard_writes() {
        let vehicles = [None, Some([0xa5; 16])];
        let sources = vehicles.into_iter().flat_map(|vehicle| {
            let link = SourceV2::Jt809 { link: "城市", edition_2019: vehicle.is_some(), vehicle };
            [SourceV2::Jt808 { phone: "013800138000", vehicle }, link, SourceV2::Clock]
        });
        for (source, received_ms) in sources.zip([0, -1, 1_790_000_000_123, i64::MIN, i64::MAX, 63]) {
            for length in [0, 1, 127, 128, 20_000] {
                let frame: Vec<u8> = (0..=255).cycle().take(length).collect();
                let source = postcard::to_allocvec(&source).unwrap();
                let record = RecordV2 { received_ms, source: postcard::from_bytes(&source).unwrap(), frame: &frame };
                let mut by_hand = Vec::new();
                v2::write(&record, &mut by_hand);
                assert_eq!(by_hand, postcard::to_allocvec(&record).unwrap());
                let mut rest = by_hand.as_slice();
                assert_eq!(v2::read(&mut rest), Some(record));
                assert!(rest.is_empty());
            }
        }
    }

    proptest! {
        /// Bytes that are no record to postcard are none here, and the same record to both otherwise.
        #[test]
        fn random_bytes_are_the_same_record_to_both(data in vec(any::<u8>(), 0..64), kind in 0..4_u8) {
            let data = [&[2, kind][..], &data].concat();
            let mut rest = data.as_slice();
            let by_hand = v2::read(&mut rest);
            let theirs = postcard::take_from_bytes::<RecordV2<'_>>(&data).ok();
            prop_assert_eq!(by_hand.map(|record| (record, rest)), theirs);
        }

        #[test]
        fn random_bytes_are_outcomes(data in vec(any::<u8>(), 0..200)) {
            fuzz_envelope(&data);
        }

        #[test]
        fn damaged_batches_are_outcomes(flips in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4), cut in any::<prop::sample::Index>()) {
            let mut stored = batch(&sample_v2());
            for (at, bits) in flips {
                let at = at.index(stored.len());
                stored[at] ^= bits;
            }
            stored.truncate(cut.index(stored.len()) + 1);
            fuzz_envelope(&stored);
        }
    }
}
