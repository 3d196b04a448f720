//! `texts/*.toml`: words of one language, `"key" = "text"`. Which keys a pack must have follows from its rules.

/// What every rule needs in each language, after its id and a dot.
const PER_RULE: [&str; 2] = ["finding", "advice"];

/// Keys that the rule `id` needs.
pub(crate) fn required(id: &str) -> impl Iterator<Item = String> + '_ {
    PER_RULE.into_iter().map(move |part| format!("{id}.{part}"))
}
