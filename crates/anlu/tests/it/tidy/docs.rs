//! Documents: no dead links, a complete index of decisions, both languages of the README alike.

use std::fs;

use super::{files, relative, root};

/// Targets of Markdown links in `text`.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        rest = &rest[at + 2..];
        if let Some(end) = rest.find(')') {
            found.push(rest[..end].split('#').next().unwrap_or_default().to_owned());
        }
    }
    found
}

#[test]
fn no_dead_links() {
    let mut dead = Vec::new();
    for path in files(&root(), &["md"]) {
        let text = fs::read_to_string(&path).expect("utf-8");
        let folder = path.parent().expect("a file has a folder");
        for link in links(&text) {
            let outside = link.contains("://") || link.starts_with("mailto:");
            if !outside && !link.is_empty() && !folder.join(&link).exists() {
                dead.push(format!("{} -> {link}", relative(&path)));
            }
        }
    }
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
}

#[test]
fn every_decision_is_in_the_index() {
    let folder = root().join("docs/adr");
    let index = fs::read_to_string(folder.join("README.md")).expect("docs/adr/README.md");
    for path in files(&folder, &["md"]) {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        assert!(name == "README.md" || index.contains(name), "docs/adr/README.md does not list {name}");
    }
}

#[test]
fn every_numbered_invariant_names_its_test() {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).expect("docs/ARCHITECTURE.md");
    let section = text.split("## Invariants").nth(1).expect("a section on invariants");
    let section = section.split("\n## ").next().expect("split yields one part");
    let numbered: Vec<&str> =
        section.lines().filter(|l| l.split_once(". ").is_some_and(|(n, _)| n.parse::<u8>().is_ok())).collect();
    assert_eq!(numbered.len(), 10, "DESIGN has ten invariants");
    for line in numbered {
        let named =
            line.split('`').any(|part| part.contains("tests/it/") || part.contains("crates/") || part.contains("ui/"));
        assert!(named, "which test holds it? {line}");
    }
}
