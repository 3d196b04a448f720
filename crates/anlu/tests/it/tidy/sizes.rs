//! File sizes, names and headers.

use std::{fs, path::Path};

use super::{files, relative, root};

/// No file grows past this (docs/STYLE.md).
const MAX_LINES: usize = 800;

/// Names that say nothing about their subject.
const FORBIDDEN: [&str; 12] =
    ["util", "utils", "common", "helper", "helpers", "misc", "shared", "base", "manager", "core", "types", "stuff"];

fn sources() -> Vec<std::path::PathBuf> {
    let mut all = files(&root().join("crates"), &["rs"]);
    all.extend(files(&root().join("ui"), &["ts", "vue", "mjs"]).into_iter().filter(|p| {
        // Generated from the API description.
        !p.ends_with("src/api/schema.d.ts")
    }));
    all
}

#[test]
fn no_file_is_too_long() {
    let too_long: Vec<String> = sources()
        .iter()
        .map(|p| (relative(p), fs::read_to_string(p).expect("utf-8").lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(p, lines)| format!("{p}: {lines} lines"))
        .collect();
    assert!(too_long.is_empty(), "split these along a seam:\n{}", too_long.join("\n"));
}

#[test]
fn names_say_what_a_file_is_about() {
    for path in sources() {
        for part in Path::new(&relative(&path)).iter().filter_map(|p| p.to_str()) {
            let stem = part.split('.').next().unwrap_or(part);
            assert!(!FORBIDDEN.contains(&stem), "{}: `{stem}` says nothing about the subject", relative(&path));
        }
    }
}

#[test]
fn every_crate_and_module_says_what_it_is() {
    for path in files(&root().join("crates"), &["rs"]) {
        let text = fs::read_to_string(&path).expect("utf-8");
        assert!(text.starts_with("//!"), "{}: the file lacks its `//!` header", relative(&path));
        assert!(path.file_name().is_none_or(|n| n != "mod.rs"), "{}: use foo.rs beside foo/", relative(&path));
    }
}

#[test]
fn lints_are_expected_with_a_reason_never_allowed() {
    let forbidden = concat!("#[", "allow(");
    for path in files(&root().join("crates"), &["rs"]) {
        let text = fs::read_to_string(&path).expect("utf-8");
        assert!(!text.contains(forbidden), "{}: use #[expect(lint, reason = …)]", relative(&path));
    }
}
