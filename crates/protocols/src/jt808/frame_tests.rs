//! Tests of framing: streams as tables, and properties.

use proptest::prelude::*;

use super::*;

/// Frames of a stream given as hex, cut after every byte and not at all; broken pieces show as `!code`.
fn frames(stream: &str) -> Vec<String> {
    let bytes = hex::decode(stream.replace(' ', "")).unwrap();
    let cut = |size: usize| {
        let mut framer = Framer::new(64);
        let mut found = Vec::new();
        for chunk in bytes.chunks(size) {
            framer.push(chunk);
            while let Some(frame) = framer.next_frame() {
                found.push(match frame {
                    Ok(frame) => hex::encode(frame),
                    Err(FramingError::Oversize { .. }) => "!oversize".into(),
                });
            }
        }
        found
    };
    let whole = cut(bytes.len().max(1));
    assert_eq!(cut(1), whole, "one byte at a time gives the same");
    whole
}

#[test]
fn streams_of_real_terminals() {
    let table: &[(&str, &str, &[&str])] = &[
        ("two frames", "7e01027e 7e03047e", &["0102", "0304"]),
        ("a flag shared by two frames", "7e0102 7e 0304 7e", &["0102", "0304"]),
        ("doubled flags", "7e7e 0102 7e7e7e 0304 7e7e", &["0102", "0304"]),
        ("junk before, between and behind", "dead 7e0102 7e beef 7e 0304 7e dead", &["0102", "beef", "0304"]),
        ("junk only", "deadbeefcafe", &[]),
        ("a lone flag", "7e", &[]),
        ("cut tail", "7e01027e 7e03", &["0102"]),
        ("cut head, then a good frame", "0102 7e 0304 7e", &["0304"]),
        ("the example of the standard", "7e 307d02087d0155 7e", &["307e087d55"]),
        ("a 7d that is no escape stands for itself", "7e017d037e 7e01027e", &["017d03", "0102"]),
        ("check byte 7d not escaped", "7e 0102 7d 7e", &["01027d"]),
    ];
    for (what, stream, expected) in table {
        assert_eq!(frames(stream), *expected, "{what}");
    }
}

#[test]
fn a_frame_without_end_is_given_up_and_the_next_one_kept() {
    let stream = format!("7e{}7e01027e", "00".repeat(100));
    // The flag that ends the oversized piece may open the next one.
    let found = frames(&stream);
    assert_eq!(found.iter().filter(|f| *f == "!oversize").count(), 1);
    assert_eq!(found.last().map(String::as_str), Some("0102"));
}

#[test]
fn junk_is_counted_and_not_held() {
    let mut framer = Framer::new(64);
    for _ in 0..1_000 {
        framer.push(&[0x55; 100]);
        assert!(framer.next_frame().is_none());
    }
    assert_eq!((framer.junk_bytes(), framer.pending()), (100_000, 0));
    framer.shrink();
    assert_eq!(framer.capacity(), 0);
}

#[test]
fn one_frame_and_nothing_else() {
    let mut out = Vec::new();
    let mut single = |hex: &str| single(&hex::decode(hex).unwrap(), &mut out);
    assert_eq!(single("7e01027e"), Ok(()));
    assert_eq!(single("01027e"), Err(SingleError::NoOpeningFlag));
    assert_eq!(single("7e0102"), Err(SingleError::NoClosingFlag));
    assert_eq!(single("7e7e"), Err(SingleError::Empty));
    assert_eq!(single("7e017e027e"), Err(SingleError::Several { offset: 2 }));
    assert_eq!(single(""), Err(SingleError::NoOpeningFlag));
    assert_eq!(single("7e"), Err(SingleError::NoClosingFlag));
}

proptest! {
    #[test]
    fn escape_round_trips(bytes in prop::collection::vec(prop_oneof![Just(0x7e), Just(0x7d), any::<u8>()], 1..200)) {
        let mut wire = Vec::new();
        escape(&bytes, &mut wire);
        let mut framer = Framer::new(MAX_ESCAPED);
        framer.push(&wire);
        prop_assert_eq!(framer.next_frame().unwrap().unwrap(), bytes.as_slice());
        prop_assert!(framer.next_frame().is_none());
    }

    #[test]
    fn cutting_does_not_matter(data in prop::collection::vec(prop_oneof![Just(0x7e), Just(0x7d), any::<u8>()], 0..400)) {
        fuzz_framer(&data);
    }
}
