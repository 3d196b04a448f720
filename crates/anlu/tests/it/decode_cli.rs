//! `anlu decode` as a program: one JSON line out for every line in, in the shape the contract names.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use anlu_protocols::jt808::{
    self, Body, Header, Phone, Version,
    body::Location,
    item::{self, Items},
};
use anlu_protocols::wire::{CivilTime, DeviceTime};
use serde_json::Value;

struct Answer {
    lines: Vec<String>,
    code: Option<i32>,
    errors: String,
}

fn decode(args: &[&str], input: &str) -> Answer {
    let mut child = Command::new(env!("CARGO_BIN_EXE_anlu"))
        .arg("decode")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("piped");
    let bytes = input.as_bytes().to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().expect("it ends");
    drop(writer.join().expect("the writer ends"));
    Answer {
        lines: String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect(),
        code: output.status.code(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn location_frame(version: Version) -> String {
    let mut items = Vec::new();
    item::push(0x01, &1_234_u32.to_be_bytes(), &mut items);
    item::push(0x03, &605_u16.to_be_bytes(), &mut items);
    let time = CivilTime::from_bcd([0x26, 0x11, 0x24, 0x08, 0x30, 0x00]).expect("a time");
    let location = Location {
        alarm: 4,
        status: 3,
        lat_e6: 31_234_567,
        lon_e6: 121_000_001,
        altitude_m: 12,
        speed_tenth_kmh: 605,
        direction_deg: 90,
        time: DeviceTime::Valid(time),
        items: Items::new(&items),
    };
    let header = Header::new(0x0200, version, Phone::parse("13800138000").expect("a phone"), 7);
    let mut wire = Vec::new();
    jt808::encode_message(&header, &Body::Location(location), &mut wire).expect("a frame");
    hex::encode(wire)
}

#[test]
fn a_location_has_the_promised_shape() {
    for version in [Version::V2013, Version::V2019] {
        let answer = decode(&["--protocol", "jt808"], &location_frame(version));
        assert_eq!((answer.code, answer.errors.as_str()), (Some(0), ""));
        assert_eq!(
            answer.lines,
            [format!(
                "{{\"ok\":true,\"msg_id\":\"0x0200\",\"version\":\"{version}\",\"phone\":\"13800138000\",\"serial\":7,\
                 \"body\":{{\"alarm\":4,\"status\":3,\"lat\":31.234567,\"lon\":121.000001,\"altitude_m\":12,\
                 \"speed_kmh\":60.5,\"direction_deg\":90,\"time\":\"2026-11-24T08:30:00+08:00\",\
                 \"items\":{{\"0x01\":{{\"mileage_km\":123.4}},\"0x03\":{{\"recorder_speed_kmh\":60.5}}}}}}}}"
            )]
        );
    }
}

#[test]
fn a_body_alone_needs_its_message_id() {
    let body = "0064020002";
    let missing = decode(&["--protocol", "jt808", "--layer", "body"], body);
    assert_eq!((missing.code, missing.lines.len()), (Some(2), 0));
    assert!(missing.errors.contains("message_id_missing"), "{}", missing.errors);
    let answer = decode(&["--protocol", "jt808", "--layer", "body", "--msg", "0x8001"], body);
    assert_eq!(
        answer.lines,
        [
            r#"{"ok":true,"msg_id":"0x8001","version":"2013","phone":null,"serial":null,"body":{"reply_serial":100,"reply_id":"0x0200","result":2}}"#
        ]
    );
}

#[test]
fn whatever_a_line_holds_one_line_answers() {
    let good = location_frame(Version::V2013);
    let mut input = String::new();
    for line in
        ["", "   ", "zz", "7", "7e", "7e7e", "deadbeef", &good[..good.len() - 4], &good.replacen("7e02", "7e03", 1)]
    {
        input.push_str(line);
        input.push('\n');
    }
    input.push_str(&good);
    let answer = decode(&["--protocol", "jt808"], &input);
    assert_eq!(answer.code, Some(0));
    let lines: Vec<Value> = answer.lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 10);
    for line in &lines[..9] {
        assert_eq!(line["ok"], false, "{line}");
        assert!(line["error"]["code"].is_string() && line["error"]["message"].is_string(), "{line}");
        assert!(line["error"]["offset"].is_u64(), "{line}");
    }
    assert_eq!(lines[9]["ok"], true);
}

/// The golden frames of the codec, through the program.
#[test]
fn jt809_lines_follow_the_contract() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../protocols/testdata/jt809/");
    let golden = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(format!("{folder}{name}.jsonl")).expect("golden frames");
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    };
    let mut cases = golden("x1202_location");
    cases.extend(golden("x9401_supervise"));
    let input = cases.iter().filter_map(|case| case["hex"].as_str()).collect::<Vec<_>>().join("\n");
    let answer = decode(&["--protocol", "jt809"], &input);
    assert_eq!((answer.code, answer.lines.len()), (Some(0), cases.len()));
    for (line, case) in answer.lines.iter().zip(&cases) {
        let line: Value = serde_json::from_str(line).expect("JSON");
        if case["case"].as_str().is_some_and(|name| name.starts_with("err_")) {
            assert_eq!((&line["ok"], &line["error"]["code"]), (&false.into(), &case["expect"]["error"]));
        } else {
            assert_eq!((&line["version"], &line["access_code"]), (&case["edition"], &330_100.into()));
            assert_eq!(line["body"], case["expect"]["body"]);
        }
    }
    let secret = golden("encrypted");
    let secret = secret[0]["hex"].as_str().expect("a frame");
    let line = |args: &[&str]| -> Value {
        serde_json::from_str(&decode(&[&["--protocol", "jt809"], args].concat(), secret).lines[0]).expect("JSON")
    };
    assert_eq!(line(&[])["error"]["code"], "encrypted");
    assert_eq!(line(&["--cipher", "30000000,20000000,20000000"])["body"]["data"]["lon"], 120.155_07);
    let empty = decode(&["--protocol", "jt809"], "5b00\n\n5b");
    assert!(empty.lines.len() == 3 && empty.lines.iter().all(|line| line.contains(r#""ok":false"#)));
}

/// The command says of every published frame what the library says (which rows are right is held by `vectors`).
#[test]
fn published_frames_are_answered_as_the_library_reads_them() {
    let Some(path) = crate::vectors::shared("vectors/jt808.jsonl") else { return };
    let text = std::fs::read_to_string(path).expect("vectors");
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a row"));
    let frames: Vec<String> =
        rows.filter(|row| row["layer"] == "wire").filter_map(|row| row["hex"].as_str().map(str::to_owned)).collect();
    assert!(frames.len() > 200, "the file holds {} frames", frames.len());
    let answer = decode(&["--protocol", "jt808"], &frames.join("\n"));
    assert_eq!((answer.code, answer.lines.len()), (Some(0), frames.len()));
    let mut read = 0;
    for (frame, line) in frames.iter().zip(&answer.lines) {
        let said: Value = serde_json::from_str(line).expect("JSON");
        let mut unescaped = Vec::new();
        let opened = jt808::frame::single(&hex::decode(frame).expect("digits"), &mut unescaped)
            .ok()
            .and_then(|()| jt808::open(&unescaped, jt808::VersionChoice::Auto).ok());
        match opened.map(|opened| jt808::decode(&opened.header, opened.body)) {
            Some(Ok(body)) => {
                read += 1;
                assert_eq!(said["body"], serde_json::to_value(&body).expect("JSON"), "{frame}");
            }
            Some(Err(jt808::BodyError::Part { index, .. })) => assert_eq!(said["body"]["packet"]["index"], index),
            Some(Err(_)) | None => assert_eq!(said["ok"], false, "{frame}"),
        }
    }
    assert!(read > 200, "{read} frames were read");
}
