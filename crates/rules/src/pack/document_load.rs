//! What kinds of documents must fulfil beyond their shape.

use std::collections::BTreeSet;

use anlu_domain::time::CivilDay;

use super::{
    DocumentBlock, DocumentKind,
    document::FieldKind,
    load::{Draft, Read, Reader},
    risk_load::{Frame, overlapping},
};
use crate::documents::{ISSUED, placeholders};

impl<'s> Reader<'s> {
    /// Kinds by id, then by validity.
    pub(crate) fn documents(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<DocumentKind> {
        let mut all = self.dated::<DocumentKind>(drafts, |d, to| d.valid_to = to(d.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        for read in &all {
            self.frame(read, &frame(&read.value));
            self.check_document(read);
        }
        let frames: Vec<Frame<'_>> = all.iter().map(|r| frame(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        all.into_iter().map(|r| r.value).collect()
    }

    fn check_document(&mut self, read: &Read<'_, DocumentKind>) {
        let d = &read.value;
        if d.series.trim().is_empty() {
            let message = String::from("the series of the number is empty");
            self.tell(read.offset(&["series"]), "document_series", message, "e.g. series = \"罚\"");
        }
        let mut names = BTreeSet::new();
        for f in &d.fields {
            let word =
                !f.name.is_empty() && f.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !word || ISSUED.contains(&f.name.as_str()) || !names.insert(f.name.as_str()) {
                let message = format!("`{}` cannot be the name of a field", f.name);
                let hint = "lower-case letters, digits and _, each name once, none of those the issuer fills";
                self.tell(read.offset(&["fields"]), "document_field", message, hint);
            }
            if f.label.zh.trim().is_empty() || f.label.en.trim().is_empty() {
                let message = format!("the field `{}` has no label", f.name);
                self.tell(read.offset(&["fields"]), "text_missing", message, "write label.zh and label.en");
            }
        }
        let mut used = BTreeSet::new();
        for block in &d.blocks {
            for (name, wanted) in named(block) {
                if ISSUED.contains(&name) && wanted.is_none() {
                    continue;
                }
                used.insert(name);
                let Some(field) = d.field(name) else {
                    let message = format!("a block names `{name}`, which is no field");
                    self.tell(read.offset(&["blocks"]), "document_field_unknown", message, "add it to [[fields]]");
                    continue;
                };
                let fits = match wanted {
                    Some(kind) => field.kind == kind,
                    None => !matches!(field.kind, FieldKind::List | FieldKind::Table),
                };
                if !fits {
                    let message = format!("the field `{name}` does not fit where it stands");
                    let hint = "lists stand in a block of kind list, tables in one of kind table, all others in texts and fields";
                    self.tell(read.offset(&["blocks"]), "document_field_kind", message, hint);
                }
            }
        }
        for unused in names.difference(&used) {
            let message = format!("the field `{unused}` stands nowhere");
            self.tell(
                read.offset(&["fields"]),
                "document_field_unused",
                message,
                "name it in a block, or leave it out",
            );
        }
        if d.blocks.is_empty() {
            let message = String::from("nothing stands on it");
            self.tell(read.offset(&["id"]), "document_empty", message, "add [[blocks]]");
        }
    }
}

/// The fields a block names, and the type it needs (`None`: one that fits into a line).
fn named(block: &DocumentBlock) -> Vec<(&str, Option<FieldKind>)> {
    match block {
        DocumentBlock::Fields { names } => names.iter().map(|n| (n.as_str(), None)).collect(),
        DocumentBlock::Text { text } | DocumentBlock::Heading { text } => {
            placeholders(text).map(|n| (n, None)).collect()
        }
        DocumentBlock::List { name } => vec![(name.as_str(), Some(FieldKind::List))],
        DocumentBlock::Table { name, .. } => vec![(name.as_str(), Some(FieldKind::Table))],
        DocumentBlock::Sign { .. } | DocumentBlock::Seal => Vec::new(),
    }
}

fn frame(d: &DocumentKind) -> Frame<'_> {
    Frame { id: &d.id, title: &d.title, basis: &d.basis, valid_from: d.valid_from, valid_to: d.valid_to }
}
