//! The fuzz entries on stable, bounded: random bytes, and golden frames after the damage that lines and terminals do.
//! The targets in `fuzz/` run the same functions for as long as one likes. A crash found there becomes a frame in
//! `testdata/` or a case here.

use std::{fs, path::Path, sync::LazyLock};

use proptest::{collection::vec, prelude::*, sample::Index};

use super::{
    body::Auth,
    catalog::{CATALOG, fuzz_body, fuzz_message},
    frame::{escape, fuzz_framer, single},
    header::Header,
    item::fuzz_items,
    session::fuzz_session,
    version::{VersionChoice, fuzz_header, open, write_frame},
};
use crate::wire::checksum;

/// Every golden frame, unescaped.
static GOLDEN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut frames = Vec::new();
    for entry in CATALOG {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/jt808").join(entry.name);
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "hex")) {
            let mut frame = Vec::new();
            single(&hex::decode(fs::read_to_string(path).unwrap().trim()).unwrap(), &mut frame).unwrap();
            frames.push(frame);
        }
    }
    frames
});

/// What happens to a frame on its way.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Cut(Index),
    Drop(Index),
    Double(Index),
    Insert(Index, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), 1..=255_u8).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        any::<Index>().prop_map(Damage::Cut),
        any::<Index>().prop_map(Damage::Drop),
        any::<Index>().prop_map(Damage::Double),
        (any::<Index>(), vec(any::<u8>(), 1..40)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn apply(frame: &mut Vec<u8>, damage: &Damage) {
    if frame.is_empty() {
        return;
    }
    match damage {
        Damage::Flip(at, bits) => {
            let at = at.index(frame.len());
            frame[at] ^= bits;
        }
        Damage::Cut(at) => frame.truncate(at.index(frame.len())),
        Damage::Drop(at) => drop(frame.remove(at.index(frame.len()))),
        Damage::Double(at) => {
            let at = at.index(frame.len());
            frame.insert(at, frame[at]);
        }
        Damage::Insert(at, bytes) => {
            let at = at.index(frame.len());
            frame.splice(at..at, bytes.iter().copied());
        }
    }
}

/// A golden frame, damaged; often with a check byte that hides the damage from the first guard.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), vec(damage(), 0..4), prop::bool::weighted(0.8)).prop_map(|(which, damages, repaired)| {
        let mut frame = GOLDEN[which.index(GOLDEN.len())].clone();
        for damage in &damages {
            apply(&mut frame, damage);
        }
        if repaired && let Some((check, content)) = frame.split_last_mut() {
            *check = checksum::xor(content);
        }
        frame
    })
}

/// The frame on the wire, behind an authentication of its terminal with the code that `fuzz_session` accepts.
fn with_login(frame: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    if let Ok(opened) = open(frame, VersionChoice::Auto) {
        let mut body = Vec::new();
        Auth { code: b"1", device: None }.encode(&mut body);
        let header = Header::new(0x0102, opened.header.version, opened.header.phone, 0);
        write_frame(&header, &body, &mut wire).unwrap();
    }
    escape(frame, &mut wire);
    wire
}

#[test]
fn golden_frames_pass_every_entry() {
    assert!(GOLDEN.len() > CATALOG.len(), "every message has frames");
    let mut stream = Vec::new();
    for frame in GOLDEN.iter() {
        fuzz_header(frame);
        fuzz_framer(frame);
        stream.extend(with_login(frame));
    }
    fuzz_session(&stream);
}

#[test]
fn what_once_failed_is_an_outcome() {
    // 0x0702 with neither status and bytes left behind it, which without them reads as the layout of 2011.
    let driver = "1300641300040404040404ffffffffffff0404040404040426ffffffffff0404ff040404ffffffffff040404ffffffffffffffffffff20000000000000c800ff";
    let bytes: Vec<u8> =
        (0..driver.len()).step_by(2).map(|at| u8::from_str_radix(&driver[at..at + 2], 16).unwrap()).collect();
    fuzz_message(&bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn damaged_frames_are_outcomes(frame in damaged()) {
        fuzz_header(&frame);
        fuzz_framer(&frame);
        for skip in [13, 18] {
            let body = frame.get(skip..).unwrap_or_default();
            for entry in CATALOG {
                fuzz_body(entry.id, body);
            }
            fuzz_items(body.get(28..).unwrap_or_default());
        }
    }

    #[test]
    fn random_bytes_are_outcomes(data in vec(any::<u8>(), 0..300)) {
        fuzz_header(&data);
        fuzz_framer(&data);
        fuzz_items(&data);
        fuzz_message(&data);
        fuzz_session(&data);
    }

    #[test]
    fn streams_of_damaged_frames_keep_a_session_sound(
        frames in vec((damaged(), any::<bool>()), 0..40),
        noise in vec(any::<u8>(), 0..50),
    ) {
        let mut stream = noise;
        for (frame, login) in &frames {
            if *login {
                stream.extend(with_login(frame));
            } else {
                escape(frame, &mut stream);
            }
        }
        fuzz_session(&stream);
    }
}
