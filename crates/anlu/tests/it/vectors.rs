//! Conformance of `protocols` against published test vectors of other implementations (`../shared/vectors`).
//!
//! Each row that concerns a message of the catalogue, the framer or the header is decoded and its fields are compared:
//! through one table of keys per source for the messages that carry facts, by occurrence for the others; bodies and frames are written again and compared byte for byte. A row may
//! differ only as listed in [`deviations`]; the counts and the list make up docs/PROTOCOL-CONFORMANCE.md.

mod deviations;
mod expect;
mod frames;
mod keys;
mod report;
mod somewhere;

use std::{collections::BTreeMap, fs, path::PathBuf};

use anlu_protocols::jt808::{
    self, BodyError, Header, Quirks, Version, VersionChoice,
    catalog::{self, CATALOG},
    frame::single,
    version::write_frame,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use deviations::DEVIATIONS;

/// One line of the vectors.
#[derive(Deserialize)]
struct Row {
    source: String,
    kind: String,
    layer: String,
    hex: String,
    msg_id: Option<String>,
    version: String,
    expect: Map<String, Value>,
}

impl Row {
    /// `owner/name` of the repository.
    fn repo(&self) -> &str {
        self.source.split('@').next().unwrap_or_default()
    }

    /// The test inside the repository.
    fn place(&self) -> &str {
        self.source.split_once(':').map_or("", |(_, place)| place)
    }

    fn message(&self) -> Option<u16> {
        let id = self.msg_id.as_deref()?.strip_prefix("0x")?;
        u16::from_str_radix(id, 16).ok()
    }

    fn bytes(&self) -> Vec<u8> {
        hex::decode(&self.hex).unwrap_or_else(|e| panic!("{}: {e}", self.source))
    }
}

/// What became of a row.
#[derive(Default)]
struct Outcome {
    /// Fields and byte strings compared.
    compared: usize,
    /// Why each field that was not compared says nothing about the frame.
    skipped: Vec<&'static str>,
    /// What differs.
    problems: Vec<String>,
}

/// Counts of one source and kind.
#[derive(Default, Clone, Copy)]
struct Count {
    rows: usize,
    exact: usize,
    deviating: usize,
    compared: usize,
    skipped: usize,
}

pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ANLU_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let path = root.join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there (or name the folder in ANLU_SHARED)", path.display());
    None
}

#[test]
fn every_row_of_the_published_vectors() {
    let Some(path) = shared("vectors/jt808.jsonl") else { return };
    let text = fs::read_to_string(path).expect("vectors");
    let rows: Vec<Row> = text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    assert!(rows.len() > 400, "the file holds {} rows", rows.len());
    let mut counts: BTreeMap<(String, String), Count> = BTreeMap::new();
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    let mut other_messages: BTreeMap<u16, usize> = BTreeMap::new();
    let mut no_message = 0;
    let mut unexpected = Vec::new();
    let mut used = vec![0_usize; DEVIATIONS.len()];
    for row in &rows {
        let outcome = match row.message() {
            Some(id) if catalog::entry(id).is_some() => check_message(row, id),
            Some(id) => {
                *other_messages.entry(id).or_default() += 1;
                continue;
            }
            None => {
                let Some(outcome) = frames::check(row) else {
                    no_message += 1;
                    continue;
                };
                outcome
            }
        };
        let count = counts.entry((row.repo().to_owned(), row.kind.clone())).or_default();
        count.rows += 1;
        count.compared += outcome.compared;
        count.skipped += outcome.skipped.len();
        for reason in &outcome.skipped {
            *skipped.entry(reason).or_default() += 1;
        }
        let listed = DEVIATIONS.iter().position(|deviation| row.place().ends_with(deviation.place));
        match (outcome.problems.is_empty(), listed) {
            (true, None) => count.exact += 1,
            (false, Some(at)) => {
                count.deviating += 1;
                used[at] += 1;
            }
            (false, None) => unexpected.push(format!("{}: {}", row.source, outcome.problems.join("; "))),
            (true, Some(at)) => unexpected.push(format!("{}: listed, yet nothing differs", DEVIATIONS[at].place)),
        }
    }
    assert!(unexpected.is_empty(), "{} rows:\n{}", unexpected.len(), unexpected.join("\n"));
    for (deviation, used) in DEVIATIONS.iter().zip(&used) {
        assert!(*used > 0, "{}: listed, but no such row", deviation.place);
    }
    let rest = report::Rest { rows: rows.len(), other_messages, no_message, skipped };
    report::compare(&report::render(&counts, &used, &rest));
}

/// A row with a message of the catalogue: open, decode, compare, write again.
fn check_message(row: &Row, id: u16) -> Outcome {
    let mut outcome = Outcome::default();
    let bytes = row.bytes();
    if row.layer == "body" {
        let decoded = match row.version.as_str() {
            "2011" => catalog::decode_body(id, Version::V2011, &bytes).map(|body| (Version::V2011, body)),
            "2019" => catalog::decode_body(id, Version::V2019, &bytes).map(|body| (Version::V2019, body)),
            _ => catalog::decode_body_auto(id, &bytes),
        };
        match decoded {
            Err(error) => outcome.problems.push(error.to_string()),
            Ok((version, body)) => {
                let mut again = Vec::new();
                body.encode(&mut again);
                same_bytes(&mut outcome, "body", &bytes, &again);
                let ours = json!({"version": version, "body": body});
                expect::compare(row, &ours, &bytes, &mut outcome);
            }
        }
        return outcome;
    }
    let mut frame = Vec::new();
    match row.layer.as_str() {
        "inner" => frame.clone_from(&bytes),
        "unescaped" => frame.extend_from_slice(&bytes[1..bytes.len() - 1]),
        _ => {
            if let Err(error) = single(&bytes, &mut frame) {
                outcome.problems.push(error.to_string());
                return outcome;
            }
        }
    }
    let opened = match jt808::open(&frame, VersionChoice::Auto) {
        Ok(opened) => opened,
        Err(error) => {
            outcome.problems.push(error.to_string());
            // What the row asks for must still come out with the leniency meant for such terminals.
            let lenient = Quirks { ignore_checksum: true, ..Quirks::default() };
            if let Ok(opened) = jt808::open_with(&frame, VersionChoice::Auto, lenient) {
                match jt808::decode(&opened.header, opened.body) {
                    Ok(body) => expect::compare(row, &json!({"body": body}), &frame, &mut outcome),
                    Err(error) => outcome.problems.push(error.to_string()),
                }
            }
            return outcome;
        }
    };
    let header = opened.header;
    match jt808::decode(&header, opened.body) {
        Err(BodyError::Part { .. }) => {
            let mut wire = Vec::new();
            write_frame(&header, opened.body, &mut wire).expect("a frame");
            same_bytes(&mut outcome, "packet", &bytes, &wire);
            expect::compare(row, &header_json(&header, &frame, header.version, &Value::Null), &frame, &mut outcome);
        }
        Err(error) => outcome.problems.push(error.to_string()),
        Ok(body) => {
            let mut again = Vec::new();
            body.encode(&mut again);
            same_bytes(&mut outcome, "body", opened.body, &again);
            if row.layer == "wire" {
                let mut wire = Vec::new();
                write_frame(&header, &again, &mut wire).expect("a frame");
                // Bytes that the sample left unescaped are escaped by us.
                if !row.place().contains("Jt808ProtocolDecoderTest") {
                    same_bytes(&mut outcome, "frame", &bytes, &wire);
                }
            }
            let ours = header_json(&header, &frame, catalog::edition(&header, &body), &json!(body));
            expect::compare(row, &ours, &frame, &mut outcome);
        }
    }
    outcome
}

fn header_json(header: &Header, frame: &[u8], version: Version, body: &Value) -> Value {
    json!({
        "version": version, "phone": header.phone, "serial": header.serial, "msg_id": header.msg_id,
        "props": u16::from_be_bytes([frame[2], frame[3]]), "protocol_version": header.protocol_version,
        "declared": header.declared_len, "encryption": header.encryption, "version_flag": header.version_flag,
        "packaged": header.part.is_some(), "packet_total": header.part.map_or(0, |part| part.total),
        "packet_index": header.part.map_or(0, |part| part.index), "body": body,
    })
}

fn same_bytes(outcome: &mut Outcome, what: &str, theirs: &[u8], ours: &[u8]) {
    outcome.compared += 1;
    if theirs != ours {
        outcome.problems.push(format!("{what}: {} is written as {}", hex::encode(theirs), hex::encode(ours)));
    }
}

#[test]
fn the_catalogue_is_covered_by_the_vectors() {
    let Some(path) = shared("vectors/jt808.jsonl") else { return };
    let text = fs::read_to_string(path).expect("vectors");
    let seen: Vec<u16> =
        text.lines().filter_map(|line| serde_json::from_str::<Row>(line).expect("a row").message()).collect();
    let missing: Vec<&str> = CATALOG.iter().filter(|entry| !seen.contains(&entry.id)).map(|entry| entry.name).collect();
    assert_eq!(
        missing,
        [
            "x0003_logout",
            "x0004_time_query",
            "x0302_question_answer",
            "x0500_control_reply",
            "x0805_shot_reply",
            "x0a00_terminal_key",
            "x1003_av_attributes",
            "x8106_query_params",
            "x8107_query_attributes",
            "x8201_query_position",
            "x8204_link_check",
            "x8601_delete_circles",
            "x8603_delete_rectangles",
            "x8605_delete_polygons",
            "x8700_recorder_query",
            "x8702_query_driver",
            "x8801_shoot",
            "x9101_live_video",
            "x9202_replay_control",
            "x9205_search_recordings",
            "x9207_upload_control",
            "x9302_focus",
            "x9303_aperture",
            "x9304_wiper",
            "x9305_infrared",
            "x9306_zoom",
        ],
        "messages without a published vector"
    );
}
