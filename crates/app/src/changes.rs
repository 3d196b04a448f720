//! What a step changed, as the ledger keeps it: only the fields that differ.

use serde::Serialize;
use serde_json::{Map, Value};

/// The differing fields of two values of one type: (before, after).
pub(crate) fn differing<T: Serialize>(before: &T, after: &T) -> (Value, Value) {
    let (Some(before), Some(after)) = (object(before), object(after)) else {
        return (Value::Null, Value::Null);
    };
    let mut old = Map::new();
    let mut new = Map::new();
    for (key, value) in after {
        match before.get(&key) {
            Some(was) if *was == value => {}
            was => {
                old.insert(key.clone(), was.cloned().unwrap_or(Value::Null));
                new.insert(key, value);
            }
        }
    }
    (Value::Object(old), Value::Object(new))
}

/// A value as the fields of a new record.
pub(crate) fn fields<T: Serialize>(value: &T) -> Value {
    object(value).map_or(Value::Null, |o| Value::Object(o.into_iter().filter(|(_, v)| !v.is_null()).collect()))
}

fn object<T: Serialize>(value: &T) -> Option<Map<String, Value>> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

/// `value` with one more field.
pub(crate) fn with(value: Value, key: &str, extra: impl Into<Value>) -> Value {
    match value {
        Value::Object(mut map) => {
            map.insert(key.to_owned(), extra.into());
            Value::Object(map)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let (old, new) = differing(&json!({"a": 1, "b": 2, "c": null}), &json!({"a": 1, "b": 3, "c": "x"}));
        assert_eq!((old, new), (json!({"b": 2, "c": null}), json!({"b": 3, "c": "x"})));
        assert_eq!(fields(&json!({"a": 1, "b": null})), json!({"a": 1}));
        assert_eq!(with(json!({"a": 1}), "note", "n"), json!({"a": 1, "note": "n"}));
    }
}
