//! Words that people type.

use super::Refusal;

/// Most characters of facts, records, opinions.
const MOST: usize = 10_000;

/// Trims, and refuses what is empty or too long.
pub(crate) fn required(words: &str, pointer: &'static str) -> Result<String, Refusal> {
    let words = words.trim();
    match words.chars().count() {
        0 => Err(Refusal::Field { pointer, code: "required" }),
        n if n > MOST => Err(Refusal::Field { pointer, code: "too_long" }),
        _ => Ok(words.to_owned()),
    }
}

/// Trims, and refuses what is too long; empty is nothing.
pub(crate) fn optional(words: &str, pointer: &'static str) -> Result<Option<String>, Refusal> {
    if words.trim().is_empty() { Ok(None) } else { required(words, pointer).map(Some) }
}
