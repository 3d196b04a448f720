//! The measured part of docs/PROTOCOL-CONFORMANCE.md.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use super::{
    Count,
    deviations::{DEVIATIONS, OUTSIDE},
};

const BEGIN: &str = "<!-- measured: begin -->";
const END: &str = "<!-- measured: end -->";

/// Rows that were not run.
pub(super) struct Rest {
    pub(super) skipped: BTreeMap<&'static str, usize>,
    pub(super) rows: usize,
    pub(super) other_messages: BTreeMap<u16, usize>,
    pub(super) no_message: usize,
}

pub(super) fn render(counts: &BTreeMap<(String, String), Count>, used: &[usize], rest: &Rest) -> String {
    let mut text = String::from(
        "| source | kind | rows run | exact | deviating | values compared | values without meaning here |\n|---|---|---|---|---|---|---|\n",
    );
    let mut sum = Count::default();
    for ((repo, kind), count) in counts {
        let Count { rows, exact, deviating, compared, skipped } = *count;
        let _ = writeln!(text, "| {repo} | {kind} | {rows} | {exact} | {deviating} | {compared} | {skipped} |");
        sum.rows += rows;
        sum.exact += exact;
        sum.deviating += deviating;
        sum.compared += compared;
        sum.skipped += skipped;
    }
    let Count { rows, exact, deviating, compared, skipped } = sum;
    let _ =
        writeln!(text, "| **all** | | **{rows}** | **{exact}** | **{deviating}** | **{compared}** | **{skipped}** |");
    let _ = writeln!(
        text,
        "\nOf {} rows, {} are about messages outside the catalogue and {} about primitives of another library.\n",
        rest.rows,
        rest.other_messages.values().sum::<usize>(),
        rest.no_message
    );
    text.push_str("| message outside the catalogue | rows | why |\n|---|---|---|\n");
    for (id, rows) in &rest.other_messages {
        let reason = OUTSIDE.iter().find(|(outside, _)| outside == id).map(|(_, reason)| *reason);
        let reason = reason.unwrap_or_else(|| panic!("0x{id:04x}: outside the catalogue without a reason"));
        let _ = writeln!(text, "| 0x{id:04x} | {rows} | {reason} |");
    }
    text.push('\n');
    text.push_str("| values without meaning here | count |\n|---|---|\n");
    for (reason, count) in &rest.skipped {
        let _ = writeln!(text, "| {reason} | {count} |");
    }
    text.push('\n');
    text.push_str("| deviating row | rows | what differs and why |\n|---|---|---|\n");
    for (deviation, used) in DEVIATIONS.iter().zip(used) {
        let _ = writeln!(text, "| `{}` | {used} | {} |", deviation.place, deviation.reason);
    }
    text
}

/// The document holds what was measured now.
pub(super) fn compare(measured: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PROTOCOL-CONFORMANCE.md");
    let document = fs::read_to_string(path).expect("docs/PROTOCOL-CONFORMANCE.md");
    let written = document.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map(|(part, _)| part.trim());
    assert!(written == Some(measured.trim()), "docs/PROTOCOL-CONFORMANCE.md: between the two marks put\n{measured}");
}
