//! What changes when scoring models change, in both languages: each step, cap and band by its own name.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    GradingFile, Pack,
    diff::Change,
    risk_diff::{Item, each},
};

pub(crate) fn models(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let items = |pack: &Pack| -> Vec<Item> { pack.grading.iter().map(|m| item(&m.file)).collect() };
    each(changes, &items(old), &items(new));
}

fn item(file: &GradingFile) -> Item {
    Item {
        id: file.id.clone(),
        zh: format!("评级模型 {}（{} 起）", file.title.zh, file.valid_from),
        en: format!("scoring model {} (from {})", file.title.en, file.valid_from),
        from: file.valid_from.0,
        flat: flat(file),
    }
}

/// Members by path; members of lists that have an id or a grade stand under it, not under their place.
fn flat(file: &GradingFile) -> BTreeMap<String, String> {
    fn walk(prefix: &str, value: &Value, out: &mut BTreeMap<String, String>) {
        let path = |key: &str| if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, inner)| walk(&path(key), inner, out)),
            Value::Array(list) => {
                for (place, inner) in list.iter().enumerate() {
                    let named = ["id", "grade"].iter().find_map(|key| inner.get(key).and_then(Value::as_str));
                    let name = named.map_or_else(|| (place.saturating_add(1)).to_string(), str::to_owned);
                    walk(&path(&name), inner, out);
                }
            }
            Value::String(text) => drop(out.insert(prefix.to_owned(), text.clone())),
            other => drop(out.insert(prefix.to_owned(), other.to_string())),
        }
    }
    let mut out = BTreeMap::new();
    walk("", &serde_json::to_value(file).unwrap_or_default(), &mut out);
    out
}
