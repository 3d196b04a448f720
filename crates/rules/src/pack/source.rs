//! Texts of a pack and positions in them.
//!
//! Files of several layers are merged before they are read, and an error must still name the file it came from.
//! Therefore all texts stand in one row, and whatever is parsed is moved to its text's place there: an offset then belongs
//! to exactly one file, whatever table it ended up in.

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Deserializer},
};

use super::Problem;

/// The files of one pack.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// How messages name the folder, e.g. `policies/national`.
    pub folder: String,
    /// Path inside the folder with `/` (e.g. `rules/fatigue.continuous.toml`) and text of each file.
    pub files: Vec<(String, String)>,
}

/// One text with its place in the common row of offsets.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) layer: usize,
    /// Path inside the folder.
    pub(crate) path: String,
    shown: String,
    start: usize,
    text: String,
}

/// All texts of all layers.
#[derive(Debug, Default)]
pub(crate) struct Sources(pub(crate) Vec<Source>);

/// A parsed file whose values know their offsets.
pub(crate) type Table<'i> = Spanned<DeTable<'i>>;

impl Sources {
    pub(crate) fn new(layers: &[Layer]) -> Self {
        let mut start = 0;
        let mut all = Vec::new();
        for (layer, content) in layers.iter().enumerate() {
            let mut files: Vec<&(String, String)> = content.files.iter().collect();
            files.sort();
            for (path, text) in files {
                let shown = format!("{}/{path}", content.folder);
                all.push(Source { layer, path: path.clone(), shown, start, text: text.clone() });
                start += text.len() + 1;
            }
        }
        Self(all)
    }

    /// A problem at an offset.
    pub(crate) fn problem(&self, offset: usize, code: &'static str, message: String, hint: String) -> Problem {
        let at = self.0.partition_point(|s| s.start <= offset).saturating_sub(1);
        let (file, line, column) = self.0.get(at).map_or((String::new(), 1, 1), |s| {
            let (line, column) = s.place(offset);
            (s.shown.clone(), line, column)
        });
        Problem { file, line, column, code, message, hint }
    }

    /// A problem of what was read from a table. `fallback`: where to point when the error names no place.
    pub(crate) fn misread(&self, error: &toml::de::Error, fallback: usize) -> Problem {
        self.misread_at(error, error.span().map_or(fallback, |s| s.start))
    }

    /// A problem of a text that is no TOML.
    pub(crate) fn unparsed(&self, source: &Source, error: &toml::de::Error) -> Problem {
        self.misread_at(error, source.start + error.span().map_or(0, |s| s.start))
    }

    fn misread_at(&self, error: &toml::de::Error, offset: usize) -> Problem {
        let message = error.message().trim().replace('\n', ", ");
        let (code, hint) = if message.starts_with("unknown field") || message.starts_with("unknown variant") {
            ("key_unknown", "check the spelling; `anlu schema pack` lists what is allowed")
        } else if message.starts_with("missing field") {
            ("key_missing", "add it; `anlu schema pack` lists what is needed")
        } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
            ("value_wrong_type", "`anlu schema pack` tells the type; dates and texts stand in quotes")
        } else {
            ("toml_invalid", "")
        };
        self.problem(offset, code, message, hint.to_owned())
    }
}

impl Source {
    /// Offset of the begin of the file.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    pub(crate) fn parse(&self) -> Result<Table<'_>, toml::de::Error> {
        let table = DeTable::parse(&self.text)?;
        Ok(placed(table, self.start, |table| table_behind(table, self.start)))
    }

    fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset.saturating_sub(self.start)).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// What stands `start` further on than it was parsed; `inner` moves what it holds.
fn placed<T>(parsed: Spanned<T>, start: usize, inner: impl FnOnce(T) -> T) -> Spanned<T> {
    let span = parsed.span();
    Spanned::new(span.start + start..span.end + start, inner(parsed.into_inner()))
}

fn table_behind(table: DeTable<'_>, start: usize) -> DeTable<'_> {
    table.into_iter().map(|(key, value)| (placed(key, start, |key| key), value_behind(value, start))).collect()
}

fn value_behind(value: Spanned<DeValue<'_>>, start: usize) -> Spanned<DeValue<'_>> {
    placed(value, start, |value| match value {
        DeValue::Table(table) => DeValue::Table(table_behind(table, start)),
        DeValue::Array(array) => DeValue::Array(array.into_iter().map(|value| value_behind(value, start)).collect()),
        plain => plain,
    })
}

/// Reads a value from a table.
pub(crate) fn read<T: DeserializeOwned>(table: Table<'_>) -> Result<T, toml::de::Error> {
    T::deserialize(Deserializer::from(table))
}

/// Offset of the value at `path`, or of the innermost part of the path that is there.
pub(crate) fn offset(table: &Table<'_>, path: &[&str]) -> Option<usize> {
    let mut at = None;
    let mut here = table.get_ref();
    for key in path {
        let Some(value) = here.iter().find(|(k, _)| k.get_ref() == key).map(|(_, v)| v) else { break };
        at = Some(value.span().start);
        match value.get_ref().as_table() {
            Some(inner) => here = inner,
            None => break,
        }
    }
    at
}

/// The text at `key`.
pub(crate) fn text<'t>(table: &'t Table<'_>, key: &str) -> Option<&'t str> {
    table.get_ref().iter().find(|(k, _)| k.get_ref() == key).and_then(|(_, v)| v.get_ref().as_str())
}
