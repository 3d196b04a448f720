//! Fields of messages without a table of keys: the expected value has to occur in what we decoded.
//!
//! Names are not compared, so this says less than [`super::keys`]; together with body and frame written again byte for
//! byte it still shows that the value was read from the right place and in the right unit.

use serde_json::Value;

/// Messages whose keys stand in the tables.
pub(super) const WITH_TABLE: &[u16] =
    &[0x0001, 0x0002, 0x0100, 0x0102, 0x0200, 0x0702, 0x0704, 0x8001, 0x8003, 0x8004, 0x8100];

const RAW: &str = "part of a block that is kept raw here and written again unchanged";
const NESTED: &str = "default of a nested object";
const BIT: &str = "a bit of a word that is compared whole";
const IMPLIED: &str = "a length the layout implies";
const PACKET: &str = "of one packet of a longer message; header and bytes of the packet are compared";
const NOTHING: &str = "nothing is expected";

/// Messages with blocks that are kept raw: vendor parameters, areas of 0x0608, tachograph data, passed-through data.
const WITH_BLOCKS: &[u16] = &[0x0104, 0x0608, 0x0700, 0x0701, 0x0900, 0x8103, 0x8105, 0x8701, 0x8a00, 0x9208];

/// `Ok(None)` when the value is there, `Ok(Some(reason))` when it says nothing about our output.
pub(super) fn check(message: u16, key: &str, theirs: &Value, ours: &Value) -> Result<Option<&'static str>, String> {
    let last = key.rsplit('.').next().unwrap_or(key);
    let nested =
        key.contains("location.") && ["messageId", "properties", "protocolVersion", "serialNo"].contains(&last);
    if nested || last == "verified" {
        return Ok(Some(NESTED));
    }
    if ours.is_null() {
        return Ok(Some(PACKET));
    }
    if theirs.is_boolean() {
        return Ok(Some(BIT));
    }
    if theirs.is_null() || theirs == "" || theirs.as_array().is_some_and(Vec::is_empty) {
        return Ok(Some(NOTHING));
    }
    if occurs(theirs, ours) {
        return Ok(None);
    }
    if last.ends_with("Len") || last.ends_with("Length") {
        return Ok(Some(IMPLIED));
    }
    if WITH_BLOCKS.contains(&message) || key.starts_with("JT808_0x0200_0x") {
        return Ok(Some(RAW));
    }
    Err(ours.to_string())
}

fn occurs(theirs: &Value, ours: &Value) -> bool {
    if same(theirs, ours) {
        return true;
    }
    match ours {
        Value::Array(list) => list.iter().any(|ours| occurs(theirs, ours)),
        Value::Object(map) => map.values().any(|ours| occurs(theirs, ours)),
        _ => false,
    }
}

fn same(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::Number(number), Value::Number(_)) => {
            let (theirs, ours) = (number.as_f64().unwrap_or(f64::NAN), ours.as_f64().unwrap_or(f64::NAN));
            [1.0, 10.0, 1e6].iter().any(|factor| ((ours.abs() * factor).round() - theirs).abs() < 0.5)
        }
        (Value::Number(count), Value::Array(list)) => count.as_u64() == u64::try_from(list.len()).ok(),
        (Value::String(theirs), Value::String(ours)) => same_text(theirs, ours),
        (Value::Number(number), Value::String(ours)) => u64::from_str_radix(ours, 16).ok() == number.as_u64(),
        (Value::String(theirs), Value::Array(words)) => {
            let words: Option<String> =
                words.iter().map(|word| word.as_u64().map(|word| format!("{word:04x}"))).collect();
            words.is_some_and(|words| words == *theirs)
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            theirs.iter().all(|theirs| ours.iter().any(|ours| occurs(theirs, ours)))
        }
        (Value::Array(bytes), Value::String(ours)) => {
            let bytes: Option<Vec<u8>> =
                bytes.iter().map(|byte| byte.as_i64().and_then(|b| u8::try_from(b & 0xff).ok())).collect();
            bytes.is_some_and(|bytes| hex::encode(bytes) == *ours)
        }
        _ => false,
    }
}

fn same_text(theirs: &str, ours: &str) -> bool {
    let trimmed = theirs.trim_matches(|c| c == '\0' || c == ' ');
    let iso = theirs.replace(' ', "T");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    trimmed == ours
        || theirs.eq_ignore_ascii_case(ours)
        || (iso.len() == 19 && ours.get(..19) == Some(&iso))
        || (theirs.len() == 6 && digits(ours).get(..6) == Some(theirs))
        || hex::decode(ours).is_ok_and(|bytes| bytes == theirs.as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_that_is_nowhere_is_a_difference() {
        let ours = json!({"a": [{"lat": 30.17, "text": "x", "time": "2026-11-25T08:00:00+08:00"}], "raw": "0102"});
        for there in [json!(30_170_000), json!("2026-11-25 08:00:00"), json!([1, 2]), json!(1), json!("x")] {
            assert!(occurs(&there, &ours), "{there}");
        }
        for absent in [json!(31), json!("y"), json!([1, 3]), json!("2026-11-25 08:00:01")] {
            assert!(!occurs(&absent, &ours), "{absent}");
        }
        assert_eq!(check(0x8304, "a.b", &json!(7), &ours), Err(ours.to_string()));
    }
}
