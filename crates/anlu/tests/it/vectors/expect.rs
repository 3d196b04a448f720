//! Comparing the fields a row expects with what we decoded.

use anlu_protocols::jt808::{self, VersionChoice, frame::single};
use serde_json::Value;

use super::{
    Outcome, Row,
    keys::{Check, find},
    somewhere::{self, WITH_TABLE},
};

/// Compares every expected field; a key that no table knows is a problem, so that none is dropped silently.
pub(super) fn compare(row: &Row, ours: &Value, raw: &[u8], outcome: &mut Outcome) {
    let general = row.message().filter(|id| !WITH_TABLE.contains(id));
    for (key, theirs) in &row.expect {
        let of_header =
            |(path, check): &(String, Check)| !path.is_empty() && !path.starts_with("/body") || check.is_reply();
        if let Some(id) = general
            && !find(row.repo(), row.message(), key).is_some_and(|found| of_header(&found))
        {
            match somewhere::check(id, key, plain(theirs), ours.get("body").unwrap_or(&Value::Null)) {
                Ok(None) => outcome.compared += 1,
                Ok(Some(reason)) => outcome.skipped.push(reason),
                Err(ours) => outcome.problems.push(format!("{key}: expected {theirs}, not in {ours}")),
            }
            continue;
        }
        match find(row.repo(), row.message(), key) {
            None => outcome.problems.push(format!("{key}: no such key in the table")),
            Some((_, Check::Skip(reason))) => outcome.skipped.push(reason),
            Some((path, check)) => {
                outcome.compared += 1;
                let our_value = ours.pointer(&path).unwrap_or(&Value::Null);
                if let Err(ours) = check.holds(plain(theirs), our_value, raw) {
                    outcome.problems.push(format!("{key}: expected {theirs}, got {ours} at {path}"));
                }
            }
        }
    }
}

/// Upstream values wrapped in an object: an enum, a time.
fn plain(theirs: &Value) -> &Value {
    theirs.get("value").or_else(|| theirs.get("time")).or_else(|| theirs.get("hex")).unwrap_or(theirs)
}

impl Check {
    fn is_reply(self) -> bool {
        matches!(self, Self::Reply)
    }

    fn holds(self, theirs: &Value, ours: &Value, raw: &[u8]) -> Result<(), String> {
        let seen = match self {
            Self::Skip(_) => return Ok(()),
            Self::Same if theirs.is_null() || theirs == "" => {
                return if ours.is_null() || ours == "" { Ok(()) } else { Err(ours.to_string()) };
            }
            Self::Same => ours.clone(),
            Self::Present => return if ours.is_null() { Err("nothing".into()) } else { Ok(()) },
            Self::Scaled(factor) => scaled(ours, factor),
            Self::Phone => return same_digits(theirs, ours),
            Self::Id => ours.as_str().and_then(|id| u64::from_str_radix(&id[2..], 16).ok()).into(),
            Self::Time => {
                let iso = theirs.as_str().unwrap_or_default().replace(' ', "T");
                let time = ours.as_str().unwrap_or_default();
                return if time.get(..19) == Some(&iso) { Ok(()) } else { Err(time.to_owned()) };
            }
            Self::Digits => {
                let digits: String = ours.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
                let wanted = theirs.as_str().unwrap_or_default();
                // yyMMddHHmmss against yyyyMMddHHmmss and the zone.
                let at = if wanted.len() == 12 { 2 } else { 0 };
                return if digits.get(at..at + wanted.len()) == Some(wanted) { Ok(()) } else { Err(digits) };
            }
            Self::TrimZeros => ours.as_str().map(|text| text.trim_start_matches('0')).into(),
            Self::Text => {
                let bytes = hex::decode(ours.as_str().unwrap_or_default()).unwrap_or_default();
                String::from_utf8_lossy(&bytes).into()
            }
            Self::Word(index) => {
                let bytes = hex::decode(ours.as_str().unwrap_or_default()).unwrap_or_default();
                bytes.chunks_exact(2).nth(index).map(|two| u64::from(two[0]) << 8 | u64::from(two[1])).into()
            }
            Self::Bit(bit) => ours.as_u64().map(|word| word >> bit & 1 == 1).into(),
            Self::LastByte => {
                let last = hex::decode(ours.as_str().unwrap_or_default()).ok().and_then(|bytes| bytes.last().copied());
                last.into()
            }
            Self::InFrame => {
                let wanted = theirs.as_str().unwrap_or_default();
                let frame = hex::encode(raw);
                return if frame.contains(wanted) { Ok(()) } else { Err(frame) };
            }
            Self::WholeFrame => {
                let wanted = hex::decode(theirs.as_str().unwrap_or_default()).map_err(|e| e.to_string())?;
                let mut frame = Vec::new();
                let same = wanted == raw || (single(&wanted, &mut frame).is_ok() && frame == raw);
                return if same { Ok(()) } else { Err(hex::encode(raw)) };
            }
            Self::Reply => return reply(theirs.as_str().unwrap_or_default()),
            Self::Edition => {
                let wanted = theirs.get("const").unwrap_or(theirs).as_str().unwrap_or_default();
                let edition = ours.as_str().unwrap_or("none");
                return if wanted.ends_with(edition) { Ok(()) } else { Err(edition.to_owned()) };
            }
        };
        if &seen == theirs { Ok(()) } else { Err(seen.to_string()) }
    }
}

fn scaled(ours: &Value, factor: f64) -> Value {
    let number = ours.as_f64().map(|value| (value * factor).round());
    #[expect(clippy::cast_possible_truncation, reason = "whole numbers of at most 32 bits")]
    number.map(|value| value as i64).into()
}

fn same_digits(theirs: &Value, ours: &Value) -> Result<(), String> {
    let digits = |value: &Value| value.as_str().unwrap_or_default().trim_start_matches('0').to_owned();
    if digits(theirs) == digits(ours) { Ok(()) } else { Err(ours.to_string()) }
}

/// A reply another platform sent: we read it and write the same bytes.
fn reply(theirs: &str) -> Result<(), String> {
    let bytes = hex::decode(theirs).map_err(|e| e.to_string())?;
    let mut frame = Vec::new();
    single(&bytes, &mut frame).map_err(|e| e.to_string())?;
    let opened = jt808::open(&frame, VersionChoice::Auto).map_err(|e| e.to_string())?;
    let body = jt808::decode(&opened.header, opened.body).map_err(|e| e.to_string())?;
    let mut again = Vec::new();
    jt808::encode_message(&opened.header, &body, &mut again).map_err(|e| e.to_string())?;
    if again == bytes { Ok(()) } else { Err(hex::encode(again)) }
}
