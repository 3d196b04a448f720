//! The allowed edges between crates, and which crate may use which heavy dependency.

use std::{collections::BTreeMap, fs};

use super::root;

/// Crate → internal crates it may depend on (ARCHITECTURE, "Edges").
const ALLOWED: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("protocols", &[]),
    ("rules", &["domain"]),
    ("bus", &["domain"]),
    ("store", &["domain"]),
    ("history", &["domain"]),
    ("gateway", &["protocols", "bus", "domain"]),
    ("app", &["rules", "store", "bus", "domain"]),
    ("web", &["app", "domain"]),
    ("anlu", &["web", "app", "gateway", "history", "store", "bus", "rules", "domain", "protocols"]),
];

/// Heavy dependency → the only crates that may name it.
const FENCED: [(&str, &[&str]); 12] = [
    ("sea-orm", &["store"]),
    ("sea-orm-migration", &["store"]),
    ("arrow", &["history"]),
    ("parquet", &["history"]),
    ("fjall", &["bus"]),
    ("axum", &["web"]),
    ("utoipa", &["web"]),
    ("rust-embed", &["web"]),
    ("calamine", &["app"]),
    ("rust_xlsxwriter", &["app"]),
    ("argon2", &["app"]),
    ("clap", &["anlu"]),
];

/// What the pure crates may depend on: nothing that does IO, tells time or makes randomness.
const PURE: [(&str, &[&str]); 3] = [
    ("domain", &["jiff", "serde", "serde_json", "sha2", "thiserror", "uuid"]),
    (
        "rules",
        &[
            "anlu-domain",
            "jiff",
            "postcard",
            "rustc-hash",
            "schemars",
            "serde",
            "serde_json",
            "thiserror",
            "toml",
            "uuid",
        ],
    ),
    ("protocols", &["encoding_rs", "memchr", "serde", "serde_json", "thiserror"]),
];

fn dependencies() -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for (krate, _) in ALLOWED {
        let path = root().join("crates").join(krate).join("Cargo.toml");
        let manifest: toml::Table = fs::read_to_string(&path).expect("manifest").parse().expect("valid manifest");
        let lints = manifest.get("lints").and_then(|l| l.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(lints, Some(true), "{krate}: `[lints] workspace = true` is missing");
        let names = manifest.get("dependencies").and_then(toml::Value::as_table);
        all.insert(krate.to_owned(), names.map(|t| t.keys().cloned().collect()).unwrap_or_default());
    }
    all
}

#[test]
fn crates_depend_only_along_the_allowed_edges() {
    let all = dependencies();
    for (krate, allowed) in ALLOWED {
        for dependency in all[krate].iter().filter_map(|d| d.strip_prefix("anlu-")) {
            assert!(
                allowed.contains(&dependency),
                "{krate} -> {dependency} is not an allowed edge: write an ADR first"
            );
        }
    }
    let folders = fs::read_dir(root().join("crates")).expect("crates").count();
    assert_eq!(folders, ALLOWED.len(), "a crate is missing from the table of allowed edges");
}

#[test]
fn heavy_dependencies_stay_in_one_crate() {
    for (krate, names) in dependencies() {
        for name in names {
            if let Some((_, owners)) = FENCED.iter().find(|(heavy, _)| *heavy == name) {
                assert!(owners.contains(&krate.as_str()), "{krate} names {name}, which belongs to {owners:?}");
            }
        }
    }
}

#[test]
fn pure_crates_cannot_reach_io() {
    let all = dependencies();
    for (krate, allowed) in PURE {
        for dependency in &all[krate] {
            assert!(allowed.contains(&dependency.as_str()), "{krate} is pure and may not depend on {dependency}");
        }
    }
}
