//! Golden frames: every line of `testdata/jt809/<message>.jsonl` is `{"case","edition","hex","expect"}`. The frames were
//! put together field by field from the tables, not by this crate. Add a line with `"expect":null`, run the tests with
//! `ANLU_BLESS=1` in the environment, review what was filled in.

use std::{env, fs, path::PathBuf};

use serde_json::{Value, json};

use super::{
    catalog::CATALOG,
    cipher::Cipher,
    frame::single,
    header::{EditionChoice, open, write_frame},
    message::decode,
    profile::Edition,
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/jt809");

pub(super) fn cipher() -> Cipher {
    Cipher::new(30_000_000, 20_000_000, 20_000_000).unwrap()
}

pub(super) struct Case {
    pub(super) name: String,
    pub(super) edition: Edition,
    pub(super) wire: Vec<u8>,
    expect: Value,
}

pub(super) fn cases(message: &str) -> Vec<Case> {
    let path = PathBuf::from(FOLDER).join(format!("{message}.jsonl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    text.lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let field = |key: &str| line[key].as_str().unwrap().to_owned();
            Case {
                name: field("case"),
                edition: Edition::parse(&field("edition")).unwrap(),
                wire: hex::decode(field("hex")).unwrap(),
                expect: line["expect"].clone(),
            }
        })
        .collect()
}

/// A frame that decodes is written again byte for byte.
fn check(case: &Case) -> Value {
    let mut frame = Vec::new();
    single(&case.wire, &mut frame).unwrap();
    let opened = open(&frame, EditionChoice::Only(case.edition), Some(&cipher())).unwrap();
    assert_eq!(open(&frame, EditionChoice::Auto, Some(&cipher())), Ok(opened.clone()), "{}: guessed", case.name);
    let header = opened.header;
    let message = match decode(header.msg_id, &opened.body, case.edition) {
        Ok(message) => message,
        Err(error) => return json!({"error": error.code(), "offset": error.offset()}),
    };
    let (mut body, mut again) = (Vec::new(), Vec::new());
    message.encode(&mut body);
    write_frame(&header, &body, Some(&cipher()), &mut again);
    assert_eq!(hex::encode(again), hex::encode(&case.wire), "{} is not written as it was read", case.name);
    json!({"msg_id": format!("0x{:04x}", header.msg_id), "time": header.time, "body": message})
}

#[test]
fn golden_frames() {
    let bless = env::var_os("ANLU_BLESS").is_some();
    let mut different = Vec::new();
    for message in CATALOG.iter().map(|entry| entry.name).chain(["encrypted"]) {
        let cases = cases(message);
        let mut lines = String::new();
        for case in &cases {
            let seen = check(case);
            if case.expect != seen {
                different.push(format!("{message}/{}:\n  expected {}\n  got      {seen}", case.name, case.expect));
            }
            assert_eq!(seen.get("error").is_some(), case.name.starts_with("err_"), "{message}/{}: {seen}", case.name);
            let line = json!({
                "case": case.name, "edition": case.edition, "hex": hex::encode(&case.wire), "expect": seen,
            });
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
        if bless {
            fs::write(PathBuf::from(FOLDER).join(format!("{message}.jsonl")), lines).unwrap();
        }
    }
    assert!(bless || different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn every_message_has_a_good_frame_and_no_file_is_left_over() {
    for entry in CATALOG {
        assert!(cases(entry.name).iter().any(|case| case.name.starts_with('v')), "{}", entry.name);
    }
    for file in fs::read_dir(FOLDER).unwrap() {
        let name = file.unwrap().file_name().to_string_lossy().into_owned();
        let known = CATALOG.iter().any(|entry| name == format!("{}.jsonl", entry.name)) || name == "encrypted.jsonl";
        assert!(known, "testdata/jt809/{name} belongs to no message");
    }
}
