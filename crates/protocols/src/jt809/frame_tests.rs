//! Flags, escapes, junk and limits.

use proptest::{collection::vec, prelude::*};

use super::*;

fn drain(framer: &mut Framer) -> Vec<Result<Vec<u8>, FramingError>> {
    let mut found = Vec::new();
    while let Some(frame) = framer.next_frame() {
        found.push(frame.map(<[u8]>::to_vec));
    }
    found
}

#[test]
fn all_four_escapes() {
    let mut wire = Vec::new();
    escape(&[0x5a, 0x5b, 0x5c, 0x5d, 0x5e], &mut wire);
    assert_eq!(hex::encode(&wire), "5b5a025a015c5e015e025d");
    let mut back = Vec::new();
    single(&wire, &mut back).unwrap();
    assert_eq!(back, [0x5a, 0x5b, 0x5c, 0x5d, 0x5e]);
}

#[test]
fn an_escape_at_the_very_end_is_undone() {
    let mut wire = Vec::new();
    escape(&[1, 0x5e], &mut wire);
    let mut framer = Framer::new(MAX_ESCAPED);
    framer.push(&wire);
    assert_eq!(drain(&mut framer), [Ok(vec![1, 0x5e])]);
}

#[test]
fn an_escape_byte_before_anything_else_stands_for_itself() {
    let mut out = Vec::new();
    unescape(&[0x5a, 0xe0, 0x5e, 0x03, 0x5a], &mut out);
    assert_eq!(out, [0x5a, 0xe0, 0x5e, 0x03, 0x5a]);
}

#[test]
fn junk_and_unfinished_frames_do_not_hide_the_next_one() {
    let mut framer = Framer::new(8);
    framer.push(&[9, 9, 0x5b, 1, 2, 0x5b, 3, 0x5d, 0x5d, 0x5b, 4, 0x5d]);
    assert_eq!(drain(&mut framer), [Err(FramingError::Unfinished { bytes: 2 }), Ok(vec![3]), Ok(vec![4])]);
    assert_eq!(framer.junk_bytes(), 5);
}

#[test]
fn a_frame_without_end_is_given_up() {
    let mut framer = Framer::new(4);
    framer.push(&[0x5b, 1, 2, 3, 4, 5]);
    assert_eq!(drain(&mut framer), [Err(FramingError::Oversize { limit: 4 })]);
    assert_eq!(framer.pending(), 0);
    framer.push(&[6, 0x5d, 0x5b, 7, 0x5d, 0x5b, 1, 2, 3, 4, 5, 0x5d]);
    assert_eq!(drain(&mut framer), [Ok(vec![7]), Err(FramingError::Oversize { limit: 4 })]);
}

#[test]
fn single_takes_logs_whose_escapes_are_undone() {
    let bytes = [0x5b, 0, 0, 0, 8, 0x5b, 1, 0x5d];
    let mut out = Vec::new();
    single(&bytes, &mut out).unwrap();
    assert_eq!(out, [0, 0, 0, 8, 0x5b, 1]);
    assert_eq!(single(&[0x5b, 0, 0, 0, 9, 0x5b, 1, 0x5d], &mut out), Err(SingleError::Several { offset: 5 }));
    assert_eq!(single(&[0x5b], &mut out), Err(SingleError::NoClosingFlag));
    assert_eq!(single(&[], &mut out), Err(SingleError::NoOpeningFlag));
}

proptest! {
    #[test]
    fn escapes_round_trip(bytes in vec(prop_oneof![any::<u8>(), 0x5a_u8..=0x5e], 0..200)) {
        let mut wire = Vec::new();
        escape(&bytes, &mut wire);
        let mut back = Vec::new();
        single(&wire, &mut back).unwrap();
        prop_assert_eq!(back, bytes);
    }

    #[test]
    fn chunks_do_not_matter(data in vec(prop_oneof![any::<u8>(), 0x5a_u8..=0x5e], 0..300)) {
        fuzz_framer(&data);
    }
}
