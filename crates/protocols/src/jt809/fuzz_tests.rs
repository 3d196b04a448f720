//! The fuzz entries on stable, bounded: random bytes, and golden frames after damage, often with a repaired CRC and
//! length so that the damage reaches the bodies.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::Index};

use super::{
    catalog::CATALOG,
    frame::{fuzz_framer, single},
    golden_tests::{cases, cipher},
    header::{EditionChoice, fuzz_header, open},
    message::{decode, fuzz_body, fuzz_message},
    profile::Edition,
};
use crate::wire::checksum::crc16;

/// Every golden frame, unescaped.
static GOLDEN: LazyLock<Vec<(Vec<u8>, Edition)>> = LazyLock::new(|| {
    let mut frames = Vec::new();
    for case in CATALOG.iter().flat_map(|entry| cases(entry.name)).filter(|case| case.name.starts_with('v')) {
        let mut frame = Vec::new();
        single(&case.wire, &mut frame).unwrap();
        frames.push((frame, case.edition));
    }
    frames
});

fn repair(frame: &mut [u8]) {
    let whole = u32::try_from(frame.len() + 2).unwrap();
    if let Some(length) = frame.first_chunk_mut() {
        *length = whole.to_be_bytes();
    }
    if let Some((content, crc)) = frame.split_last_chunk_mut::<2>() {
        *crc = crc16(content).to_be_bytes();
    }
}

fn damaged() -> impl Strategy<Value = (Vec<u8>, Edition)> {
    let flips = vec((any::<Index>(), any::<u8>()), 0..4);
    (any::<Index>(), flips, any::<Index>(), prop::bool::weighted(0.3), prop::bool::weighted(0.8)).prop_map(
        |(which, flips, cut, cuts, repaired)| {
            let (mut frame, edition) = GOLDEN[which.index(GOLDEN.len())].clone();
            for (at, bits) in flips {
                let at = at.index(frame.len());
                frame[at] ^= bits;
            }
            if cuts {
                frame.truncate(cut.index(frame.len()) + 1);
            }
            if repaired {
                repair(&mut frame);
            }
            (frame, edition)
        },
    )
}

#[test]
fn golden_frames_pass_every_entry() {
    assert!(GOLDEN.len() > CATALOG.len());
    for (frame, _) in GOLDEN.iter() {
        fuzz_header(frame);
        fuzz_framer(frame);
    }
}

#[test]
fn every_prefix_of_every_body_is_an_outcome() {
    for (frame, edition) in GOLDEN.iter() {
        let opened = open(frame, EditionChoice::Only(*edition), Some(&cipher())).unwrap();
        for end in 0..opened.body.len() {
            fuzz_body(opened.header.msg_id, &opened.body[..end], *edition);
            let Ok(message) = decode(opened.header.msg_id, &opened.body[..end], *edition) else { continue };
            assert!(end == 0 || message.wrapper.is_none(), "a cut sub-message does not fit its length");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn damaged_frames_are_outcomes((frame, edition) in damaged()) {
        fuzz_header(&frame);
        fuzz_framer(&frame);
        for skip in [22, 30, 50, 58] {
            let body = frame.get(skip..).unwrap_or_default();
            for entry in CATALOG {
                fuzz_body(entry.id, body, edition);
            }
        }
    }

    #[test]
    fn random_bytes_are_outcomes(data in vec(any::<u8>(), 0..300)) {
        fuzz_header(&data);
        fuzz_framer(&data);
        fuzz_message(&data);
    }

    #[test]
    fn any_fields_of_any_message_round_trip(which in any::<Index>(), seed in vec(any::<u8>(), 0..400), new: bool) {
        // Random bytes of the length of a golden body are fields of their own: they must come out again.
        let (frame, edition) = &GOLDEN[which.index(GOLDEN.len())];
        let opened = open(frame, EditionChoice::Only(*edition), Some(&cipher())).unwrap();
        let mut body = opened.body.to_vec();
        let keep = if body.len() > 28 { 28 } else { body.len() };
        for (at, byte) in body.iter_mut().enumerate().skip(keep) {
            *byte = seed.get(at).copied().unwrap_or(*byte);
        }
        fuzz_body(opened.header.msg_id, &body, if new { Edition::V2019 } else { Edition::V2011 });
    }
}
