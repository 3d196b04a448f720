//! Rows about the framer, escapes and headers, which name no message.

use anlu_protocols::{
    jt808::{
        self, Framer, Header, MAX_ESCAPED, VersionChoice,
        frame::{escape, single},
    },
    wire::Reader,
};
use serde_json::{Value, json};

use super::{Outcome, Row, expect, same_bytes};

const READER_STATE: &str = "state of a reader that stops at the first bad frame; ours goes on";

/// `None` for rows about the primitives of another library.
pub(super) fn check(row: &Row) -> Option<Outcome> {
    let mut outcome = Outcome::default();
    let bytes = row.bytes();
    if row.kind == "reject" {
        let mut frame = Vec::new();
        let taken = single(&bytes, &mut frame).is_ok() && jt808::open(&frame, VersionChoice::Auto).is_ok();
        outcome.compared += 1;
        if taken {
            outcome.problems.push("accepted".into());
        }
    } else if let Some(frames) = row.expect.get("frames").and_then(Value::as_array) {
        outcome.compared += 1;
        let good = good_frames(&bytes);
        if good.len() != frames.len() {
            outcome.problems.push(format!("{} frames instead of {}", good.len(), frames.len()));
        }
    } else if let Some(frames) = row.expect.get("frames_unescaped").and_then(Value::as_array) {
        let cut: Vec<String> = pieces(&bytes).iter().map(|frame| format!("7e{}7e", hex::encode(frame))).collect();
        let wanted: Vec<&str> = frames.iter().filter_map(Value::as_str).collect();
        outcome.compared += 1;
        if cut != wanted {
            outcome.problems.push(format!("{cut:?} instead of {wanted:?}"));
        }
    } else if let Some(first) = row.expect.get("msgs[0]").and_then(Value::as_str) {
        let mut wire = Vec::new();
        escape(good_frames(&bytes).first()?, &mut wire);
        same_bytes(&mut outcome, "first frame", &hex::decode(first).ok()?, &wire);
        outcome.skipped.extend([READER_STATE; 2]);
    } else if let Some(wanted) = row.expect.get("want").and_then(Value::as_str) {
        let mut wire = Vec::new();
        escape(&bytes, &mut wire);
        same_bytes(&mut outcome, "escaped", &hex::decode(wanted).ok()?, &wire);
    } else if row.place().contains("JT808HeaderTest") {
        let header = Header::read(&mut Reader::new(&bytes), true).ok()?;
        let mut again = Vec::new();
        header.write(usize::from(header.declared_len), &mut again).ok()?;
        same_bytes(&mut outcome, "header", &bytes, &again);
        let ours = json!({
            "phone": header.phone, "serial": header.serial, "msg_id": header.msg_id,
            "protocol_version": header.protocol_version, "declared": header.declared_len,
            "encryption": header.encryption, "version_flag": header.version_flag, "packaged": header.part.is_some(),
        });
        expect::compare(row, &ours, &bytes, &mut outcome);
    } else if row.repo() == "traccar/traccar" {
        let good = good_frames(&bytes);
        let opened = jt808::open(good.first()?, VersionChoice::Auto).ok()?;
        let body = jt808::decode(&opened.header, opened.body).ok()?;
        expect::compare(row, &json!({"body": body}), opened.body, &mut outcome);
    } else {
        return None;
    }
    Some(outcome)
}

fn pieces(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut framer = Framer::new(MAX_ESCAPED);
    framer.push(stream);
    let mut found = Vec::new();
    while let Some(frame) = framer.next_frame() {
        found.extend(frame.ok().map(<[u8]>::to_vec));
    }
    found
}

fn good_frames(stream: &[u8]) -> Vec<Vec<u8>> {
    pieces(stream).into_iter().filter(|frame| jt808::open(frame, VersionChoice::Auto).is_ok()).collect()
}
