//! Canonical JSON: the one text of a value that is hashed and published.
//!
//! RFC 8785 (JSON Canonicalization Scheme) restricted to whole numbers within ±(2^53 − 1): no white space, members
//! sorted by name, strings escaped as ECMAScript's `JSON.stringify` does. Names of members are ASCII here, so that the
//! order of bytes is the order of UTF-16 code units.

use serde::Serialize;
use serde_json::{Number, Value};
use thiserror::Error;

/// The largest whole number every reader keeps exactly: 2^53 − 1 (RFC 8785, appendix D).
pub const MAX_WHOLE: u64 = 9_007_199_254_740_991;
/// Deepest nesting that is written.
const MAX_DEPTH: usize = 32;

/// A value that has no canonical text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotCanonical {
    /// A fraction, or a whole number outside ±(2^53 − 1).
    #[error("{0} is not a whole number within 2^53")]
    Number(String),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested too deeply")]
    Depth,
    /// The value has no JSON form.
    #[error("no JSON form: {0}")]
    Form(String),
}

/// The canonical text of a JSON value.
pub fn text(value: &Value) -> Result<String, NotCanonical> {
    let mut out = String::new();
    write(value, &mut out, 0)?;
    Ok(out)
}

/// The canonical text of anything that serializes.
pub fn text_of<T: Serialize>(value: &T) -> Result<String, NotCanonical> {
    text(&serde_json::to_value(value).map_err(|e| NotCanonical::Form(e.to_string()))?)
}

fn write(value: &Value, out: &mut String, depth: usize) -> Result<(), NotCanonical> {
    if depth > MAX_DEPTH {
        return Err(NotCanonical::Depth);
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(n) => out.push_str(&whole(n)?),
        Value::String(s) => out.push_str(&Value::String(s.clone()).to_string()),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out, depth + 1)?;
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (i, (name, member)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                write(member, out, depth + 1)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn whole(n: &Number) -> Result<String, NotCanonical> {
    let fits = n.as_u64().is_some_and(|v| v <= MAX_WHOLE) || n.as_i64().is_some_and(|v| v.unsigned_abs() <= MAX_WHOLE);
    if fits { Ok(n.to_string()) } else { Err(NotCanonical::Number(n.to_string())) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_sorted_and_strings_escaped_as_ecmascript_does() {
        let value = json!({"b": [1, -2, true, null], "a": "安\u{7f}\u{2028}\"\\\n\u{1}"});
        assert_eq!(text(&value).unwrap(), "{\"a\":\"安\u{7f}\u{2028}\\\"\\\\\\n\\u0001\",\"b\":[1,-2,true,null]}");
    }

    #[test]
    fn numbers_that_readers_may_round_are_refused() {
        assert!(text(&json!(9_007_199_254_740_991_u64)).is_ok());
        assert!(matches!(text(&json!(9_007_199_254_740_992_u64)), Err(NotCanonical::Number(_))));
        assert!(matches!(text(&json!(-9_007_199_254_740_992_i64)), Err(NotCanonical::Number(_))));
        assert!(matches!(text(&json!(1.5)), Err(NotCanonical::Number(_))));
        let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
        assert_eq!(text(&deep), Err(NotCanonical::Depth));
    }
}
